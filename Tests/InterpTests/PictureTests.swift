import Figures
import Foundation
import Testing

/// Pictures of processes: what they say of themselves.
@Suite struct PictureTests {
  private static func figure(_ text: String) throws -> Figure { try PlotTests.figure(text) }

  private static let trained = setup + "train adam steps=30\n"

  private static func names(_ figure: Figure) -> [String] {
    var seen = Set<String>()
    return figure.panels.flatMap(\.marks).compactMap { mark in
      switch mark {
      case .line(_, let s), .points(_, _, let s), .arrows(_, let s): s.name
      default: nil
      }
    }.filter { seen.insert($0).inserted }
  }

  private static func arrows(_ panel: Panel) -> [Arrow] {
    panel.marks.flatMap { mark -> [Arrow] in if case .arrows(let all, _) = mark { all } else { [] } }
  }

  private static func perUnit(_ panel: Panel) -> Double? {
    guard case .arrow(let perUnit)? = panel.keys.first?.sample else { return nil }
    return perUnit
  }

  private static func number(_ script: String) -> Double {
    run(script).host.shown.last.flatMap { Double($0) } ?? .nan
  }

  // MARK: Scales

  /// An arrow's length by the key is the gradient that the language tells.
  @Test func arrowsAreAsLongAsTheKeySays() throws {
    let panel = try Self.figure(Self.trained + "plot layer 2 arrows=mean").panels[0]
    let perUnit = try #require(Self.perUnit(panel))
    #expect(panel.keys[0].label == "mean gradient")
    let arrow = try #require(Self.arrows(panel).first)
    // Half of the points are red.
    let x = 2 * Self.number(Self.trained + "print momentum.red[2].x")
    let y = 2 * Self.number(Self.trained + "print momentum.red[2].y")
    #expect(abs((arrow.to.x - arrow.from.x) / perUnit - x) < 1e-5 * abs(x), "six digits are printed")
    #expect(abs((arrow.to.y - arrow.from.y) / perUnit - y) < 1e-5 * abs(y))
  }

  /// The longest arrow is a sixth of the picture; asked to, mean arrows have the scale of the points' own.
  @Test func meansCanBeDrawnAtTheScaleOfPoints() throws {
    func panel(_ options: String) throws -> Panel { try Self.figure(Self.trained + "plot path \(options)").panels[0] }
    let (own, points) = (try panel("arrows=mean"), try panel("arrows=gradient scale=same"))
    let same = try panel("arrows=mean scale=same")
    #expect(Self.perUnit(same) == Self.perUnit(points) && Self.perUnit(own) != Self.perUnit(points))
    func longest(_ panel: Panel) -> Double {
      Self.arrows(panel).map { hypot($0.to.x - $0.from.x, $0.to.y - $0.from.y) }.max() ?? .nan
    }
    #expect(longest(same) < longest(own))
    // All processes have one scale.
    let text = Self.trained + "build chain deep layers=9\nplot processes arrows=mean"
    let (alone, shared) = (try Self.figure(text), try Self.figure(text + " scale=same"))
    #expect(Set(shared.panels.map { Self.perUnit($0) }).count == 1)
    #expect(Set(alone.panels.map { Self.perUnit($0) }).count == 2)
  }

  /// A charge beside what it is a sum of: its share, and not more than one.
  @Test func chargesAreDrawnRelativeToTheirScale() throws {
    func values(_ options: String) throws -> [Double] {
      guard case .line(let points, _) = try Self.figure(Self.trained + "plot angular \(options)").panels[0].marks[0]
      else { return [] }
      return points.map(\.y)
    }
    let (plain, relative) = (try values(""), try values("relative=yes"))
    let scale = Self.number(Self.trained + "let laws = conserve\nprint laws[\"scale\"][3]")
    #expect(zip(plain, relative).allSatisfy { abs($0 / scale - $1) < 1e-5 * abs($1) } && plain.count == 7)
    #expect(relative.allSatisfy { abs($0) <= 1 })
    #expect(run(Self.trained + "plot loss relative=yes").host.shown.isEmpty == false)
    #expect(run(Self.trained + "plot loss relative=yes").status != .fine)
  }

  @Test(arguments: [
    ("build orbit\nplot path", "momentum"), ("build ray\nplot path", "p"),
    (setup + "build geodesic match=100\nplot path", "mean momentum"),
    (setup + "plot layers 0..6 step 3", "mean gradient"),
    (setup + "plot layer 3 deformation=field arrows=none", "displacement"),
    ("plot family swirl deformation=field", "displacement"),
  ])
  func everyArrowHasAKey(script: String, label: String) throws {
    let figure = try Self.figure(script)
    #expect(figure.panels[0].keys.map(\.label) == [label])
    #expect(try Self.figure(setup + "plot path").panels[0].keys.isEmpty, "no arrows, no key")
  }

