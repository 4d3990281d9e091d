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
    "shape", .choice(of: ShapeCatalogue.shapes) { $0.name },
    "how the points lie; follows from the option that gives its size", usually: ShapeCatalogue.shapes[0])
  static let file = Option.optional("file", .name(.file), "a CSV file of points, with or without destinations")

  static let command = Command(
    "define", "cluster", "defines a named group of points and where it should go",
    details: [
      "Points are drawn by the seed and the cluster's name, so that other lines do not change them.",
      "A file has two columns x, y, or four with each point's destination.",
    ],
    [name, n, at, to, shape] + ShapeCatalogue.settings.map { Option($0) } + [file],
    ranks: .shared, also: ["points", "group", "blob", "cloud"],
    examples: [
      .init(
        "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)", shows: "red: 20 points around (0, 1), sd 0.1, to (1, 0)"),
      .init(
        "seed 1\ndefine cluster ring radius=0.5 n=8", shows: "ring: 8 points in a disc of radius 0.5 around (0, 0)"),
    ]
  ) { call, session in
    let name = try call[name]
    if let taken = meaning(of: name, session) {
      throw Diagnostic(
        .reservedName, "`\(name)` is \(taken); choose another name", at: call.span(of: DefineCluster.name.parameter))
    }
    let count = try call[n]
    try session.placed(call.span(of: n.parameter)) { session in
      try session.settings.memory.require(
        Double(Ranks.held(of: count)) * 32, for: "\(NumberFormat.standard(Double(count))) points")
    }
    let goal = try destination(call, &session)
    let (cluster, places): (Cluster, String)
    if let path = try call[file] {
      (cluster, places) = try read(path, call, name, goal, &session)
    } else {
      let (type, values) = try shape(call)
      cluster = try Cluster(
        name: name, shape: type.init(values), count: count, centre: try call[at], destination: goal,
        random: session.random(for: "cluster \(name)"))
      places = describe(type, values, about: cluster.centre)
    }
    if let i = session.workspace.clusters.firstIndex(where: { $0.name == name }) {
      session.workspace.clusters[i] = cluster
    } else {
      session.workspace.clusters.append(cluster)
    }
    session.show(
      .report("\(name): \(cluster.count) points \(places)\(describe(goal: cluster.destination))", seconds: nil))
    if session.workspace.experiment != nil {
      session.host.note("note: the chain still carries the points it was built for; `build chain` builds one for these")
    }
  }

  /// What a cluster's name would hide, if anything.
  static func meaning(of name: String, _ session: Session) -> String? {
    session.language.reserved(name) ?? (session.workspace.variables[name] == nil ? nil : "a variable")
  }

  /// The shape that was named, or that follows from the size that was given; and its settings.
  private static func shape(_ call: Call) throws -> (any Shape.Type, SettingValues) {
    let type = try call[shape] ?? ShapeCatalogue.shape(whoseSize: call.gives)
    try call.refuse(ShapeCatalogue.settings.filter { !type.settings.contains($0) }) { setting in
      let owners = ShapeCatalogue.shapes.filter { $0.settings.contains(setting) }.map { $0.name }
      return "belongs to shape=" + owners.joined(separator: " or ")
    }
    return (type, try call.values(of: type.settings))
  }

  /// Points of a file, which may have a destination for each.
  private static func read(_ path: String, _ call: Call, _ name: String, _ goal: Destination?, _ session: inout Session)
    throws -> (
      Cluster, String
    )
  {
    try call.refuse(ShapeCatalogue.settings) { _ in "says nothing of points from a file" }
    return try session.placed(call.span(of: file.parameter)) { session in
      let table = try points(path, call, &session)
      let cluster = try Cluster(
        name: name, points: table.points, destination: goal ?? table.destinations.map { .perPoint($0) })
      return (cluster, "from \(path)")
    }
  }

  private static func points(_ path: String, _ call: Call, _ session: inout Session) throws -> PointTable {
    let bytes = try session.readNear(path, call.span)
    // Two arrays a row, of two numbers each, and the columns made of them.
    let rows = bytes.count { $0 == 10 || $0 == 13 } + 1
    try session.settings.memory.require(Double(bytes.count) + 160 * Double(rows), for: "the points of \(path)")
    let table = try PointTable(csv: bytes, pause: session.effort.pause)
    if !table.unknownNames.isEmpty {
      session.host.note(
        "note: the columns of \(path) are taken in order: "
          + zip(["x", "y", "to x", "to y"], table.unknownNames).map { "`\($1)` as \($0)" }
          .joined(separator: ", "))
    }
    return table
  }

  private static func destination(_ call: Call, _ session: inout Session) throws -> Destination? {
    guard let value = try call[to] else { return nil }
    let span = call.span(of: to.parameter)
    switch value {
    case .vector(let v) where v.count == 2: return .point(v)
    case .cluster(let name): return .cluster(name)
    case .string(let path):
      return .perPoint(
        try session.placed(span) { session in
          let table = try points(path, call, &session)
          guard table.destinations == nil else {
            throw EngineError(.badFile, "a file of destinations has two columns, x, y; \(path) has four")
          }
          return table.points
        })
    case .list(let items):
      return .perPoint(
        try items.map {
          guard case .vector(let v) = $0, v.count == 2 else {
            throw Diagnostic(
              .wrongType, "a destination for each point is a list of points, not of \($0.kind)", at: span)
          }
          return v
        })
    default: throw Diagnostic(.wrongType, "`to` is \(to.parameter.kind.title), not \(value.kind)", at: span)
    }
  }

  /// in a disc of radius 0.5 around (0, 0); around (0, 1), sd 0.1
  private static func describe(_ shape: any Shape.Type, _ values: SettingValues, about centre: [Double]) -> String {
    let size = values[shape.size]
    return shape.place.map { "\($0) of \(shape.size.name) \(NumberFormat.standard(size)) around \(text(centre))" }
      ?? "around \(text(centre)), \(shape.size.name) \(NumberFormat.short(size))"
  }

  private static func text(_ p: [Double]) -> String {
    // What a cosine of 90 degrees leaves is zero beside the other coordinate.
    let size = p.map(abs).max() ?? 0
    return "(" + p.map { NumberFormat.short(abs($0) < 1e-12 * size ? 0 : $0) }.joined(separator: ", ") + ")"
  }

  private static func describe(goal: Destination?) -> String {
    switch goal {
    case .point(let p)?: ", to \(text(p))"
    case .cluster(let name)?: ", to the place of \(name)"
    case .perPoint?: ", to a place for each"
    case nil: ""
    }
  }
}
