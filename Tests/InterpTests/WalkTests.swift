import Foundation
import Interp
import Syntax
import Testing

/// Every command, quantity and function with every kind of process, trained and untrained, present and by name: an
/// answer, or a refusal that names this kind and what to do with it; never a trap, never advice for another kind. All of
/// it comes from the declarations, so that a new command or kind is walked by itself.
@Suite struct WalkTests {
  /// A process of a kind in one state.
  struct Subject: Sendable, CustomTestStringConvertible {
    let kind: ProcessKind
    let setup: String
    let state: String
    var testDescription: String { "\(kind.name), \(state)" }
  }

  /// Each kind as its examples build it, and once more trained, where it trains.
  static let subjects: [Subject] = (ProcessKind.all.map { ($0, $0.build.examples.map { building($0.input) }) } + shapes)
    .flatMap { kind, setups in
      setups.enumerated().flatMap { i, setup -> [Subject] in
        let fresh = Subject(kind: kind, setup: setup, state: "\(i + 1)")
        let training = setup + "train adam steps=3\n"
        guard Self.failure(training) == nil else { return [fresh] }
        return [fresh, Subject(kind: kind, setup: training, state: "\(i + 1), trained")]
      }
    }

  /// What examples do not show: a network of the plane and one without two states alike, paths of one and of three
  /// coordinates.
  private static let shapes: [(ProcessKind, [String])] = [
    (
      kind("network"),
      [
        "seed 1\ndefine data d file=\"plane.csv\" target=z\nbuild network data=d layers=[\"tanh 2\", \"linear 2\", \"linear 1\"]\n",
        "seed 1\ndefine data d file=\"plane.csv\" target=z\nbuild network data=d layers=\"linear 1\"\n",
      ]
    ),
    (
      kind("path"),
      [
        "define action drop(q, v) = v^2/2 - q\nbuild path action=drop from=0 velocity=1 steps=20\n",
        "define action free(x, y, z, vx, vy, vz) = (vx^2 + vy^2 + vz^2)/2\n"
          + "build path action=free from=(0, 0, 0) velocity=(1, 1, 1) steps=20\n",
      ]
    ),
  ]

  private static func kind(_ name: String) -> ProcessKind { ProcessKind.all.first { $0.name == name }! }

  /// An example up to the line that builds.
  private static func building(_ input: String) -> String {
    let lines = input.components(separatedBy: "\n")
    let last = lines.lastIndex { $0.hasPrefix("build ") || $0.hasPrefix("import ") } ?? lines.count - 1
    return lines[0...last].joined(separator: "\n") + "\n"
  }

  private static let plane = Array("x,y,z\n1,2,3\n2,1,4\n0,1,2\n1,-1,0\n3,1,1\n-1,2,1\n".utf8)

  /// What was reported; nil where all went well.
  static func failure(_ text: String) -> String? {
    let host = RecordingHost()
    host.files = sharedData
    host.files["plane.csv"] = plane
    let isFine = Interpreter(host: host).run(Source(name: "walk.nsh", text)) == .fine
    return isFine ? nil : host.errors.joined(separator: "\n")
  }

  /// Commands that do not ask what the present process is.
  private static let elsewhere: Set<String> = [
    "define", "build", "import", "load", "read", "write", "seed", "print", "help", "quit", "exit",
  ]

  // MARK: What is walked

  /// A command as its parameters are declared: once plain, and once for every word of a choice.
  private static func calls(_ command: Command, _ cluster: String, _ name: String) -> [String] {
    func value(_ parameter: Parameter) -> String? {
      switch parameter.kind {
      case .layer: "1"
      case .quantity, .expressions: "momentum"
      case .cluster, .clusters: cluster
      case .process: name
      case .family: "bump"
      case .file: file(command)
      case .word: "bump"
      default: nil
      }
    }
    let needed = command.parameters.filter(\.isRequired)
    let values = needed.compactMap { p in value(p).map { p.isPositional ? $0 : "\(p.name)=\($0)" } }
    guard values.count == needed.count else { return [] }
    // Small pictures and short trainings: what is asked is whether there is an answer.
    let short = [("size", "(48, 48)"), ("steps", "2")].compactMap { name, value in
      command.parameters.contains { $0.name == name } ? "\(name)=\(value)" : nil
    }
    let plain = ([command.name] + values + short).joined(separator: " ")
    let choices = command.parameters.flatMap { p -> [String] in
      if case .choice(let words) = p.kind, !p.isRequired, p.name != "theme" {
        words.map { "\(plain) \(p.name)=\($0)" }
      } else {
        []
      }
    }
    let more = command.parameters.filter { !$0.isRequired && $0.kind == .clusters }.map {
      "\(plain) \($0.name)=\(cluster)"
    }
    let files = command.takesFile ? ["svg", "gif", "html"].map { "\(plain) > \"out.\($0)\"" } : []
    return [plain] + choices + more + files
  }

