import Core
import Figures
import Limits
import Syntax

/// export page "swap.html"
enum ExportPage {
  static let file = Option.required(
    "file", .file(".html", "pages are written as .html"), "the file's name, ending in .html", positional: true)
  static let title = Option.optional("title", .text, "the page's heading")
  static let command = Command(
    "export", "page",
    "writes a page that plays the process in a browser, layer by layer, with its conserved quantities beside",
    details: [
      "One file, which asks for nothing else. It has the script and the seed; where it was trained, a second slider goes through the "
        + "training. At most 1000 points are drawn, evenly chosen.",
      "Of two bodies on an ellipse the second slider moves the eccentricity; of rays between two points the end is dragged along an arc. Both are "
        + "computed beforehand.",
    ], [file, title],
    asksProcess: true, also: ["html", "web", "browser", "interactive", "slider"],
    examples: [.init(exampleSetup + "export page \"swap.html\"", shows: "swap.html written")]
  ) { call, session in
    let experiment = try session.experiment()
    let path = try call[file]
    let span = call.span(of: file.parameter)
    let request = PageRequest(
      title: try call[title], script: session.scriptText ?? session.dialogue.script,
      seed: session.workspace.seed.map { String($0) } ?? "none", isCancelled: session.effort.interruption)
    let page = try experiment.form.page(request, experiment)
    try Picture.requireLibraries(at: span)
    try session.placed(span) { session in
      let bytes = page.html()
      try Cancellation.check()
      try session.host.write(bytes, to: path)
    }
    session.show(.report("\(path) written", seconds: nil))
  }
}
