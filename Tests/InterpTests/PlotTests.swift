import Core
import Figures
import Foundation
import Interp
import Syntax
import Testing

/// Pictures of any values: what lies where, by the figure that a script makes.
@Suite struct PlotTests {
  /// The figure that the last line of a script draws.
  static func figure(_ text: String, files: [String: String] = [:]) throws -> Figure {
    let host = FigureHost()
    host.files = files
    let status = Interpreter(host: host).run(Source(name: "plot.nsh", text))
    #expect(status == .fine, "\(host.errors)")
    return try #require(host.figures.last)
  }

  private static func lines(_ figure: Figure, panel: Int = 0) -> [[Point]] {
    figure.panels[panel].marks.compactMap { if case .line(let points, _) = $0 { points } else { nil } }
  }

  private static func clouds(_ figure: Figure) -> [[Point]] {
    figure.panels[0].marks.compactMap { if case .points(let points, _, _) = $0 { points } else { nil } }
  }

  private static func names(_ figure: Figure) -> [String] {
    figure.panels.flatMap(\.marks).compactMap { mark in
      switch mark {
      case .line(_, let s), .points(_, _, let s): s.name
      default: nil
      }
    }
  }

  @Test(arguments: [
    ("plot [3, 1, 2]", [Point(1, 3), Point(2, 1), Point(3, 2)]),
    ("plot [1, 2, 4] [3, 1, 2]", [Point(1, 3), Point(2, 1), Point(4, 2)]),
    ("plot [3, 1, 2] against [1, 2, 4]", [Point(1, 3), Point(2, 1), Point(4, 2)]),
    ("let x = [1, 2, 4]\nlet y = [3, 1, 2]\nplot y by x", [Point(1, 3), Point(2, 1), Point(4, 2)]),
    ("let x = [1, 2, 4]\nplot [3, 1, 2] by (2*x)", [Point(2, 3), Point(4, 1), Point(8, 2)]),
    ("plot 2..4", [Point(1, 2), Point(2, 3), Point(3, 4)]),
    ("plot [7]", [Point(1, 7)]),
    ("plot [true, false]", [Point(1, 1), Point(2, 0)]),
    ("plot [3, 1] by [\"b\", \"a\"]", [Point(0, 3), Point(1, 1)]),
  ])
  func aListIsACurve(_ script: String, _ points: [Point]) throws {
    #expect(Self.lines(try Self.figure(script)) == [points])
  }

  @Test func listsBehindTheFirstGoOverIt() throws {
    let figure = try Self.figure("plot [1, 2] [3, 4] [5, 6]")
    #expect(Self.lines(figure) == [[Point(1, 3), Point(2, 4)], [Point(1, 5), Point(2, 6)]])
  }

  @Test func pointsLieInThePlane() throws {
    #expect(Self.clouds(try Self.figure("plot [(1, 10), (2, 30)]")) == [[Point(1, 10), Point(2, 30)]])
    let figure = try Self.figure(setup + "plot points of red at layer 3")
    #expect(Self.clouds(figure)[0].count == 4 && figure.panels[0].equalAspect)
    let value = run(setup + "print trace[3].x[2]").host.shown.last.flatMap { Double($0) }
    #expect(abs(Self.clouds(figure)[0][1].x - (value ?? .nan)) < 1e-5, "six digits are printed")
    // Every cluster has its colour and its name.
    #expect(Self.names(try Self.figure(setup + "plot points")) == ["red", "blue"])
    // A variable of the name means itself.
    #expect(Self.lines(try Self.figure(setup + "let points = [5, 6]\nplot points")) == [[Point(1, 5), Point(2, 6)]])
  }

