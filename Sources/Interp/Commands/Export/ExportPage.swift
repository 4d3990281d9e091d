import Core
import Figures
import Limits
import Syntax

/// export page "swap.html"
enum ExportPage {
  static let file = Option.required(
    "file", .file(".html", "pages are written as .html"), "the file's name, ending in .html", positional: true)
  static let title = Option.optional("title", .text, "the page's heading")
  static let all = Option(
    "all", .either(yes: "yes", no: "no"),
    "every process, side by side: what its clusters exchange, with the verdicts of `interact`", default: false)
  static let command = Command(
    "export", "page",
    "writes a page that plays the process in a browser, layer by layer, with its conserved quantities beside",
    details: [
      "One file, which asks for nothing else. It has the script and the seed; where it was trained, a second slider goes through the "
        + "training. At most 1000 points are drawn, evenly chosen.",
      "Bodies, rays of light and their lens are dragged: the page has an engine for them, which computes what nsh does (up to 8 bodies and 20,000 "
        + "steps, 64 rays and 200 segments; of more, and of several ends, the page plays what was computed here).",
    ], [file, title, all],
    asksProcess: true, ranks: .gathered, also: ["html", "web", "browser", "interactive", "slider"],
    examples: [
      .init(exampleSetup + "export page \"swap.html\"", shows: "swap.html written"),
      .init(exampleSetup + "build chain deep layers=9\nexport page \"both.html\" all=yes", shows: "both.html written"),
    ]
  ) { call, session in
    let experiment = try session.experiment()
    let path = try call[file]
    let span = call.span(of: file.parameter)
    let request = PageRequest(
      title: try call[title], script: session.scriptText ?? session.dialogue.script,
      seed: session.workspace.seed.map { String($0) }, isCancelled: session.effort.interruption,
      effort: session.effort)
    let page = try call[all] ? sideBySide(request, call, session) : experiment.form.page(request, experiment)
    try Picture.requireLibraries(at: span)
    try session.placed(span) { session in
      let bytes = page.html()
      try Cancellation.check()
      try session.host.write(bytes, to: path)
    }
    session.show(.report("\(path) written", seconds: nil))
  }

  /// More pictures than one looks at beside each other.
  private static let most = 24

  private static func sideBySide(_ request: PageRequest, _ call: Call, _ session: Session) throws -> any PageFile {
    let all = session.workspace.processes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let scenes = try all.compactMap { name, experiment in
      try experiment.exchangeScene(named: name, caption: try experiment.form.describe(experiment), request.effort)
    }
    guard !scenes.isEmpty else {
      throw Diagnostic(
        .wrongProcess, "no process has clusters that exchange momentum in the plane",
        at: call.span(of: ExportPage.all.parameter),
        help: "`export page` without `all` shows one process")
    }
    guard scenes.count <= most else {
      throw Diagnostic(
        .outOfRange, "a page shows at most \(most) processes side by side, not \(scenes.count)",
        at: call.span(of: ExportPage.all.parameter), help: "`export page \"a.html\" of NAME` shows one")
    }
    let panels = try all.filter { name, _ in scenes.contains { $0.name == name } }.map { name, experiment in
      try experiment.form.picture(experiment, most: 500).panel(named: name, .mean)
    }
    let still = Figure(
      panels: panels, columns: min(3, panels.count),
      altText: "Paths of \(scenes.map(\.name).joined(separator: ", ")), with the momentum of each cluster.")
    let page = ExchangePage(
      title: request.title ?? "Who takes momentum from whom", scenes: scenes, still: still, script: request.script,
      seed: request.seed)
    return page
  }
}
