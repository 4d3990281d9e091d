import Syntax

/// use deep
enum Use {
  static let process = Option.required(
    "process", .name(.process), "the process' name, as the line that built it gave it", positional: true)
  static let command = Command(
    "use", nil, "makes another process the present one, on which commands and quantities work",
    details: ["`deep.momentum` asks for a quantity of any process, whichever is in use."], [process],
    ranks: .alike, also: ["switch", "select", "choose", "change", "current"],
    examples: [
      .init(
        exampleSetup + "build chain deep layers=9\nuse chain\nprint length(momentum) length(deep.momentum)",
        shows: "7 10")
    ]
  ) { call, session in
    let name = try call[process]
    guard session.workspace.processes[name] != nil else {
      throw Diagnostic.unknownProcess(name, among: session.workspace, at: call.span(of: process.parameter))
    }
    session.workspace.current = name
    session.show(.report(try Building.describe(try session.experiment(), name: name), seconds: nil))
  }
}
