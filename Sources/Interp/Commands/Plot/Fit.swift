import Core
import Figures
import Syntax

/// fit drift(momentum) over step against gradient over step scale=log
enum Fit {
  static let values = Option.required(
    "values", .expressions, "`Y against X`, or `Y by X`; several Y have a line each", positional: true)
  static let scale = Option(
    "scale", .either(no: "linear", yes: "log"),
    "log lays the line in the plane of logarithms: y = a x^b", default: false)
  static let title = Chart.title

  static let command = Command(
    "fit", nil, "lays a straight line through points by least squares, and tells its slope with the standard error",
    details: [
      "y = a + b x; with scale=log y = a x^b, where zeros, negative numbers and what is not finite are left out and counted. The standard error of b is sqrt(S / (n - 2) / S_xx), S the sum of the squared residuals; two points have none. R^2 = 1 - S / S_yy.",
      "Of two series over the same axis those numbers belong together that have the same place. `> \"FILE\"` draws points and line. `plot ... fit=line` draws the line with the curve.",
    ],
    [values, scale, title] + Picture.options, file: Picture.still,
    asksProcess: true,
    ranks: .alike,
    examples: [
      .init("fit [1.1, 1.9, 3.2, 3.9] against [1, 2, 3, 4]", shows: "*0.97 0.0794 0.1 0.217 0.987 4 0"),
      .init(
        "let n = [10, 20, 40, 80]\nfit 3/n^2 against n scale=log\nprint abs(ans.slope[1] + 2) < 1e-12", shows: "true"),
    ]
  ) { call, session in
    let plane: LineFit.Plane = try call[scale] ? .power : .line
    let written = call.written[values.parameter.name] ?? []
    let span = call.span(of: values.parameter)
    let drawn = try Drawn(written, &session)
    guard !drawn.over.contains(where: { $0 == nil }) else {
      throw Diagnostic(.missingArgument, "`fit` needs an x", at: span, label: "write Y against X")
    }
    let panels = try ChartReader(drawn, ChartLook(style: .points), &session).panels().panels
    let curves = panels.flatMap { panel in
      panel.curves.filter { !$0.isTotal }.map { curve in
        (curve, [curve.name.isEmpty ? panel.yLabel : curve.name, ""][0])
      }
    }
    let fits = curves.map { LineFit(x: $0.0.x, y: $0.0.y, in: plane) }
    guard fits.contains(where: { $0 != nil }) else { throw refusal(curves[0].0, plane, at: span) }
    if call.file != nil {
      let names = curves.map(\.1).filter { !$0.isEmpty }.joined(separator: ", ")
      try Picture { figure(panels, plane, try call[title], names) }.deliver(call, &session)
    }
    session.show(.table(table(zip(curves.map(\.1), fits).map { ($0, $1) }, plane)))
  }

  private static func refusal(_ curve: Curve, _ plane: LineFit.Plane, at span: Span) -> Diagnostic {
    let usable = zip(curve.x, curve.y).count { x, y in
      x.isFinite && y.isFinite && (plane == .line || x > 0 && y > 0)
    }
    let why = plane == .line ? "are finite" : "are finite and positive"
    return Diagnostic(
      .wrongArgument, "a line needs two points with different x; of \(curve.x.count) points \(usable) \(why)", at: span)
  }

  private static func table(_ fits: [(name: String, fit: LineFit?)], _ plane: LineFit.Plane) -> Table {
    let f = NumberFormat.short
    func cell(_ x: Double) -> Table.Cell { x.isNaN ? .none : .number(x, f) }
    let rows = fits.map { name, fit -> [Table.Cell] in
      guard let fit else { return [.init(name)] + [Table.Cell](repeating: .none, count: 7) }
      let line = fit.line
      let error = plane == .line ? line.interceptError : fit.intercept * line.interceptError
      return [
        .init(name), .number(line.slope, NumberFormat(".6g") ?? f), cell(line.slopeError),
        .number(fit.intercept, NumberFormat(".6g") ?? f), cell(error), cell(line.determination),
        .number(Double(line.count)), .number(Double(fit.leftOut)),
      ]
    }
    return Table(
      title: plane == .line ? "y = a + b x" : "y = a x^b",
      headings: ["curve", "slope", "slope error", "intercept", "intercept error", "R^2", "points", "left out"]
        .map { plane == .power ? $0.replacing("intercept", with: "factor") : $0 },
      rows: rows)
  }

  private static func figure(_ panels: [ChartPanel], _ plane: LineFit.Plane, _ title: String?, _ names: String)
    -> Figure
  {
    var look = ChartLook(style: .points)
    (look.isXLog, look.isYLog) = (plane == .power, plane == .power)
    let drawn = panels.map { panel in
      var panel = panel
      panel.isEqual = false
      for curve in panel.curves {
        guard let fit = LineFit(x: curve.x, y: curve.y, in: plane) else { continue }
        var line = fit.curve(from: nil)
        (line.color, line.isAuxiliary) = (curve.color, true)
        line.name = [curve.name, fit.summary].filter { !$0.isEmpty }.joined(separator: ": ")
        panel.curves.append(line)
      }
      return panel
    }
    let remarks = drawn.compactMap { $0.remark(look) }
    return Figure(
      title: title, panels: drawn.map { $0.panel(look) },
      caption: remarks.isEmpty ? nil : remarks.joined(separator: "; "),
      altText: "\(names) with the line through \(panels[0].curves.first?.x.count ?? 0) points.")
  }
}
