import Core
import Syntax

/// build ray lens=luneburg from=(-0.9, 0.2) to=(0.5, 0.75)
enum BuildRay {
  static let name = Option(
    "name", .newName, "the light's name, where there is to be more", default: "ray", positional: true)
  static let lens = Option(
    "lens", .index,
    "the medium, or its index as a formula in quotes: \"1 + 0.5*exp(-r^2)\", in r, in x and y, or in y alone",
    default: LensCatalogue.standard.name)
  static let from = Option("from", .point, "where the light starts", default: [-1.5, 0])
  static let to = Option("to", .points, "where it arrives, a point or a list of points", default: [[1.5, 0]])
  static let segments = Option("segments", .count, "how many straight pieces make a ray", default: 64)
  static let starts = Option(
    "starts", .count(upTo: 1000), "how many bent ways on either side of the straight one Newton's method starts from",
    default: 4)
  static let fan = Option.optional("fan", .count, "in place of ends: so many rays are shot from the start")
  static let direction = Option(
    "direction", .finite.inDegrees, "the fan's middle, an angle counterclockwise from the x axis", default: 0)
  static let spread = Option(
    "spread", .notNegative.inDegrees, "the angle between the fan's outer rays", default: 40 * Double.pi / 180)
  static let time = Option("time", .positive, "the travel time of a fan's rays", default: 3)
  static let index = Option.optional(
    "index", .value(.quantity),
    "in place of a lens: a function, `def n(r) = ...` by the distance from the origin, or `def n(x, y) = ...`")
  static let command = Command(
    "build", "ray", "finds the rays of light between two points: ways of stationary travel time (Fermat)",
    details: [
      LensCatalogue.lenses.map { "\($0.name): \($0.formula)" }.joined(separator: "; ") + ".",
      "Between fixed ends Newton's method on the whole path starts from several ways, straight and bent to either side (multi-start); rays that "
        + "differ are kept, for each end the fastest first: ray1, ray2, ... A ray whose time is not least nearby is called a saddle. A fan is shot "
        + "step by step instead, with the same action; the points at one time are its wavefront. Each ray is a cluster; its costate is p, along the "
        + "motion, of length n.",
      "A medium of rotational symmetry conserves q ^ p, Bouguer's n r sin(phi). layers: two media with an interface between, which conserves the part "
        + "of p along it, n sin(theta) (Snell). In other media the charges drift by the torque, which `conserve` shows.",
    ],
    [name, lens, index, from, to, segments, starts, fan, direction, spread, time]
      + LensCatalogue.settings.map { Option($0) },
    brings: .init(process: name.parameter.standard, clusters: "ray"),
    ranks: .alike,
    examples: [
      .init(
        "build ray lens=bump from=(-1.5, 0) to=(1.5, 0)",
        shows: "ray: 3 rays through bump, T = 3.72, 3.72, 3.75 (saddle)"),
      .init(
        "build ray lens=\"1 + 0.6*exp(-r^2/0.5)\"",
        shows: "ray: 3 rays through n = 1 + 0.6*exp(-r^2/0.5), T = 3.72, 3.72, 3.75 (saddle)"),
      .init(
        "build ray lens=luneburg from=(-1, 0) fan=9 spread=120deg time=1.5",
        shows: "ray: 9 rays through luneburg, T = 1.5"),
      .init(
        "build ray lens=fisheye from=(-1.2, 0.3) to=(0.8, 0.9)\nprint max(abs(drift(angular))) < 1e-12", shows: "true"),
    ]
  ) { call, session in
    let medium = try medium(call, &session)
    let count = try call[segments]
    let start = try call[from]
    let ends = try call[to]
    let number = try call[fan] ?? ends.count
    try session.placed(call.span(of: segments.parameter)) {
      try $0.settings.memory.require(
        Double(count) * Double(number) * 2000,
        for:
          "\(number == 1 ? "a ray" : NumberFormat.standard(Double(number)) + " rays") of \(NumberFormat.standard(Double(count))) segments"
      )
    }
    let host = session.host
    let light = try Building.built(call) {
      if call.gives(fan) {
        return try shot(call, number, start, medium, count) { host.isInterrupted }
      }
      try Building.refuse([direction, spread, time], "goes with `fan`", call)
      let starts = try call[starts]
      return try Light(
        try ends.flatMap {
          try Ray.between(
            start, $0, in: medium, segments: count, starts: starts, isCancelled: { host.isInterrupted })
        })
    }
    try Building.place(try Experiment(light), try call[name], at: call.span(of: name.parameter), &session)
  }

  private static func shot(
    _ call: Call, _ count: Int, _ start: [Double], _ medium: Medium, _ segments: Int, isCancelled: () -> Bool
  ) throws -> Light {
    try Building.refuse([to, starts], "belongs to rays between two points, not to a fan", call)
    let (middle, angle, time) = (
      try call[direction], try call[spread], try call[time]
    )
    return try Light(
      try (0..<count).map { i in
        let turn = count == 1 ? 0 : Double(i) / Double(count - 1) - 0.5
        return try Ray.shot(
          from: start, direction: middle + turn * angle, time: time, in: medium, segments: segments,
          isCancelled: isCancelled)
      }, isFan: true)
  }

  private static func medium(_ call: Call, _ session: inout Session) throws -> Medium {
    let (word, own) = (try call[lens], try call[index])
    if own != nil { try Building.refuse([BuildRay.lens], "cannot stand beside `index`", call) }
    let lens = own == nil ? LensCatalogue.lens(named: word) : nil
    let settings = lens?.settings ?? []
    try call.refuse(LensCatalogue.settings.filter { !settings.contains($0) }) { setting in
      let owners = LensCatalogue.lenses.filter { $0.settings.contains(setting) }.map { $0.name }
      return "belongs to lens=" + owners.joined(separator: " or ")
    }
    if let lens { return lens.init(try call.values(of: settings)).medium }
    if let own { return try RefractiveIndex.medium(own, at: call.span(of: index.parameter), &session) }
    return try RefractiveIndex.medium(formula: word, at: call.span(of: BuildRay.lens.parameter), &session)
  }

  /// 3 rays through bump, T = 3.72, 3.72, 3.75 (saddle)
  static func describe(_ light: Light) -> String {
    let (rays, f) = (light.rays, NumberFormat.short)
    let saddles = rays.count { $0.morseIndex > 0 }
    let title = "\(rays.count) ray\(rays.count == 1 ? "" : "s") through \(light.medium.name), T = "
    let coarseness = rays.map(\.coarseness).max() ?? 0
    let rest =
      coarseness < 0.02
      ? "" : "; coarse: |p| differs from n by up to \(f((100 * coarseness).rounded())) %, take more segments"
    if light.isFan { return title + f(rays[0].time) + (saddles > 0 ? ", \(saddles) past a focus" : "") + rest }
    if rays.count <= 6 {
      return title + rays.map { f($0.time) + ($0.morseIndex > 0 ? " (saddle)" : "") }.joined(separator: ", ") + rest
    }
    let times = rays.map(\.time)
    return title + "\(f(times.min() ?? .nan)) to \(f(times.max() ?? .nan))"
      + (saddles > 0 ? ", \(saddles) saddle\(saddles == 1 ? "" : "s")" : "") + rest
  }
}