  // MARK: Legends and names

  @Test func signsHaveTheirNames() throws {
    #expect(Self.names(try Self.figure(setup + "plot path")) == ["red", "blue", "start", "end", "destination"])
    #expect(Self.names(try Self.figure("build ray fan=5 spread=40deg time=2\nplot path")).contains("wavefront"))
    #expect(Self.names(try Self.figure(setup + "plot layer 2")).contains("before"))
  }

  /// Points have the colours and names of their clusters, not those of their numbers.
  @Test func pointsHaveTheirClustersColour() throws {
    let figure = try Self.figure(setup + "plot costate by point")
    #expect(Self.names(figure) == ["red", "blue"])
    let colors = figure.panels[0].marks.compactMap { mark -> Int? in
      if case .line(_, let s) = mark, case .series(let i) = s.color { i } else { nil }
    }
    #expect(colors == [0, 0, 0, 0, 1, 1, 1, 1])
  }

  /// By the size of their numbers.
  @Test func processesStandInTheOrderOfTheirNumbers() throws {
    let builds = (1...11).map { "build chain chain\($0) layers=2\n" }.joined()
    let titles = try Self.figure(setup + "build chain chain12 layers=2\n" + builds + "plot processes").panels.map {
      $0.title?.prefix { $0 != ":" } ?? ""
    }
    #expect(titles == ["chain"] + (1...12).map { "chain\($0)" })
  }

  // MARK: Interactions

  @Test func exchangesHaveAKeyAndClustersTheirNames() throws {
    let figure = try Self.figure(Self.trained + "plot interactions as=graph")
    let panel = figure.panels[0]
    #expect(panel.keys.map(\.label) == ["sqrt(-M)"])
    let tags = panel.marks.compactMap { if case .tag(let words, _, _, _) = $0 { words } else { nil } }
    #expect(tags.map { $0.prefix { $0 != " " } } == ["red", "blue"])
    // The width that the key gives to what is exchanged is the line's.
    let exchanged = (-Self.number(Self.trained + "let m = interact matrix\nprint m.red[2]")).squareRoot()
    guard case .line(let perUnit, _) = panel.keys[0].sample, case .line(_, let style) = panel.marks[0] else {
      Issue.record("the first mark is a line, and so is the key")
      return
    }
    #expect(abs(style.width - perUnit * exchanged) < 1e-4 * style.width, "six digits are printed")
  }

  // MARK: Light

  /// Luneburg's lens ends at its rim.
  @Test func aLensHasItsRim() throws {
    let figure = try Self.figure("build ray lens=luneburg from=(-1, 0) fan=7 spread=80deg time=3\nplot path")
    let rim = figure.panels[0].marks.compactMap { mark -> [Point]? in
      if case .line(let points, let s) = mark, s.name == "rim" { points } else { nil }
    }
    #expect(rim.count == 1 && rim[0].allSatisfy { abs(hypot($0.x, $0.y) - 1) < 1e-12 })
    #expect(figure.panels[0].x.limits?.contains(1) == true)
    #expect(!Self.names(try Self.figure("build ray\nplot path")).contains("rim"))
  }

  // MARK: Many coordinates

  /// States of many coordinates are drawn along their principal axes, through the layers of one width.
  @Test func networksAreDrawnAlongTheirPrincipalAxes() throws {
    let rows = (0..<12).map { i -> String in
      let kind = i % 2 == 0 ? "a" : "b"
      return "\(i % 5),\(i * i % 7),\(3 - i),\(kind)"
    }
    let files = ["d.csv": (["x,y,z,kind"] + rows).joined(separator: "\n")]
    let script = """
      seed 1
      define data d file="d.csv" label=kind scale=standard
      build network data=d layers=["tanh 5", "residual 5 x2", "linear 2"]

      """
    let figure = try PlotTests.figure(script + "plot path arrows=mean", files: files)
    #expect(
      figure.caption?.contains("layers 1..3, of one width; of 5 coordinates the two directions of most variance")
        == true)
    #expect(figure.panels[0].x.label == "direction 1" && figure.panels[0].keys.map(\.label) == ["mean gradient"])
    #expect(try PlotTests.figure(script + "plot layer 2", files: files).title == "layer 2 of 4")
    let six = try PlotTests.figure(script + "plot layers", files: files)
    #expect(six.panels.map(\.title) == ["layer 1", "layer 2", "layer 3"])
  }
}
