import Syntax

/// use deep
enum Use {
  static let chain = Option.required(
    "chain", .name(.chain), "the chain's name, as `build chain NAME` gave it", positional: true)
  static let command = Command(
    "use", nil, "makes another chain the present one, on which commands and quantities work",
    details: ["`deep.momentum` asks for a quantity of any chain, whichever is in use."], [chain],
    examples: [
      .init(
        exampleSetup + "build chain deep layers=9\nuse chain\nprint length(momentum) length(deep.momentum)",
        shows: "7 10")
    ]
  ) { call, session in
    let name = try call[chain]
    guard session.workspace.chains[name] != nil else {
      throw Diagnostic(
        "unknown-chain", "there is no chain `\(name)`", at: call.span(of: chain.parameter),
        label: Suggestion.phrase(name, among: session.workspace.chains.keys.sorted()))
    }
    session.workspace.current = name
    session.show(.report(try BuildChain.describe(try session.experiment(), name: name), seconds: nil))
  }
}
