import Core
import Syntax

/// What is worked with: processes, files, the dialogue.
extension Topic {
  static let tables = Topic(
    "tables", also: ["table", "columns", "rows", "csv"], "what commands show as a table, kept and worked with",
    examples: [
      .init(
        exampleSetup + "let t = conserve\nprint t.symmetry[1] max(t[\"drift - defect\"]) < 1e-12",
        shows: "translation x true")
    ]
  ) { _ in
    "  let t = conserve keeps a command's table. t.drift and t[\"drift - defect\"] are its columns, lists; t[1] is a row.\n"
      + "  Numbers are there in full, however they are shown. export table t \"t.csv\" writes it; `define data` reads one."
  }

  static let processes = Topic(
    "processes", also: ["process", "chains", "chain", "networks", "orbits", "light", "build"],
    "what carries points from state to state, and how each kind is built",
    examples: [
      .init(exampleSetup + "build chain deep layers=9\nprint loss of deep == deep.loss", shows: "true")
    ]
  ) { _ in
    Help.columns(ProcessKind.all.map { ($0.build.name, $0.build.summary) })
      + "\n  The one that was built last is in use; `use deep` takes another, `conserve of deep` asks it once.\n"
      + "  `names` lists them, `inspect deep` and `conserve` show them, `train` trains those that have parameters, `save` keeps them."
  }

  static let families = Topic(
    "families", also: ["family", "maps", "deformations"], "the maps of which a chain's layers are made",
    examples: [
      .init(
        "define family wave(x, y; c, a) = (x + a*sin(y - c), y)",
        shows: "wave: 2 parameters (c: y, a: scalar), closed under translation x, translation y")
    ]
  ) { _ in
    Help.columns(Catalogue.families.map { ($0.name, "\($0.formula); \($0.summary)") })
      + "\n  `define family` makes one of a formula, `plot family bump` shows one, `help kernels` lists how they fade."
  }

  static let kernels = Topic(
    "kernels", also: ["kernel", "width", "profile"], "how a map fades with the distance from its centre",
    examples: [
      .init(
        "seed 1\ndefine cluster red n=4 to=(1, 0)\nbuild chain layers=3 kernel=lorentz s=0.3\nprint loss > 0",
        shows: "true")
    ]
  ) { _ in
    "  k of r2 = |x - c|^2/s^2, s being the width:\n"
      + Help.columns(Kernel.allCases.map { ($0.rawValue, "k = \($0.formula)") })
      + "\n  build chain kernel=gauss s=0.5; trained widths and other options: `help build chain`."
  }

  static let files = Topic(
    "files", also: ["file", "export", "import", "reading", "writing", "endings"],
    "what is read and written, and how its ending says so",
    examples: [.init(exampleSetup + "plot path > \"path.svg\"", shows: "path.svg written")]
  ) { language in
    let written = language.commands.filter { c in c.takesFile || c.parameters.contains { $0.endings != nil } }
    let rows = written.map { command in
      let endings = (command.file?.all ?? []) + command.parameters.flatMap { $0.endings?.all ?? [] }
      return (command.name, endings.joined(separator: " "))
    }
    let read = language.commands.filter { c in
      c.parameters.contains { $0.kind == .file && $0.endings == nil || $0.kind == .place }
    }
    return "  Written, behind > or as the command says:\n" + Help.columns(rows) + "\n  Read:\n"
      + Help.columns(read.map { ($0.name, $0.summary) })
      + "\n  A file is replaced whole or not at all. A name stands in quotes; ~/ is the home folder."
  }

  static let workspace = Topic(
    "workspace", also: ["variables", "variable", "memory", "session"],
    "what a dialogue holds: seen, taken away, taken back",
    examples: [.init("let a = 1\nforget a", shows: "a forgotten: it was a variable")]
  ) { language in
    let verbs = [
      "names", "inspect", "forget", "use", "undo", "redo", "history", "history save", "edit", "recover", "save", "load",
    ]
    return Help.columns(language.commands.filter { verbs.contains($0.name) }.map { ($0.usage, $0.summary) })
  }

  static let keys = Topic(
    "keys", also: ["key", "keyboard", "shortcuts", "editing", "pager"], "what keys do, at the prompt and elsewhere"
  ) { _ in
    "  At the prompt:\n" + Help.columns(PromptKeys.table) + "\n  In a long text:\n"
      + Help.columns(PagerKeys.table.map { ($0.names, $0.meaning) })
      + "\n  At a pause, in the tour and with --step: return, space or an arrow goes on, q leaves."
  }

  static let scripts = Topic(
    "scripts", also: ["script", "presenting", "presentation", "talks", "options", "command line", "batch"],
    "how files of statements run, are checked and shown to others",
    examples: [
      .init(
        "param rate = 0.1\nexpect rate > 0 \"a rate is positive\"\npause \"This is the rate.\"\nprint rate",
        shows: "This is the rate.\n0.1")
    ]
  ) { _ in
    Help.columns([
      ("nsh file.nsh rate=0.1", "runs it, its `param rate` set from outside"),
      ("nsh --check file.nsh", "only looks for errors"),
      ("nsh --step file.nsh", "shows each statement and runs it on return; q leaves"),
      ("nsh -i file.nsh", "stays in a dialogue behind it"),
      ("nsh --json file.nsh", "results for programs"), ("nsh --log all.nsh", "keeps what was run, as a script"),
      ("nsh -c \"print 1\"", "runs a text"), ("nsh --help", "all options"),
    ])
      + "\n  A script is checked whole before its first line runs. `expect` counts claims that fail: the exit status is then 3."
  }

  static let ranks = Topic(
    "ranks", also: ["rank", "mpi", "mpirun"], "one script by several processes, and what they have of each command"
  ) { language in
    let uses = [RankUse.shared, .gathered, .alike].map { use in
      (use.sentence, language.commands.filter { $0.ranks == use }.map(\.name))
    }
    let alone = language.commands.filter { if case .alone? = $0.ranks { true } else { false } }.map(\.name)
    return
      "  mpirun -np 4 nsh big.nsh: four ranks run the script, with the bits of one process. Rank 0 shows and writes for all.\n"
      + (uses + [("for one process, and refused", alone)]).map { title, names in
        "\n  \(title.prefix(1).uppercased() + title.dropFirst()):\n" + lines(names)
      }.joined(separator: "\n") + "\n\n  docs/scale.md tells how it is installed, and how far it goes."
  }

  /// Words with commas, in lines of some 90 columns.
  private static func lines(_ words: [String]) -> String {
    var lines = [""]
    for (i, word) in words.enumerated() {
      let text = word + (i < words.count - 1 ? "," : "")
      if lines[lines.count - 1].count + text.count > 88, !lines[lines.count - 1].isEmpty { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + text
    }
    return lines.map { "    " + $0 }.joined(separator: "\n")
  }

  static let errors = Topic(
    "errors", also: ["error", "codes", "messages", "exit status"],
    "every error by its code: what it means, what to do, an example"
  ) { _ in
    ErrorCatalogue.codes.map { code in
      let example = code.example?.split(separator: "\n").last.map { "\n      such as: \($0)" } ?? ""
      return "  \(code.name): \(code.meaning)\n      \(code.remedy)" + example
    }.joined(separator: "\n") + "\n  `help CODE` tells one; --json writes the code of every error."
  }
}
