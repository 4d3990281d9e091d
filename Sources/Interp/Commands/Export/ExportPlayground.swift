import Core
import Figures
import Limits
import Syntax

/// export playground "play.html" example=swap
enum ExportPlayground {
  static let file = Option.required(
    "file", .file(".html", "pages are written as .html"), "the file's name, ending in .html", positional: true)
  static let example = Option.optional(
    "example", .choice(of: PlaygroundExample.all) { $0.name },
    "one of the page's own experiments in place of the present one")
  static let title = Option.optional("title", .text, "the page's heading")

  static let command = Command(
    "export", "playground",
    "writes a page that trains the chain in a browser: clusters are dragged, charges drawn meanwhile",
    details: PlaygroundExample.all.map { "example \($0.name): \($0.title)" } + [
      "One file, which asks for nothing else, with an engine of its own: it computes what nsh does, from the same random numbers. Its state is in "
        + "its address, and the page gives the script that does the same here. At most 1000 points are taken, evenly chosen, and 400 layers."
    ], [file, example, title],
    asksProcess: true,
    ranks: .gathered,
    examples: [
      .init(exampleSetup + "export playground \"play.html\"", shows: "play.html written"),
      .init("export playground \"swap.html\" example=swap", shows: "swap.html written"),
    ]
  ) { call, session in
    let path = try call[file]
    let span = call.span(of: file.parameter)
    try Picture.requireLibraries(at: span)
    let chosen = try call[example]
    let (experiment, clusters, seed): (Experiment, [Cluster], UInt64?) =
      if let chosen { try chosen.experiment(session.settings.arithmetic) } else {
        (try session.experiment(), session.workspace.clusters, session.workspace.seed)
      }
    let form: any Playable = try experiment.asked(
      for: .own, else: "cannot be trained in a page")
    var content = try form.playground(experiment, clusters: clusters, seed: seed)
    if let chosen { content.state = chosen.state }
    let picture = try experiment.form.picture(experiment, most: 1000)
    var page = Playground(
      title: try call[title] ?? chosen.map { sentence($0.title) } ?? "A chain of maps, trained in this page",
      start: content.state, examples: examples(beside: content.state, chosen),
      maps: Catalogue.families.map { Playground.Map($0.init(kernel: .gauss, scale: Scale(1))) } + content.maps,
      still: picture.still(picture.usualArrows),
      script: session.scriptText ?? session.dialogue.script, seed: seed.map { String($0) } ?? "drawn anew",
      remark: content.remark)
    page.library = .nsh()
    try session.placed(span) { session in
      let bytes = page.html()
      try Cancellation.check()
      try session.host.write(bytes, to: path)
    }
    session.show(.report("\(path) written", seconds: nil))
  }

  /// The list to choose from, the one that is shown first at its head.
  private static func examples(beside start: Playground.State, _ chosen: PlaygroundExample?) -> [(
    title: String, state: Playground.State
  )] {
    let others = PlaygroundExample.all.filter { $0.name != chosen?.name }.map { ($0.title, $0.state) }
    return [(chosen?.title ?? "as it was exported", start)] + others
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
