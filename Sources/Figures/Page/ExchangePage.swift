/// A page of experiments side by side: what their clusters exchange.
public struct ExchangePage: PageFile {
  public var title: String
  public var scenes: [ExchangeScene]
  public var still: Figure
  public var script: String
  public var seed: String?

  public init(title: String, scenes: [ExchangeScene], still: Figure, script: String, seed: String?) {
    (self.title, self.scenes, self.still, self.script, self.seed) = (title, scenes, still, script, seed)
  }

  public func html() -> [UInt8] {
    let picture = still.png(Format(size: (width: 900, height: 600), theme: .light))
    return PageTemplate.fill(
      PackageResources.live_html, script: PieceLibrary().code + PackageResources.exchange_js + PackageResources.live_js,
      [
        ("title", title),
        (
          "lead",
          "Each arrow is a cluster's momentum, its share of the mean gradient, behind each layer; the thick ones behind the layer that the slider shows. What a "
            + "layer gives to one cluster it takes from others. Choose clusters: laid head to tail their arrows end at the sum, which turns green where it stays "
            + "the same through all layers."
        ), ("alt", still.altText), ("script", script), ("seed", seed.map { " (seed \($0))" } ?? ""),
        (
          "remark",
          "All numbers and verdicts are nsh's, those of `interact`. Keys: Tab and the space bar choose clusters, arrow keys move the slider."
        ),
        ("still", "data:image/png;base64," + TerminalGraphics.base64(picture)),
      ], styles: [("pieces-style", PackageResources.pieces_css)],
      data: .object([
        ("piece", .string("exchange")), ("isTitled", .truth(true)),
        (
          "state",
          .object([
            ("at", .number(0.5)), ("points", .truth(true)), ("subsets", .object([])),
          ])
        ), ("scenes", .array(scenes.map(\.json))),
      ]))
  }
}
