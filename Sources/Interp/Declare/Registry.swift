public import Syntax

/// Everything that the language knows by name. A new command, quantity or function is its own file and one line here.
public enum Registry {
  public static let commands: [Command] =
    [
      DefineCluster.command, DefineQuantity.command, DefineFamily.command, DefineAction.command, DefineData.command,
      BuildChain.command, BuildNetwork.command,
      BuildOrbit.command, BuildRay.command, BuildPath.command, Use.command,
    ] + TrainBy.commands + [
      TrainOn.command,
      InspectLayer.command, InspectCluster.command, InspectChain.command, Conserve.command,
      DiscoverFamily.command, DiscoverLayer.command, DiscoverChain.command, DiscoverDrifts.command,
      Interact.command, InteractGroups.command, InteractLayers.command, InteractMatrix.command,
      PlotPath.command, PlotLayer.command, PlotLayers.command, PlotChains.command, PlotFamily.command,
      PlotTransfers.command,
      PlotInteractions.command, PlotQuantity.command,
      Save.command, Load.command, ExportTrace.command, ExportTable.command, ExportGIF.command, ExportPage.command,
      Print.command, Seed.command,
      Help.command, HelpTour.command, Apropos.command, Undo.command, HistoryList.command, HistorySave.command,
      Timing.command,
      Quit.command, Quit.exit,
    ]

  public static let quantities: [Quantity] = [
    .momentum, .angular, .dilation, .transfer, .position, .costate, .trace, .loss, .gradient, .energy, .runge,
    .duration,
  ]

  public static let functions: [Function] =
    Function.charges + Function.isolation + [.accuracy] + Function.elementary + [.atan2] + Function.reductions + [
      .correlation
    ] + Function.vectors
    + Function.lists + Function.chance
    + Function.kinds

  public static let constants: [(name: String, value: Double, summary: String)] = [
    ("pi", Double.pi, "the number pi"), ("deg", Double.pi / 180, "one degree in radians"),
    ("inf", Double.infinity, "infinity"),
  ]

  /// The words of statements and slices.
  public static let words = StatementWord.all

  public static let verbs = Set(commands.map(\.verb))

  /// What reading and printing know of all this.
  public static let vocabulary = Vocabulary(
    verbs: verbs, quantities: Set(quantities.map(\.name)), functions: Set(functions.map(\.name)))
  public static let printer = Printer(vocabulary)

  private static let byVerb = Dictionary(grouping: commands, by: \.verb)
  private static let functionsByName = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) })

  public static func commands(verb: String) -> [Command] { byVerb[verb] ?? [] }
  public static func quantity(_ name: String) -> Quantity? { quantities.first { $0.name == name } }
  public static func function(_ name: String) -> Function? { functionsByName[name] }
  public static func constant(_ name: String) -> Double? { constants.first { $0.name == name }?.value }
}
