import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a formula lives: states at which it shows what it does, for questions that only trying answers.
///
/// A formula tells its places and its sizes itself. What stands in a square, or as the argument of exp, abs, max, tanh and
/// their like, is zero where something happens: the centre of a bump, a wall, bodies that meet. And how far one has to
/// go from there until such an argument changes by one, or by itself where it bends at zero or is a root or a
/// denominator, is how large that is. States are drawn near common zeros of some arguments, found by Gauss and Newton's
/// steps, and off by such a length; others freely.
struct Habitat: Sendable {
  /// How an input is drawn.
  enum Input: Sendable {
    /// A coordinate, and a parameter of its unit.
    case state, length
    /// A parameter of the size of one or of a length.
    case number
    case near(Double)
    case fixed(Double)
  }

  /// Lengths at which something happens, ascending, each at least twice the one before.
  private(set) var sizes: [Double] = [1]
  private let inputs: [Input]
  private let free: [Int]
  private let places: [Place]
  /// The values of the places, then their slopes by the free inputs.
  private let tape: Tape
  private static let mostPlaces = 40

  private struct Place {
    let node: Graph.Node
    let kind: Kind
    enum Kind { case square, argument, bend }
  }

  init(_ graph: Graph, _ outputs: [Graph.Node], inputs: [Input]) {
    var graph = graph
    let free = inputs.indices.filter { if case .state = inputs[$0] { true } else { false } }
    places = Array(Self.places(&graph, outputs, onAnyOf: free).prefix(Self.mostPlaces))
    let variables = free.map { graph.input($0) }
    let one = graph.constant(1)
    let slopes = places.flatMap { graph.gradient(of: [$0.node], seeds: [one], by: variables) }
    (self.inputs, self.free) = (inputs, free)
    tape = Tape(graph, places.map(\.node) + slopes)
    sizes = probed()
  }

  /// Nodes that depend on the state, and at whose zeros something happens.
  private static func places(_ graph: inout Graph, _ outputs: [Graph.Node], onAnyOf free: [Int]) -> [Place] {
    let variables = free.map { graph.input($0) }
    var found: [Place] = []
    func add(_ node: Graph.Node, _ kind: Place.Kind, _ graph: Graph) {
      if !found.contains(where: { $0.node == node }), graph.depends([node], onAnyOf: variables) {
        found.append(Place(node: node, kind: kind))
      }
    }
    for node in graph.ancestors(of: outputs) {
      switch graph.operations[node] {
      case .constant, .input, .unary(.negate, _): break
      case .unary(.magnitude, let a), .unary(.sign, let a), .unary(.root, let a), .unary(.logarithm, let a),
        .binary(.divide, _, let a), .binary(.ratio, _, let a), .binary(.timesRoot, _, let a), .binary(.power, let a, _):
        add(a, .bend, graph)
      case .unary(_, let a): add(a, .argument, graph)
      case .binary(.multiply, let a, let b): if a == b { add(a, .square, graph) }
      case .binary(.larger, let a, let b), .binary(.smaller, let a, let b), .binary(.heaviside, let a, let b):
        let difference = graph.binary(.subtract, a, b)
        add(difference, .bend, graph)
      case .binary: break
      }
    }
    return found
  }

  // MARK: Sizes

  /// From zero and from places, in some directions, with parameters that are zero and others that are not: zero is where
  /// a small length is not lost beside a number.
  private func probed() -> [Double] {
    var random = Random(seed: 1, stream: "sizes")
    var lengths: [Double] = []
    for turn in 0..<24 {
      var state = inputs.map { input in
        switch input {
        case .state: 0.0
        case .length, .number: turn.isMultiple(of: 2) ? 0.0 : random.uniform(in: 0.4...1.2)
        case .near(let x), .fixed(let x): x
        }
      }
      if turn % 4 > 1 { settle(&state, Self.picked(free.count, of: places.count, &random)) }
      for place in places.indices where places[place].kind != .square {
        let direction = free.map { _ in turn % 3 == 0 && random.uniform() < 0.5 ? 0 : random.normal() }
        if let length = length(at: state, direction, place) { lengths.append(length) }
      }
    }
    var result: [Double] = []
    for size in lengths.sorted() where result.last.map({ size >= 2 * $0 }) ?? true { result.append(size) }
    return result.isEmpty ? [1] : result
  }