  /// Points of any number of coordinates: along a line, or on the directions in which those of the layer vary most.
  @Test(arguments: [1, 2, 3, 8]) func pointsOfAnyDimension(_ d: Int) throws {
    let rows = (0..<9).map { i in (0..<d).map { "\((i * (i + 3 * $0) + 7 * $0) % 11)" } + [i % 2 == 0 ? "a" : "b"] }
    let csv =
      ((0..<d).map { "x\($0)" } + ["kind"]).joined(separator: ",") + "\n"
      + rows.map { $0.joined(separator: ",") }.joined(separator: "\n")
    let host = FigureHost()
    host.files["d.csv"] = csv
    let script =
      "seed 1\ndefine data d file=\"d.csv\"\nbuild network data=d layers=[\"linear 2\"]\nplot points at layer 0"
    #expect(Interpreter(host: host).run(Source(name: "plot.nsh", script)) == .fine, "\(host.errors)")
    let figure = try #require(host.figures.last)
    let points = Self.clouds(figure)
    #expect(points.map(\.count) == [5, 4] && Self.names(figure) == ["a", "b"])
    #expect(points.joined().allSatisfy { $0.isFinite })
    #expect(figure.panels[0].equalAspect == (d > 1))
    #expect((figure.caption == nil) == (d == 2), "\(figure.caption ?? "")")
    if d == 1 { #expect(points.joined().map(\.y) == [Double](repeating: 0, count: 9)) }
    if d > 2 {
      #expect(figure.caption?.hasPrefix("of \(d) coordinates the two directions of most variance, ") == true)
      // About the mean, and along the first direction they vary most.
      let (x, y) = (points.joined().map(\.x), points.joined().map(\.y))
      #expect(abs(x.reduce(0, +)) < 1e-12 * 9 * 11 && abs(y.reduce(0, +)) < 1e-12 * 9 * 11, "rounding of sums")
      #expect(x.reduce(0) { $0 + $1 * $1 } >= y.reduce(0) { $0 + $1 * $1 })
    }
  }

  /// From one end to the other, also where whole steps do not meet it.
  @Test func functionsGoFromEndToEnd() throws {
    let lines = Self.lines(try Self.figure("plot sin cos 0..0.5"))
    #expect(lines.count == 2 && lines[0].count == 400)
    #expect(lines[0][0] == Point(0, 0) && lines[0][399] == Point(0.5, sin(0.5)) && lines[1][0] == Point(0, 1))
    let own = Self.lines(try Self.figure("def f(x) = x^2\nplot f [1, 2, 3] style=steps"))
    #expect(own[0].last == Point(3, 9))
    #expect(Self.clouds(try Self.figure("def f(x) = x^2\nplot f [1, 3] style=points")) == [[Point(1, 1), Point(3, 9)]])
    // Data and a model of them.
    let both = try Self.figure("plot [1, 4] [1, 2] sqrt")
    #expect(Self.lines(both)[0] == [Point(1, 1), Point(4, 2)] && Self.lines(both)[1].last == Point(4, 2))
    // A function whose values are points is a curve of the plane.
    let circle = Self.lines(try Self.figure("def p(t) = (cos(t), sin(t))\nplot p 0..1"))
    #expect(circle[0].allSatisfy { abs($0.x * $0.x + $0.y * $0.y - 1) < 1e-12 }, "rounding")
    let log = Self.lines(try Self.figure("plot sqrt 1..100 xscale=log"))[0]
    #expect(abs(log[200].x / log[199].x - log[1].x / log[0].x) < 1e-9, "evenly by the logarithm")
  }

  @Test func seriesShareAxes() throws {
    let text = setup + "build chain deep layers=9\ntrain adam steps=4\nuse chain\ntrain adam steps=8\n"
    let figure = try Self.figure(text + "plot chain.loss deep.loss")
    #expect(Self.lines(figure).map(\.count) == [9, 5] && Self.names(figure) == ["chain.loss", "deep.loss"])
    #expect(figure.panels.count == 1 && figure.panels[0].y.scaling == .log)
    let beside = try Self.figure(text + "plot [chain.loss, deep.loss]")
    #expect(beside.panels.map(\.title) == ["chain.loss", "deep.loss"] && beside.columns == 2)
    #expect(beside.panels[0].y.limits == beside.panels[1].y.limits && beside.panels[0].x.limits == nil)
    let two = try Self.figure(text + "plot chain.momentum deep.momentum")
    #expect(two.panels.count == 2 && Self.lines(two).count == 2, "a panel for each component")
  }

  /// What was seen at the same step belongs together, whatever else one of the two has.
  @Test func seriesAgainstEachOtherMeetAtTheirSteps() throws {
    let text = setup + "train adam steps=20 record=[drift(momentum)] every=5\n"
    let figure = try Self.figure(text + "plot drift(momentum) over step against gradient style=points")
    #expect(Self.clouds(figure)[0].count == 5)
    let last = run(text + "print gradient").host.shown.last.flatMap { Double($0) } ?? .nan
    #expect(abs(Self.clouds(figure)[0][4].x - last) < 1e-5 * abs(last), "six digits are printed")
  }

  @Test func errorsAndBandsSurround() throws {
    func spread(_ options: String) throws -> [Interval] {
      try Self.figure("plot [1, 2, 4] \(options)").panels[0].marks.flatMap { mark -> [Interval] in
        if case .intervals(let all, _) = mark { all } else { [] }
      }
    }
    #expect(try spread("error=0.5").map(\.low) == [0.5, 1.5, 3.5])
    #expect(try spread("error=[0.1, 0/0, 1]").map(\.x) == [1, 3])
    #expect(try spread("error=[[0, 1, 2], [2, 3, 5]]").map(\.high) == [2, 3, 5])
    let band = try Self.figure("plot [1, 2, 4] band=1 scale=log")
    let area = band.panels[0].marks.compactMap { if case .area(let points, _) = $0 { points } else { nil } }
    #expect(area.count == 1 && area[0].allSatisfy { $0.y > 0 }, "nothing below zero on a logarithmic axis")
  }

  @Test func whatIsSaidStandsAtTheAxes() throws {
    let figure = try Self.figure(
      "plot [1, 2] title=\"T\" xlabel=\"X\" ylabel=\"Y\" x=(0, 10) y=(1e-3, 5) scale=log legend=\"name\"")
    let panel = figure.panels[0]
    #expect(figure.title == "T" && panel.x.label == "X" && panel.y.label == "Y" && Self.names(figure) == ["name"])
    #expect(panel.x.limits == 0...10 && panel.y.limits == 1e-3...5 && panel.y.scaling == .log)
  }

  @Test func whatCannotBeShownIsCounted() throws {
    #expect(try Self.figure("plot [1, 0, 2] scale=log").caption == "1 value is not on the logarithmic axis")
    #expect(try Self.figure("plot [1, 0/0, 2]").terminal(columns: 60, rows: 12, color: false).contains("not finite"))
    #expect(try Self.figure("histogram [1, 0/0, 2, 3]").caption == "1 of 4 values are not counted")
  }

  /// A million numbers: as fast as they are read, and every one within the picture.
  @Test func aMillionValues() throws {
    let text = try Self.figure("let v = linspace(0, 1, 1000000)\nplot v").terminal(columns: 80, rows: 24, color: false)
    #expect(text.contains("1.0┤") && text.contains("1.0") && text.contains("×10"))
  }

  @Test func oddValuesHavePictures() throws {
    for values in ["[0/0]", "[1/0, -1/0]", "[5, 5, 5]", "[1e300, -1e300]", "[1e-320]", "[0]", "(1, 2)", "(1, 2, 3)"] {
      for options in [
        "", "style=points", "style=bars", "style=steps", "style=both", "scale=log", "fit=line", "fit=power",
      ] {
        let figure = try Self.figure("plot \(values) \(options)")
        for (columns, rows) in [(80, 24), (40, 12)] {
          let text = figure.terminal(columns: columns, rows: rows, color: true)
          #expect(!text.contains("too small"), "\(values) \(options)")
        }
        #expect(FigureText.isXML(figure.svg()))
      }
    }
  }

  @Test func longAndWideNames() throws {
    let name = String(repeating: "損失関数", count: 20)
    let figure = try Self.figure("plot [1, 2] [3, 4] legend=\"\(name)\" title=\"\(name)\" ylabel=\"\(name)\"")
    for (columns, rows) in [(80, 24), (40, 12)] {
      let lines = figure.terminal(columns: columns, rows: rows, color: false).split(separator: "\n")
      #expect(lines.count <= rows && lines.contains { $0.contains("損失") && $0.contains("…") })
    }
  }

  // MARK: Fits and histograms

  @Test(arguments: [
    ("[3, 5, 7] against [1, 2, 3]", "slope", "2", 1e-12), ("[3, 5, 7] against [1, 2, 3]", "intercept", "1", 1e-12),
    // By R: lm(c(1.1, 1.9, 3.2, 3.9) ~ c(1, 2, 3, 4)).
    ("[1.1, 1.9, 3.2, 3.9] against [1, 2, 3, 4]", "\"slope error\"", "0.07937254", 1e-7),
    ("[1.1, 1.9, 3.2, 3.9] against [1, 2, 3, 4]", "\"intercept error\"", "0.21737065", 1e-7),
    ("[1.1, 1.9, 3.2, 3.9] against [1, 2, 3, 4]", "\"R^2\"", "0.98678553", 1e-7),
    ("[1, 2, 4, 0, -1] against [1, 2, 4, 8, 16] scale=log", "slope", "1", 1e-12),
    ("[1, 2, 4, 0, -1] against [1, 2, 4, 8, 16] scale=log", "\"left out\"", "2", 0),
    ("[2, 4] against [1e300, 3e300]", "slope", "1e-300", 1e-307),
  ])
  func linesAreLaidByLeastSquares(_ fit: String, _ column: String, _ value: String, _ tolerance: Double) {
    let part = column.hasPrefix("\"") ? "[\(column)][1]" : ".\(column)[1]"
    #expect(shows("fit \(fit)\nexpect abs(ans\(part) - \(value)) <= \(tolerance)").contains("does not hold") == false)
    #expect(run("fit \(fit)\nassert abs(ans\(part) - \(value)) <= \(tolerance)").status == .fine, "\(fit)")
  }

  @Test func twoPointsTellNoError() {
    #expect(shows("fit [1, 2] against [1, 2]").contains("1 - 0 - 1 2 0"))
  }

  @Test func valuesAreCountedInBins() throws {
    let figure = try Self.figure("histogram [0, 1, 1, 2, 4] bins=4")
    let tops = figure.panels[0].marks.compactMap { if case .area(let p, _) = $0 { p.map(\.y).max() } else { nil } }
    #expect(tops == [1, 2, 1, 1], "a bin holds its lower end, the last one both")
    let words = try Self.figure("histogram [\"a\", \"b\", \"a\"]")
    #expect(words.panels[0].x.names == ["a", "b"])
  }

  // MARK: The language

  @Test(arguments: [
    "plot y by t.rate over step", "plot y by log(n)", "plot y by [1, 2]", "plot y by (a + b)", "plot y by t[\"a b\"]",
    "plot a b against c", "plot y by x", "plot (y by f(x)).z", "plot momentum by cluster",
  ])
  func slicesReadBack(_ text: String) {
    var parser = Parser(Source(text), Language.nsh.vocabulary)
    let statements = parser.parse()
    #expect(parser.errors.isEmpty)
    let printed = Language.nsh.printer.text(statements)
    var again = Parser(Source(printed), Language.nsh.vocabulary)
    #expect(again.parse() == statements, "\(printed)")
  }
}

/// Keeps figures.
private final class FigureHost: Interp.Host {
  var figures: [Figure] = []
  var files: [String: String] = [:]
  var errors: [String] = []
  func show(_ output: Output) { if case .figure(let figure) = output { figures.append(figure) } }
  func note(_ message: String) {}
  func report(_ diagnostic: Diagnostic) { errors.append(diagnostic.rendered()) }
  func progress(_ progress: Interp.Progress?) {}
  var isInterrupted: Bool { false }
  var interruption: @Sendable () -> Bool { { false } }
  func read(_ path: String) throws(HostError) -> [UInt8] {
    guard let text = files[path] else { throw HostError("no files") }
    return Array(text.utf8)
  }
  func write(_ bytes: [UInt8], to path: String) throws(HostError) {}
}

#if canImport(FoundationXML)
  import FoundationXML
#endif

private enum FigureText {
  static func isXML(_ bytes: [UInt8]) -> Bool { XMLParser(data: Data(bytes)).parse() }
}
