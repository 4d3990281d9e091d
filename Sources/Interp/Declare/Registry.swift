/// Everything that the language knows by name. A new command, quantity or function is its own file and one line here.
public enum Registry {
  public static let commands: [Command] = [
    DefineCluster.command, BuildChain.command,
    TrainAdam.command, TrainGradientDescent.command, TrainMomentum.command, TrainLBFGS.command, TrainNewton.command,
    TrainOn.command,
    InspectLayer.command, InspectCluster.command, InspectChain.command, Conserve.command,
    PlotPath.command, PlotLayer.command, PlotQuantity.command,
    Save.command, Load.command, ExportTrace.command, ExportTable.command, Print.command, Seed.command, Help.command, Quit.command,
    Quit.exit,
  ]

  public static let quantities: [Quantity] = [
    .momentum, .angular, .dilation, .transfer, .position, .costate, .loss, .gradient,
  ]

  public static let functions: [Function] = Function.charges + Function.elementary + Function.reductions + Function.vectors

  public static let constants: [(name: String, value: Double, summary: String)] = [
    ("pi", Double.pi, "the number pi"), ("deg", Double.pi / 180, "one degree in radians"),
    ("inf", Double.infinity, "infinity"),
  ]

  public static let verbs = Set(commands.map(\.verb))

  public static func commands(verb: String) -> [Command] { commands.filter { $0.verb == verb } }
  public static func quantity(_ name: String) -> Quantity? { quantities.first { $0.name == name } }
  public static func function(_ name: String) -> Function? { functions.first { $0.name == name } }
  public static func constant(_ name: String) -> Double? { constants.first { $0.name == name }?.value }
}
