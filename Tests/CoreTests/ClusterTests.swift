import Core
import Foundation
import Testing

@Suite struct ClusterTests {
  private func cluster(_ shape: any Shape, n: Int = 50, to: Destination? = nil) throws -> Cluster {
    try Cluster(
      name: "a", shape: shape, count: n, centre: [2, 3], destination: to, random: Random(seed: 1, stream: "cluster"))
  }

  /// Any points without those before them, in the same bits.
  @Test func somePointsAreDrawnAlone() throws {
    let random = Random(seed: 3, stream: "cluster")
    for type in ShapeCatalogue.shapes {
      let shape = type.init(SettingValues([type.size: 0.7]))
      let all = try shape.offsets(count: 101, random: random)
      for range in [0..<101, 0..<1, 37..<38, 40..<97, 100..<101, 50..<50] {
        let some = try shape.offsets(range, of: 101, random: random)
        #expect(some.map { [$0.x, $0.y] } == all[range].map { [$0.x, $0.y] }, "\(type.name) \(range)")
      }
    }
  }

  @Test func shapesLieWhereTheyShould() throws {
    func radii(_ shape: any Shape) throws -> [Double] { try cluster(shape).states.map { hypot($0[0] - 2, $0[1] - 3) } }
    #expect(try radii(.disc(radius: 0.5)).allSatisfy { $0 <= 0.5 })
    #expect(try radii(.ring(radius: 0.5)).allSatisfy { abs($0 - 0.5) <= 1e-15 })
    #expect(try radii(.gaussian(sd: 0)).allSatisfy { $0 == 0 })
    let segment = try cluster(.segment(length: 2, angle: .pi / 2)).states
    #expect(distance([segment.first![1], segment.last![1]], [2, 4]) <= 1e-15)
    let grid = try cluster(.grid(spacing: 0.5), n: 9).states
    #expect(grid.first! == [1.5, 2.5] && grid.last! == [2.5, 3.5])
    let points = try Cluster(name: "a", points: [[0, 0], [2, 4]])
    #expect(points.centre == [1, 2])
  }

  /// Whatever the shape: as many points as were asked for, none farther out where its size is less, all at the centre
  /// where that is zero, and no size below.
  @Test func shapesKeepTheirClaims() throws {
    for type in ShapeCatalogue.shapes {
      func widest(_ size: Double, n: Int) throws -> Double {
        let points = try cluster(type.init(SettingValues([type.size: size])), n: n).states
        #expect(points.count == n, "\(type.name)")
        return points.map { hypot($0[0] - 2, $0[1] - 3) }.max() ?? .nan
      }
      for n in [1, 2, 7, 50] {
        #expect(try widest(0, n: n) == 0, "\(type.name)")
        // The same random numbers, half the size; a place and its half differ from the centre by rounding of 3.
        #expect(abs(try widest(1, n: n) - 2 * widest(0.5, n: n)) <= 1e-15 * 4, "\(type.name)")
      }
      #expect(type.settings.contains(type.size))
      #expect(throws: EngineError.self) { try cluster(type.init(SettingValues([type.size: -1]))) }
      #expect(throws: EngineError.self) { try cluster(type.init(SettingValues([type.size: .nan]))) }
    }
    #expect(Set(ShapeCatalogue.shapes.map { $0.name }).count == ShapeCatalogue.shapes.count)
  }

  @Test func destinations() throws {
    let a = try cluster(.gaussian(sd: 0.1), n: 2, to: .cluster("b"))
    let b = Cluster(name: "b", states: [[5, 5], [7, 5]], destinations: [[0, 0], [1, 1]])
    let population = try Population(of: [a, b])
    #expect(population.destinations.points == [[6, 5], [6, 5], [0, 0], [1, 1]])
    #expect(population.labels == [0, 0, 1, 1])
  }

  @Test func badClustersAreRefusedInWords() throws {
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch let error as EngineError { return error.message } catch { return "?" }
      return "nothing was thrown"
    }
    #expect(message { _ = try cluster(.gaussian(sd: 0.1), n: 0) } == "a cluster needs at least one point, not 0")
    #expect(message { _ = try cluster(.disc(radius: -1)) } == "radius must be zero or positive, not -1.0")
    #expect(message { _ = try Population(of: []) } == "there are no clusters yet")
    #expect(message { _ = try Population(of: [try cluster(.ring(radius: 1))]) } == "cluster `a` has no destination")
    #expect(
      message { _ = try Population(of: [try cluster(.ring(radius: 1), to: .cluster("z"))]) }
        == "cluster `a` goes to `z`, which is not defined")
    #expect(
      message { _ = try cluster(.ring(radius: 1), n: 3, to: .perPoint([[0, 0]])) } == "3 points have 1 destinations")
    #expect(
      message { try MemoryLimit(bytes: 4 * 1024 * 1024 * 1024).require(16e12, for: "1e12 points") }
        == "1e12 points would take 14.6 TiB; the limit is 4 GiB")
  }

  @Test(arguments: [
    ("x,y\n1,2\n3,nan\n", "line 3, column 2: `nan` is not a finite number"),
    ("1,2\n\n# comment\n3,\n", "line 4, column 2: an empty field is not a finite number"),
    ("1,2\n3\n", "line 2 has 1 columns; the others have 2"),
    ("1,2,3\n", "line 1 has 3 columns; 2 (x, y) or 4 (x, y, to x, to y) are expected"),
    ("x,y\n", "the file holds no points"), ("", "the file holds no points"),
    ("1,inf\n", "line 1, column 2: `inf` is not a finite number"),
  ])
  func badTablesNameLineAndColumn(csv: String, expected: String) {
    #expect { _ = try PointTable(csv: Array(csv.utf8)) } throws: { ($0 as? EngineError)?.message == expected }
  }

  @Test func tablesWithAndWithoutDestinations() throws {
    let plain = try PointTable(csv: Array("x, y\r\n1, 2\r\n3, 4".utf8))
    #expect(plain.points == [[1, 2], [3, 4]] && plain.destinations == nil)
    let both = try PointTable(csv: Array("1,2,3,4\n".utf8))
    #expect(both.points == [[1, 2]] && both.destinations == [[3, 4]])
  }
}
