import Core
import Figures
import Limits
import Syntax

extension Chain: Playable, GridCarrier {
  /// A page's engine takes a step of so many layers and points in some milliseconds.
  private static let mostLayers = 400
  private static let mostPoints = 1000

  func playground(_ experiment: Experiment, clusters: [Cluster], seed: UInt64?) throws -> PlaygroundContent {
    guard layers <= Self.mostLayers else {
      throw EngineError(
        .outOfRange, "a page trains at most \(Self.mostLayers) layers; this chain has \(layers)", help: "export page")
    }
    var state = Playground.State(clusters: [])
    var remark = ""
    (state.clusters, remark) = try Self.placed(experiment.population, clusters, seed: seed)
    state.families = cycle
    if let family = families.first(where: { $0.kernel != nil }), let kernel = family.kernel, let scale = family.scale {
      (state.kernel, state.width, state.isWidthTrained) = (kernel.rawValue, scale.value, scale.isTrained)
    }
    (state.layers, state.penalty) = (layers, penalty)
    state.seed = String(seed ?? 1)
    Self.learn(experiment.record, &state)
    if theta != redrawn(seed: seed) { state.theta = theta }
    let own = distinctFamilies.filter { $0.program != nil }
    let units =
      own.isEmpty
      ? [] : (try? objective(on: experiment.population, isExact: true, threads: 1, isCancelled: { false }))?.units ?? []
    return PlaygroundContent(state: state, maps: own.map { Playground.Map($0, units: units) }, remark: remark)
  }

  /// The families of the first layers, if all others repeat them.
  private var cycle: [String] {
    let names = families.map(\.name)
    let period =
      Range(from: 1, through: names.count).first { p in names.indices.allSatisfy { names[$0] == names[$0 % p] } }
      ?? names.count
    return Array(names.prefix(period))
  }

  /// The parameters that the page would begin with by itself.
  private func redrawn(seed: UInt64?) -> [Double]? {
    guard let seed else { return nil }
    var random = Random(seed: seed, stream: "chain")
    return try? Chain.random(cycle: families, layers: layers, penalty: penalty, random: &random).theta
  }

  /// How it was trained last, by a method that the page has.
  private static func learn(_ record: TrainingRecord, _ state: inout Playground.State) {
    guard let optimiser = record.training?.optimiser as? any FirstOrder else { return }
    guard let method = (optimiser is Adam) ? "adam" : (optimiser is GradientDescent) ? "gd" : nil else { return }
    let schedule = optimiser.schedule
    (state.method, state.rate) = (method, schedule.rate)
    (state.isCosine, state.steps) = (schedule.decay == .cosine, max(1, schedule.steps))
  }

  /// What carries a page's grid.
  var carrier: Page.Carrier? {
    let radial = families.first { $0.kernel != nil }
    return Page.Carrier(
      maps: distinctFamilies.map { Playground.Map($0) }, families: cycle, kernel: (radial?.kernel ?? .gauss).rawValue,
      width: radial?.scale?.value ?? 1, isWidthTrained: radial?.scale?.isTrained ?? false)
  }

  // MARK: Clusters

  private static func placed(_ population: Population, _ defined: [Cluster], seed: UInt64?) throws -> (
    [Playground.Cluster], String
  ) {
    let step = (population.count + mostPoints - 1) / mostPoints
    let (states, destinations, labels) = (population.states, population.destinations, population.labels)
    var placed: [Playground.Cluster] = []
    for (c, name) in population.clusters.enumerated() {
      try Cancellation.check()
      let members = labels.indices.filter { labels[$0] == c }
      guard !members.isEmpty else { continue }
      let points = members.map { Point(states[$0, 0], states[$0, 1]) }
      let goals = members.map { Point(destinations[$0, 0], destinations[$0, 1]) }
      let to = goals.allSatisfy { $0 == goals[0] } ? goals[0] : mean(goals)
      let source = defined.first { $0.name == name }
      if step == 1, to == goals[0], let source, let drawn = drawn(source, points, seed: seed) {
        placed.append(.init(name: name, at: Point(source.centre[0], source.centre[1]), to: to, points: drawn))
      } else {
        let few = stride(from: 0, to: points.count, by: step).map { $0 }
        let at = mean(points)
        func offsets(_ list: [Point], from p: Point) -> [Point] {
          few.map { Point(list[$0].x - p.x, list[$0].y - p.y) }
        }
        let isOne = goals.allSatisfy { $0 == goals[0] }
        placed.append(
          .init(
            name: name, at: at, to: to,
            points: .own(offsets(points, from: at), goals: isOne ? nil : offsets(goals, from: to))))
      }
    }
    let remark =
      step == 1
      ? "" : "Of the \(population.count) points every \(step)th is here: the numbers are those of fewer points."
    return (placed, remark)
  }

