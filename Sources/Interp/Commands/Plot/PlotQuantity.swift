import Core
import Figures
import Syntax

/// plot momentum by cluster, plot xs ys, plot sin 0..10, plot t.loss by t.rate
enum PlotQuantity {
  static let values = Option.required(
    "values", .expressions,
    "quantities, series, lists, columns or functions: each is a curve; of several bare lists the first is x; `y by x` and `y against x` say it in words; a list of them stands side by side",
    positional: true)

  static let command = Command(
    "plot", nil, "draws quantities over layers or steps, lists and columns over each other, functions over ranges",
    details: [
      "A list alone goes over its entries, a list of points lies in the plane, a list of words behind `by` names places. A function is drawn through 400 points of a range, or at the entries of a list with style=points.",
      "`plot points of red at layer 25` draws points where they are. Charges by cluster have their sum beside; `relative=yes` divides them by what they are sums of.",
      Picture.endings + " A .gif draws the curves from left to right; with .html it becomes a page with the numbers.",
    ],
    [values] + Chart.options + Picture.options, file: Picture.playing,
    asksProcess: true,
    ranks: .shared, also: ["draw", "graph", "chart", "curve", "picture", "figure"],
    examples: [
      .init(exampleSetup + "plot momentum by cluster > \"momentum.svg\"", shows: "momentum.svg written"),
      .init(
        exampleSetup + "build chain deep layers=9\nplot [chain.angular, deep.angular] > \"two.pdf\"",
        shows: "two.pdf written"),
      .init(
        "let xs = [1, 2, 4, 8]\nlet ys = [1, 0.5, 0.26, 0.12]\nplot ys against xs style=both scale=log xscale=log > \"xs.svg\"",
        shows: "xs.svg written"),
      .init("plot sin cos 0..2*pi title=\"two waves\" > \"waves.png\"", shows: "waves.png written"),
    ]
  ) { call, session in
    let chart = try Chart(call, call.written[values.parameter.name] ?? [], &session)
    try chart.picture(try Picture.format(call)).deliver(call, &session)
  }
}