  /// How far a place's value must be followed until it changes by one, or by itself, to a factor of two.
  private func length(at state: [Double], _ direction: [Double], _ place: Int) -> Double? {
    func value(_ t: Double) -> Double {
      var moved = state
      for (i, d) in zip(free, direction) { moved[i] += t * d }
      return tape(moved)[place]
    }
    let start = value(0)
    let target = places[place].kind == .argument ? 1 : abs(start)
    guard start.isFinite, target > 0 else { return nil }
    // The largest power of two below which nothing happens; NaN is beyond.
    var (low, high) = (-1000, 1000)
    func isBelow(_ e: Int) -> Bool { abs(value(Double(sign: .plus, exponent: e, significand: 1)) - start) < target }
    guard isBelow(low), !isBelow(high) else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle } else { high = middle }
    }
    let length = Double(sign: .plus, exponent: low, significand: 1)
    // Less is not seen beside the numbers from which it is counted.
    let others = inputs.indices.filter {
      switch inputs[$0] {
      case .state, .length, .number: true
      case .near, .fixed: false
      }
    }
    return length >= 1e-12 * others.reduce(0) { max($0, abs(state[$1])) } ? length : nil
  }

  // MARK: States

  /// One draw of all inputs.
  func state(_ random: inout Random) -> [Double] {
    let size = self.size(&random)
    let state = inputs.map { input in
      func off(_ size: Double) -> Double { (random.uniform() < 0.5 ? -1 : 1) * random.uniform(in: 0.4...1.2) * size }
      return switch input {
      case .state: size * random.uniform(in: -1.5...1.5)
      case .length: off(size)
      case .number: off(random.uniform() < 0.5 ? size : 1)
      case .near(let x): x * random.uniform(in: 0.7...1.3)
      case .fixed(let x): x
      }
    }
    return moved(state, &random)
  }

  /// Of the same parameters, another state.
  func state(beside other: [Double], _ random: inout Random) -> [Double] {
    var state = other
    let size = self.size(&random)
    for i in free { state[i] = size * random.uniform(in: -1.5...1.5) }
    return moved(state, &random)
  }

  private func size(_ random: inout Random) -> Double {
    sizes[Self.pick(sizes.count, &random)] * random.uniform(in: 0.25...2.5)
  }

  private static func pick(_ count: Int, _ random: inout Random) -> Int {
    min(Int(floor: random.uniform() * Double(count)), count - 1)
  }

  /// Some of the numbers below a count, each once.
  private static func picked(_ wanted: Int, of count: Int, _ random: inout Random) -> [Int] {
    var (open, result): ([Int], [Int]) = (Array(0..<count), [])
    while result.count < wanted, !open.isEmpty { result.append(open.remove(at: pick(open.count, &random))) }
    return result
  }

  /// Moved near a common zero of as many places as there are coordinates, or of fewer.
  private func moved(_ start: [Double], _ random: inout Random) -> [Double] {
    guard !places.isEmpty, random.uniform() < 0.85 else { return start }
    var state = start
    let count = random.uniform() < 0.6 ? free.count : 1 + Self.pick(free.count, &random)
    settle(&state, Self.picked(count, of: places.count, &random))
    let size = self.size(&random)
    for i in free { state[i] += size * random.uniform(in: -1.5...1.5) }
    return state.allSatisfy(\.isFinite) ? state : start
  }

  private func settle(_ state: inout [Double], _ wanted: [Int]) {
    for _ in 0..<6 { for place in wanted { approach(place, &state) } }
  }

  /// A step towards a zero, the shortest one.
  private func approach(_ place: Int, _ state: inout [Double]) {
    let values = tape(state)
    let slopes = Array(values[(places.count + place * free.count)...].prefix(free.count))
    let size = norm(slopes)
    guard size > 0, size.isFinite, values[place].isFinite else { return }
    for (i, slope) in zip(free, slopes) { state[i] -= values[place] / size * (slope / size) }
  }
}

extension Habitat {
  /// Of a family of maps: its states, and parameters, those with a value of rest near it.
  static func ofFamily(_ graph: Graph, _ outputs: [Graph.Node], _ parameters: [FamilyParameter]) -> Habitat {
    Habitat(
      graph, outputs,
      inputs: [.state, .state]
        + parameters.map { parameter in
          guard parameter.rest == 0 else { return .near(parameter.rest) }
          switch parameter.role {
          case .centre, .vector, .abscissa, .ordinate, .length: return .length
          case .matrix, .scalar, .logScale: return .number
          }
        })
  }
}
