public import CKernel

/// A family that is given by a formula, with derivatives made from it.
///
/// Its symmetries are not claimed but found: proved by the formula, or where that is not to be had by trying the named
/// generators at many parameters and points (see Symmetries.swift).
public struct FormulaFamily: Family {
  public let name: String
  /// The image of the state, as it was written.
  public let formula: String
  /// The whole definition, from which the family can be made anew: "wave(x, y; c, a, w) = (x + a*sin(w*(y - c)), y)".
  public let definition: String
  public let parameters: [FamilyParameter]
  public let symmetries: [Generator]
  /// Those of them that are not proved; nil where all are.
  public let trial: Trial?
  /// What has no derivative at some points: "abs(x)".
  public let kinks: [String]
  /// Inputs 0 and 1 are the state, the parameters follow.
  let graph: Graph
  let outputs: [Graph.Node]
  let actions: [Action]
  let habitat: Habitat
  private let code: Program
  private let pointer: Pointer

  /// - Parameters:
  ///   - graph: inputs 0 and 1 are the state, those after it the parameters, one by one.
  ///   - image: its coordinates.
  ///   - isInferred: of each parameter, whether its role was not declared, so that it is found too.
  /// - Throws: `EngineError` when the formula is too long.
  public init(
    name: String, formula: String, definition: String, parameters: [FamilyParameter], isInferred: [Bool], graph: Graph,
    image: [Graph.Node]
  ) throws(EngineError) {
    (self.name, self.formula, self.definition, self.graph, outputs) = (name, formula, definition, graph, image)
    code = try Program(graph, outputs: image, parameters: parameters.count)
    pointer = Pointer(code.value)
    kinks = graph.kinks(of: image)
    let jacobian = Jacobian(graph, image, parameters.count)
    let found = Symmetries(jacobian, Habitat.ofFamily(graph, image, parameters), parameters.count)
    actions = found.actions
    symmetries = found.actions.map(\.generator)
    trial = found.trial
    self.parameters = zip(parameters, isInferred).enumerated().map { i, pair in
      pair.1 ? found.role(of: pair.0, i) : pair.0
    }
    habitat = Habitat.ofFamily(graph, image, self.parameters)
  }

  public var summary: String { "a family of this session, \(symmetryText)" }

  /// "closed under translation x, rotation"
  public var symmetryText: String {
    closure == .none && symmetries.isEmpty
      ? "closed under no motion of the plane"
      : "closed under " + symmetries.map(\.name).joined(separator: ", ")
        + (trial.map { " (\($0.text))" } ?? "")
  }

  public var kernel: Kernel? { nil }
  public var scale: Scale? { nil }

  /// The largest named group of which all generators were found.
  public var closure: Closure {
    Closure.allCases.reversed().first { group in group.basis.allSatisfy(symmetries.contains) } ?? .none
  }

  public func with(kernel: Kernel, scale: Scale) -> any Family { self }

  public var map: nsh_map {
    nsh_map(
      family: NSH_FORMULA, profile: NSH_GAUSS, scale: 1, has_scale: 0, parameters: Int32(clamping: parameters.count))
  }

  public var program: UnsafePointer<nsh_program>? { UnsafePointer(pointer.value) }

  public var script: String {
    var stems: [String] = []
    var counts: [String: Int] = [:]
    for p in parameters {
      stems.append(p.stem)
      counts[p.stem, default: 0] += 1
    }
    let (statements, results) = graph.script(outputs) { i in
      if i < 2 { return ["x", "y"][i] }
      let stem = stems[i - 2]
      let place = stems[..<(i - 2)].count { $0 == stem }
      return counts[stem]! > 1 ? "p.\(stem)[\(place)]" : "p.\(stem)"
    }
    return "\(statements)return [\(results[0]), \(results[1])]"
  }

  public func passScript(_ kernel: Kernel) -> String {
    let count = parameters.count
    var graph = graph
    let seeds = [graph.input(2 + count), graph.input(3 + count)]
    let slopes = graph.gradient(of: outputs, seeds: seeds, by: (0..<2 + count).map { graph.input($0) })
    let input = { i in i < 2 ? ["x[i]", "y[i]"][i] : i < 2 + count ? "t[o + \(i - 2)]" : ["gx", "gy"][i - 2 - count] }
    let (forward, image) = graph.script(outputs, inputs: input)
    let (backward, pulled) = graph.script(slopes, inputs: input)
    let added = (0..<count).map { "into[o + \($0)] += \(pulled[2 + $0]);" }.joined(separator: " ")
    return """
      forward(x, y, kept, from, n, t, o, q) {
        for (let i = from; i < from + n; i++) {
          \(forward)
          x[i + n] = \(image[0]);
          y[i + n] = \(image[1]);
        }
      },
      backward(x, y, X, Y, kept, from, n, t, o, q, into) {
        for (let i = from; i < from + n; i++) {
          const gx = X[i + n], gy = Y[i + n];
          \(backward)
          \(added)
          X[i] = \(pulled[0]);
          Y[i] = \(pulled[1]);
        }
      }
      """
  }

  /// Points where the formula shows what it does at some parameters, with a value and derivatives: three quarters of them
  /// where a parameter does something, as far as such are found.
  func randomPoints(_ count: Int, _ theta: [Double], _ random: inout Random) -> [[Double]] {
    let jacobian = Jacobian(graph, outputs, parameters.count)
    var found: [(point: [Double], slopes: [Double])] = []
    for _ in 0..<16 * count {
      let state = habitat.state(beside: [0, 0] + theta, &random)
      let (image, rows) = jacobian(state)
      guard (image + rows[0] + rows[1]).allSatisfy(\.isFinite) else { continue }
      found.append((Array(state[..<2]), zip(rows[0], rows[1]).dropFirst(2).map { max(abs($0), abs($1)) }))
    }
    let largest = parameters.indices.map { i in found.reduce(0) { max($0, $1.slopes[i]) } }
    let does = found.map { zip($0.slopes, largest).contains { $0 > 1e-3 * $1 } }
    let telling = found.indices.filter { does[$0] }.prefix(3 * count / 4)
    let others = found.indices.filter { !telling.contains($0) }.prefix(max(0, count - telling.count))
    return (telling + others).map { found[$0].point }
  }

  /// What is not finite at a point, or in the derivatives there: "`log(x - 2)`"; nil when all is.
  public func fault(at x: [Double], _ theta: [Double]) -> String? {
    if let fault = graph.fault(x + theta, in: outputs) { return fault }
    var graph = graph
    let variables = (0..<2 + parameters.count).map { graph.input($0) }
    let rows = outputs.flatMap { output in
      let one = graph.constant(1)
      return graph.gradient(of: [output], seeds: [one], by: variables)
    }
    return graph.fault(x + theta, in: rows)
  }
}

/// A program in a place of its own, for as long as the family is there.
private final class Pointer: @unchecked Sendable {
  let value: UnsafeMutablePointer<nsh_program>

  init(_ program: nsh_program) {
    value = .allocate(capacity: 1)
    value.initialize(to: program)
  }

  deinit { value.deallocate() }
}