  /// The file of the command's own example, in quotes.
  private static func file(_ command: Command) -> String? {
    command.examples.first?.input.split(separator: "\n").last?.split(separator: "\"").dropFirst().first.map {
      "\"\($0)\""
    }
  }

  private static func questions(_ subject: Subject, _ cluster: String, _ name: String, _ members: [String]) -> [String]
  {
    let language = Language.nsh
    let commands = language.commands.filter { !elsewhere.contains($0.verb) && !$0.isAboutTheDialogue }
      .flatMap { calls($0, cluster, name) }
    let quantities = language.quantities.flatMap { q in
      [
        q.name, "\(name).\(q.name)", "\(q.name) by cluster", "\(q.name) by point", "\(q.name) over layer",
        "\(q.name) over step", "\(q.name) at layer 1", "\(q.name) at step 1", "\(q.name).\(cluster)",
        "drift(\(q.name))",
        "defect(\(q.name) by cluster)",
      ]
    }
    let functions = [
      "accuracy()", "couplings()", "violation()", "violation(\(cluster))", "kappa(\(cluster))", "kind(\(name))",
    ]
    return commands + (quantities + functions + members.map { "\(name).\($0)" }).map { "print \($0)" }
  }

  // MARK: What must be so

  @Test(arguments: subjects)
  func everyQuestionHasAnAnswer(_ subject: Subject) throws {
    let (setup, kind) = (subject.setup, subject.kind)
    let host = RecordingHost()
    host.files = sharedData
    host.files["plane.csv"] = Self.plane
    let interpreter = Interpreter(host: host)
    _ = interpreter.run(Source(name: "walk.nsh", setup))
    #expect(host.errors.isEmpty, "\(host.errors)")
    let workspace = interpreter.session.workspace
    let experiment = try #require(workspace.experiment)
    let cluster = try #require(experiment.population.clusters.first)
    // What fails changes nothing, and what is only looked at neither: a training alone needs a process of its own.
    func ask(_ question: String) -> String? {
      if question.hasPrefix("train") { return Self.failure(setup + question) }
      let before = host.errors.count
      let isFine = interpreter.run(Source(name: "walk.nsh", question)) == .fine
      return isFine ? nil : host.errors[before...].joined(separator: "\n")
    }
    let others = Set(ProcessKind.all.map(\.name).filter { $0 != kind.name && !setup.contains($0) })
    let members = ["layers", "\(experiment.process.part)s"]
    for question in Self.questions(subject, cluster, workspace.current, members) {
      guard let error = ask(question) else { continue }
      let (message, help) = Self.parts(error)
      #expect(!message.isEmpty, "\(question): \(error)")
      let isNamed = message.contains(experiment.noun)
      #expect(isNamed || Self.isAboutTheQuestion(message), "\(question) does not name \(experiment.kind): \(error)")
      let words = (message + " " + help).split { !$0.isLetter }.map { String($0) }
      let foreign = words.filter { others.contains($0) || others.contains(String($0.dropLast())) && $0.hasSuffix("s") }
      #expect(foreign.isEmpty, "\(question) speaks of \(foreign): \(error)")
      guard isNamed else { continue }
      #expect(!help.isEmpty, "\(question) says not what to do: \(error)")
      #expect(ask(help) == nil, "\(question) advises what does not work: \(error)")
    }
  }

  /// The message and the help of a rendered error.
  private static func parts(_ error: String) -> (message: String, help: String) {
    let lines = error.components(separatedBy: "\n")
    let help = lines.first { $0.hasPrefix(" help: ") }.map { String($0.dropFirst(7)) } ?? ""
    return (lines.first.map { String($0.drop { $0 != ":" }.dropFirst(2)) } ?? "", help)
  }

  /// Said of a question that makes no sense for any kind: of a quantity's axis or group, of an option, of a file.
  private static func isAboutTheQuestion(_ message: String) -> Bool {
    [
      "goes by cluster", "go by cluster", "is one number", "is one vector", "goes over", "has no entries",
      "takes a charge",
      "is a charge of the plane", "does not move", "are written as", "all clusters", "two clusters at least",
      "no training to go on",
      "layers cannot tell", "is not known", "known for all bodies", "does not exist", "batch is too small", "has no `",
      "can be plotted", "needs an x", "no process has", "there are no runs yet", "has no sweeps yet",
    ].contains(where: message.contains)
  }
}
