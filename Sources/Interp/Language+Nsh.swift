/// The language that is implemented here. A new command, quantity or function is its own file and one line here.
extension Language {
  public static let nsh = Language(
    commands: commands.map { showing.contains($0.verb) ? $0.writing(.results) : $0 }, quantities: quantities,
    functions: functions, constants: constants, words: StatementWord.all,
    topics: Topic.all)

  /// Commands that tell something: what they show may go into a file.
  private static let showing: Set<String> = ["conserve", "discover", "inspect", "interact", "names", "runs", "compare"]

  private static let commands: [Command] =
    [
      DefineCluster.command, DefineQuantity.command, DefineFamily.command, DefineAction.command, DefineData.command,
    ] + ProcessKind.all.map(\.build) + [Use.command] + TrainBy.commands + work

  private static let work: [Command] =
    [
      TrainOn.command,
      ListNames.command, InspectNamed.command, InspectLayer.command, InspectCluster.command, InspectProcess.command,
    ] + InspectAll.commands + [
      Forget.command, Conserve.command,
      DiscoverFamily.command, DiscoverLayer.command, DiscoverProcess.command, DiscoverDrifts.command,
      DiscoverZeros.command, TestGroups.command, Compare.command,
      Interact.command, InteractGroups.command, InteractLayers.command, InteractMatrix.command,
      PlotPath.command, PlotLayer.command, PlotLayers.command, PlotProcesses.command, PlotFamily.command,
      PlotTransfers.command, PlotLevels.command,
      PlotInteractions.command, PlotQuantity.command, Histogram.command, Fit.command,
      SweepCommand.command, Runs.command, MergeRuns.command, InspectRun.command, CompareRuns.command,
      PlotRuns.command, LoadRun.command, ForgetRuns.command,
      ReadFile.command, WriteFile.command, Save.command, Load.command, ExportTrace.command, ExportTable.command,
      ExportArrays.command, ExportGIF.command, ExportPage.command, ExportPlayground.command, ExportSlurm.command,
      Print.command, Seed.command,
      Help.command, HelpTour.command, Apropos.command, Undo.command, Redo.command, HistoryList.command,
      HistorySave.command, Edit.command, Pause.command,
      Timing.command, Recover.command,
      Quit.command, Quit.exit,
    ]

  private static let quantities: [Quantity] =
    [
      .momentum, .angular, .dilation, .transfer, .position, .costate, .trace, .loss, .gradient, .energy,
    ] + ProcessKind.all.flatMap(\.quantities)

  private static let functions: [Function] =
    Function.charges + Function.isolation + ProcessKind.all.flatMap(\.functions) + Function.elementary + [.atan2]
    + Function.reductions + [
      .correlation
    ] + Function.vectors
    + Function.lists + [.sort] + Function.mapping + Function.strings + Function.tables + Function.chance
    + Function.kinds

  private static let constants = [
    Constant(name: "pi", value: .pi, summary: "the number pi"),
    Constant(name: "deg", value: .pi / 180, summary: "one degree in radians"),
    Constant(name: "inf", value: .infinity, summary: "infinity"),
  ]
}
