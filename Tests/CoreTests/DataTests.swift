import Core
import Testing

@Suite struct DataTests {
  static func table(_ text: String, goal: String? = nil, isNumber: Bool = false) throws -> DataTable {
    try DataTable(csv: Array(text.utf8), goal: goal, isNumber: isNumber)
  }

  @Test func rowsBecomePoints() throws {
    let table = try Self.table("# from a garden\nx,kind,y\r\n1,rose, 2\n3,ivy,4\n\n5,rose,7\n", goal: "kind")
    #expect(table.features == ["x", "y"])
    #expect(table.points == [[1, 2], [3, 4], [5, 7]])
    #expect(table.goal == .classes(names: ["ivy", "rose"], labels: [1, 0, 1]))
    let population = try table.population()
    #expect(population.clusters == ["ivy", "rose"])
    #expect(population.destinations.points == [[0, 1], [1, 0], [0, 1]])
    #expect(
      try Self.table("x,y\n1,10\n2,9\n").goal == .classes(names: ["9", "10"], labels: [1, 0]), "numbers by size")
    #expect(try Self.table("x,y\n1,10\n2,9\n", isNumber: true).goal == .numbers(name: "y", [10, 9]))
  }

  @Test func tokensAreNeighbours() throws {
    let table = try Self.table("a,b,c,d,k\n1,2,3,4,u\n5,6,7,8,v\n")
    let population = try table.population(tokens: 2)
    #expect(population.states.points == [[1, 2], [3, 4], [5, 6], [7, 8]])
    #expect(population.labels == [0, 0, 1, 1])
  }

  /// Means 3 and 4.333; the deviation is that of the rows themselves. Rounding of three numbers: 1e-15.
  @Test func columnsAreScaled() throws {
    let table = try Self.table("x,y,k\n1,2,a\n3,4,b\n5,7,a\n").scaled(.standard)
    for c in 0..<2 {
      let column = table.points.map { $0[c] }
      #expect(!(abs(column.reduce(0, +)) > 1e-14))
      #expect(!(abs(column.reduce(0) { $0 + $1 * $1 } / 3 - 1) > 1e-14))
    }
    #expect(try Self.table("x,y,k\n1,2,a\n3,4,b\n").scaled(.divided(2)).points == [[0.5, 1], [1.5, 2]])
  }

  @Test(arguments: [
    ("x,y\n1,2,3\n", "line 2 has 3 columns; the header has 2"),
    ("x,y,k\n1,2,a\n1,oh,b\n", "line 3, column 2 (y): `oh` is not a finite number"),
    ("x,y,k\n1,,a\n", "line 2, column 2 (y): an empty field is not a finite number"),
    ("x,k\n1,a\n2,\n", "line 3: the row has no k"),
    ("x,k\n1,a\n2,a\n", "all rows are of one class, `a`"),
    ("1,2\n3,4\n", "line 1 names no columns: `1`"),
    ("x,k\n", "the file holds no rows"),
    ("x\n1\n", "line 1 has one column; there must be coordinates and a class or target"),
    ("x,k\ninf,a\n2,b\n", "line 2, column 1 (x): `inf` is not a finite number"),
  ]) func badRowsAreNamed(_ text: String, _ message: String) {
    do {
      _ = try Self.table(text)
      Issue.record("taken: \(text)")
    } catch { #expect("\(error)" == message) }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let table = try Self.table("x,y,k\n1,2,a\n1,4,b\n")
    for (message, action) in [
      ("column `x` is constant: it has no deviation to be scaled by", { _ = try table.scaled(.standard) }),
      ("row 3 does not exist: there are 1..2", { _ = try table.rows([1, 2, 3]) }),
      ("row 2 is named twice", { _ = try table.rows([2, 2]) }),
      ("rows of 2 numbers cannot be cut into 3 tokens of equal length", { _ = try table.population(tokens: 3) }),
      ("class `b` is none of the network's: a, c", { _ = try table.population(classes: ["a", "c"]) }),
      ("the file has no column `z`", { _ = try Self.table("x,k\n1,a\n2,b\n", goal: "z") }),
    ] as [(String, () throws -> Void)] {
      do {
        try action()
        Issue.record("taken: \(message)")
      } catch { #expect("\(error)" == message) }
    }
  }

  @Test func aNetworkReadsBack() throws {
    let (network, population) = try LayerTests.network("rmsnorm 5 relu nobias")
    let file = try #require(try NetworkFile(bytes: try NetworkFile(network, population, seed: 7).bytes()))
    let (model, again) = (try file.model(), try file.population())
    #expect(model.theta == network.theta)
    #expect(model.layers.map(\.name) == network.layers.map(\.name))
    #expect(again == population)
    #expect(model.evaluate(again).gradient == network.evaluate(population).gradient)
    #expect(try NetworkFile(bytes: Array("{\"family\": \"bump\"}".utf8)) == nil)
  }

  /// Iris by one linear layer is a convex task: every optimiser comes to the same loss, 1e-9 at |gradient| 1e-8 and a
  /// penalty of 0.01.
  @Test func trainingFindsTheMinimum() throws {
    var random = Random(seed: 2, stream: "rows")
    let rows = (0..<90).map { i in (0..<3).map { c in random.normal() + (c == i % 3 ? 1 : 0) } }
    let text =
      "a,b,c,k\n"
      + rows.enumerated().map { i, row in row.map { "\($0)" }.joined(separator: ",") + ",k\(i % 3)\n" }.joined()
    let population = try Self.table(text).population()
    let start = try Network.random(
      layers: [Dense(inputs: 3, outputs: 3)], head: .softmax, penalty: 0.01, random: &random)
    let losses = try [any Optimiser](arrayLiteral: LBFGS(), Newton()).map { optimiser -> Double in
      var training = Training(start, optimiser: optimiser)
      _ = try training.run(on: population, until: StopRule(steps: 300, gradientBelow: 1e-8))
      let last = try #require(training.history.last)
      #expect(last.gradientNorm < 1e-8)
      return last.objective
    }
    #expect(!(abs(losses[0] - losses[1]) > 1e-9))
  }
}