  private static func mean(_ points: [Point]) -> Point {
    Point(Statistics.mean(points.map(\.x)), Statistics.mean(points.map(\.y)))
  }

  /// The shape by which `define cluster` drew these points, found by drawing them again; nil of others.
  private static func drawn(_ cluster: Cluster, _ points: [Point], seed: UInt64?) -> Playground.Cluster.Points? {
    guard let seed, points.count <= 500, points.count == cluster.count else { return nil }
    let offsets = points.map { ($0.x - cluster.centre[0], $0.y - cluster.centre[1]) }
    for shape in ShapeCatalogue.shapes {
      let random = Random(seed: seed, stream: "cluster \(cluster.name)")
      guard let unit = try? shape.init(SettingValues([shape.size: 1])).offsets(count: points.count, random: random)
      else { continue }
      let (most, size) = (largest(unit.map { ($0.x, $0.y) }), largest(offsets))
      // A size in the digits that were typed, if one makes the same points.
      let typed = Double(NumberFormat.short(most > 0 ? size / most : 0)) ?? 0
      for ratio in [typed, most > 0 ? size / most : 0] {
        let error = largest(zip(unit, offsets).map { (ratio * $0.x - $1.0, ratio * $0.y - $1.1) })
        if error <= 1e-13 * max(size, abs(cluster.centre[0]), abs(cluster.centre[1])) {
          return .drawn(count: points.count, shape: shape.name, size: ratio)
        }
      }
    }
    return nil
  }

  private static func largest(_ pairs: [(Double, Double)]) -> Double {
    pairs.reduce(0) { max($0, abs($1.0), abs($1.1)) }
  }
}

extension Playground.Map {
  /// - Parameter units: of a chain of this family alone, layer by layer, where the powers of lengths are not known.
  init(_ family: any Family, units: [Double] = []) {
    let exponents = family.exponents
    func parameters(_ family: any Family) -> [Parameter] {
      family.parameters.enumerated().map { j, p in
        let exponent = p.role == .logScale ? 0 : j < exponents.count ? exponents[j] : 0
        return Parameter(
          name: p.name, role: p.role.rawValue, isAmplitude: p.isAmplitude, isTrained: p.isTrained, rest: p.rest,
          initial: family.initialAmplitude, exponent: family.program == nil ? exponent ?? 0 : nil,
          unit: family.program == nil ? nil : j < units.count ? units[j] : 1)
      }
    }
    guard family.kernel != nil else {
      self.init(
        name: family.name, isRadial: false, isAffine: family.program == nil, parameters: parameters(family),
        loops: [("any", family.passScript(.gauss))])
      definition = (family as? FormulaFamily)?.definition
      return
    }
    let trained = family.with(kernel: .gauss, scale: Scale(1, isTrained: true))
    let fixed = family.with(kernel: .gauss, scale: Scale(1))
    self.init(
      name: family.name, isRadial: true, isAffine: false, parameters: parameters(trained),
      loops: Kernel.allCases.flatMap {
        [($0.rawValue, fixed.passScript($0)), ("trained " + $0.rawValue, trained.passScript($0))]
      })
  }
}
