import Core
import Syntax

/// build network data=iris layers=["tanh 8", "residual 8 x3", "linear 3"]
enum BuildNetwork {
  static let standardName = "network"
  static let name = Option(
    "name", .newName, "the network's name, where there are to be several", default: standardName, positional: true)
  static let data = Option.required("data", .name(.data), "the table whose rows go through it")
  static let layers = Option.required(
    "layers", .value(.numbers),
    "its layers in order, each a text: kind, width, words of the kind, and `x3` for three alike")
  static let head = Option.optional(
    "head", .choice, "the loss: cross-entropy of the softmax, or half the square; follows from the data",
    usually: Head.softmax)
  static let penalty = Option("penalty", .notNegative, "lambda in lambda/2 sum of squared weights", default: 1e-3)
  static let tokens = Option(
    "tokens", .count, "cuts each row into so many points, a sequence for attention; the softmax takes their mean",
    default: 1)

  static let command = Command(
    "build", "network", "builds a network of layers of any width for a table of data",
    details: LayerCatalogue.kinds.map { "\($0.word) N: \($0.formula), \($0.summary)" }
      + [
        "Weights are normal with standard deviation 1/sqrt(inputs), biases zero. phi is tanh, relu (of slope 0 at 0) or gelu: \"residual 16 relu\"; nobias leaves b2 out."
      ],
    [name, data, layers, head, penalty, tokens],
    brings: .init(process: standardName, isOpen: true),
    ranks: .alike,
    examples: [
      .init(
        "seed 1\ndefine data iris file=\"iris.csv\" scale=standard\nbuild network data=iris layers=[\"tanh 8\", \"residual 8 x3\", \"linear 3\"]",
        shows: "iris: *\nnetwork: tanh 8, residual 8 tanh x3, linear 3, 496 parameters, loss *")
    ]
  ) { call, session in
    let dataName = try call[data]
    guard let table = session.workspace.data[dataName] else {
      throw Diagnostic(
        .unknownData, "there is no table of data `\(dataName)`", at: call.span(of: data.parameter),
        label: Suggestion.phrase(dataName, among: session.workspace.data.keys.sorted()),
        help: "define data \(dataName) file=\"...\"")
    }
    let cut = try call[tokens]
    let population = try session.placed(call.span(of: tokens.parameter)) { _ in try table.population(tokens: cut) }
    let list = try session.placed(call.span(of: layers.parameter)) { _ in
      try layers(
        try call[layers], inputs: population.dimension, tokens: cut, at: call.span(of: layers.parameter))
    }
    let size = list.reduce(0.0) { $0 + Double($1.parameterCount) }
    try session.settings.memory.require(
      size * 64 + Double(population.count) * list.reduce(0) { $0 + Double($1.outputs) } * 16, for: "this network")
    var isClassifier = false
    if case .classes = table.goal { isClassifier = true }
    let head = try call[head] ?? (isClassifier ? .softmax : .square)
    if head == .softmax, !isClassifier {
      throw Diagnostic(
        .wrongHead, "the softmax needs classes; `\(dataName)` has a target",
        at: call.span(of: BuildNetwork.head.parameter))
    }
    let penalty = try call[penalty]
    let recipe = TrainingRecord.Recipe(stream: "network") { random in
      try Network.random(layers: list, head: head, penalty: penalty, tokens: cut, random: &random)
    }
    var experiment = try session.placed(call.span(of: layers.parameter)) { session in
      try Network.check(list, tokens: cut, on: population)
      return try Experiment(recipe, seed: session.seed(), population: population)
    }
    experiment.frame = table.frame
    try Building.checkLoss(experiment, at: call.span(of: data.parameter))
    try Building.place(experiment, try call[name], at: call.span(of: name.parameter), &session)
  }

  /// Of one text or a list of texts.
  static func layers(_ value: Value, inputs: Int, tokens: Int, at span: Span) throws -> [any Layer] {
    let items: [Value] = if case .list(let items) = value { items } else { [value] }
    var layers: [any Layer] = []
    for item in items {
      guard case .string(let text) = item else {
        throw Diagnostic(.wrongType, "a layer is a text such as \"residual 16 tanh\", not \(item.kind)", at: span)
      }
      layers += try LayerCatalogue.layers(text, inputs: layers.last?.outputs ?? inputs, tokens: tokens)
      guard layers.count <= 10_000 else { throw EngineError(.outOfRange, "a network has at most 10000 layers") }
    }
    guard !layers.isEmpty else { throw Diagnostic(.outOfRange, "a network needs at least one layer", at: span) }
    return layers
  }
}
