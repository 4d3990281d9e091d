import Core

extension Function {
  /// The share of a table's rows that the present network puts into their class.
  static let accuracy = Function(
    name: "accuracy", parameters: ["data?"],
    summary:
      "the share of rows that the network puts into their class: its own, or those of another table, named in quotes, whose columns are found by name and scaled as those of the network's own table are",
    example: .init(
      "seed 1\ndefine data iris file=\"iris.csv\" scale=standard\nbuild network data=iris layers=\"linear 3\"\ntrain lbfgs\nprint accuracy() > 0.8 and accuracy(\"iris\") == accuracy()",
      shows: "true"), isPure: false
  ) { arguments, session in
    let experiment = try session.experiment()
    let network: Network = try experiment.asked(for: .own, else: "puts nothing into classes, as `accuracy` asks")
    guard network.head == .softmax else {
      throw experiment.shortcoming(.own, "with a square loss puts nothing into classes, as `accuracy` asks")
    }
    guard let argument = arguments.first else { return .number(network.accuracy(on: experiment.population)) }
    guard case .string(let name) = argument, let table = session.workspace.data[name] else {
      throw ArgumentError(
        message: "`accuracy` takes the name of a table of data in quotes: "
          + session.workspace.data.keys.sorted().joined(separator: ", "))
    }
    if experiment.frame == nil {
      session.host.note(
        "note: the network's file does not name its columns; those of `\(name)` are taken in order, scaled as they are")
    }
    let population = try table.population(
      tokens: network.tokens, classes: experiment.population.clusters, in: experiment.frame)
    try network.check(population)
    return .number(network.accuracy(on: population))
  }
}
