import Core
import Foundation

/// The independent programs' data in Tests/Reference.
struct ReferenceData: Decodable {
  var family: String?
  var kernel: String?
  var s: Double?
  var lam: Double?
  var x0: [[Double]]
  var dest: [[Double]]
  var label: [Int]
  var theta: [[Double]]?
  var theta0: [[Double]]?
  var F: Double?
  var dF_dtheta: [[Double]]?
  var x: [[[Double]]]?
  var g: [[[Double]]]?
  var Q: [[Double]]?
  var Qcluster: [[[Double]]]?

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Reference")

  /// The files that hold one experiment each.
  static let experiments =
    ["bump", "swirl", "pinch", "general"].flatMap { ["small_\($0)_gauss", "small_\($0)_wend"] }
    + ["tiny", "swap50_bump", "inter_E3"]

  static func load(_ name: String) throws -> ReferenceData {
    let data = try Data(contentsOf: folder.appendingPathComponent("ref_\(name).json"))
    return try JSONDecoder().decode(ReferenceData.self, from: data)
  }

  func population() throws -> Population {
    try Population(
      states: Columns(points: x0), destinations: Columns(points: dest), labels: label,
      clusters: (0...(label.max() ?? 0)).map { "c\($0)" })
  }

  func chain(theta rows: [[Double]]? = nil) throws -> Chain {
    let rows = rows ?? theta ?? theta0!
    let kernel = kernel == "wend" ? Kernel.compact : Kernel(rawValue: kernel ?? "gauss")!
    let probe = try Catalogue.family(named: family ?? "bump", kernel: kernel, scale: Scale(s ?? 0.5))
    let trained = rows[0].count == probe.parameters.count + 1
    return try Chain(
      family: Catalogue.family(
        named: probe.name, kernel: kernel, scale: Scale(s ?? 0.5, isTrained: trained)),
      theta: rows.flatMap { $0 }, penalty: lam ?? 1e-3)
  }
}

/// The largest difference, NaN when any is NaN.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let d = abs(pair.0 - pair.1)
    return d.isNaN || worst.isNaN ? .nan : max(worst, d)
  }
}
