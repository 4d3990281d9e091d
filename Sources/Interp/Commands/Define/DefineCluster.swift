import Core
import Syntax

/// define cluster red n=20 at=(0, 1) to=(1, 0)
enum DefineCluster {
  static let name = Option.required("name", .newName, "the cluster's name", positional: true)
  static let n = Option("n", .count, "how many points", default: 20)
  static let at = Option("at", .point, "its centre", default: [0, 0])
  static let to = Option.optional(
    "to", .value(.place), "where its points should come out: a point, another cluster's place, or a point for each")
  static let shape = Option.optional(
    "shape", .choice(of: ["gaussian", "disc", "ring", "segment", "grid"]) { $0 },
    "how the points lie; follows from the option that gives its size", usually: "gaussian")
  static let sd = Option("sd", .notNegative, "a gaussian's standard deviation", default: 0.1)
  static let radius = Option.optional("radius", .notNegative, "the radius of a disc or ring")
  static let length = Option.optional("length", .notNegative, "the length of a segment")
  static let angle = Option("angle", .finite.inDegrees, "the angle of a segment, such as 90deg", default: 0)
  static let spacing = Option.optional("spacing", .notNegative, "the distance between neighbours in a grid")
  static let file = Option.optional("file", .name(.file), "a CSV file of points, with or without destinations")

  static let command = Command(
    "define", "cluster", "defines a named group of points and where it should go",
    details: [
      "Points are drawn by the seed and the cluster's name, so that other lines do not change them.",
      "A file has two columns x, y, or four with each point's destination.",
    ],
    [name, n, at, to, shape, sd, radius, length, angle, spacing, file],
    examples: [
      .init(
        "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)", shows: "red: 20 points around (0, 1), sd 0.1, to (1, 0)"),
      .init(
        "seed 1\ndefine cluster ring radius=0.5 n=8", shows: "ring: 8 points in a disc of radius 0.5 around (0, 0)"),
    ]
  ) { call, session in
    let name = try call[name]
    if let taken = session.language.reserved(name) ?? (session.workspace.variables[name] == nil ? nil : "a variable") {
      throw Diagnostic(
        "reserved-name", "`\(name)` is \(taken); choose another name", at: call.span(of: DefineCluster.name.parameter))
    }
    let count = try call[n]
    try session.placed(call.span(of: n.parameter)) { session in
      try session.settings.memory.require(count * 16, for: "\(NumberFormat.standard(count)) points")
    }
    var (shape, text) = try Self.shape(call)
    var destination = try Self.destination(call, &session)
    if let path = try call[file] {
      let table = try session.placed(call.span(of: file.parameter)) { session in
        try PointTable(csv: try session.host.read(path))
      }
      shape = .points(table.points)
      text = "from \(path)"
      if let goals = table.destinations, destination == nil { destination = .perPoint(goals) }
    }
    var random = session.random(for: "cluster \(name)")
    let points = if case .points(let list) = shape { list.count } else { Int(count) }
    let cluster = try Cluster(
      name: name, shape: shape, count: points, centre: try call[at], destination: destination, random: &random
    )
    if let i = session.workspace.clusters.firstIndex(where: { $0.name == name }) {
      session.workspace.clusters[i] = cluster
    } else {
      session.workspace.clusters.append(cluster)
    }
    let sd: Double? = if case .gaussian(let sd) = shape { sd } else { nil }
    session.show(.report(describe(cluster, text, sd: sd), seconds: nil))
    if session.workspace.experiment != nil {
      session.host.note("note: the chain still carries the points it was built for; `build chain` builds one for these")
    }
  }

  /// The shape that was named, or that follows from the size that was given; and its words.
  private static func shape(_ call: Call) throws -> (Shape, String) {
    let size = try (call[radius], call[length], call[spacing])
    let word =
      try call[shape] ?? (size.0 != nil ? "disc" : size.1 != nil ? "segment" : size.2 != nil ? "grid" : "gaussian")
    let f = NumberFormat.standard
    switch word {
    case "disc": return (.disc(radius: size.0 ?? 0.1), "in a disc of radius \(f(size.0 ?? 0.1)) around")
    case "ring": return (.ring(radius: size.0 ?? 0.1), "on a ring of radius \(f(size.0 ?? 0.1)) around")
    case "segment":
      return (
        .segment(length: size.1 ?? 0.2, angle: try call[angle]),
        "on a segment of length \(f(size.1 ?? 0.2)) around"
      )
    case "grid": return (.grid(spacing: size.2 ?? 0.05), "on a grid of spacing \(f(size.2 ?? 0.05)) around")
    default: return (.gaussian(sd: try call[sd]), "around")
    }
  }

  private static func destination(_ call: Call, _ session: inout Session) throws -> Destination? {
    guard let value = try call[to] else { return nil }
    let span = call.span(of: to.parameter)
    switch value {
    case .vector(let v) where v.count == 2: return .point(v)
    case .cluster(let name): return .cluster(name)
    case .string(let path):
      return .perPoint(try session.placed(span) { try PointTable(csv: try $0.host.read(path)).points })
    case .list(let items):
      return .perPoint(
        try items.map {
          guard case .vector(let v) = $0, v.count == 2 else {
            throw Diagnostic(
              "wrong-type", "a destination for each point is a list of points, not of \($0.kind)", at: span)
          }
          return v
        })
    default: throw Diagnostic("wrong-type", "`to` is \(to.parameter.kind.title), not \(value.kind)", at: span)
    }
  }

  /// red: 20 points around (0, 1), sd 0.1, to (1, 0)
  private static func describe(_ cluster: Cluster, _ shape: String, sd: Double?) -> String {
    let f = NumberFormat.short
    func point(_ p: [Double]) -> String { "(" + p.map { f(abs($0) < 1e-12 ? 0 : $0) }.joined(separator: ", ") + ")" }
    var text = "\(cluster.name): \(cluster.count) points \(shape)"
    if !shape.hasPrefix("from") { text += " \(point(cluster.centre))" }
    if let sd { text += ", sd \(f(sd))" }
    switch cluster.destination {
    case .point(let p)?: text += ", to \(point(p))"
    case .cluster(let name)?: text += ", to the place of \(name)"
    case .perPoint?: text += ", to a place for each"
    case nil: break
    }
    return text
  }
}
