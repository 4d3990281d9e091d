import Core

/// build ray lens=luneburg from=(-0.9, 0.2) to=(0.5, 0.75)
enum BuildRay {
  static let name = Option<String>.word("name", .newName, "the light's name, where there is to be more", required: false)
  static let lens = Option<String>.choice("lens", ["luneburg", "fisheye", "bump"], "the medium", standard: "bump")
  static let from = Option<[Double]>.point("from", "where the light starts", standard: "(-1.5, 0)")
  static let to = Option<[Double]>.point("to", "where it arrives", standard: "(1.5, 0)")
  static let segments = Option<Double>.count("segments", "how many straight pieces make a ray", standard: "64")
  static let starts = Option<Double>.count("starts", "how many bent ways on either side of the straight one Newton's method starts from", standard: "4")
  static let height = Option<Double>.number("height", "a of the bump lens, n = 1 + a exp(-r^2/b)", standard: "0.6")
  static let width = Option<Double>.positive("width", "b of the bump lens", standard: "0.5")

  static let command = Command(
    "build", "ray", "finds the rays of light between two points: ways of stationary travel time (Fermat)",
    details: [
      "luneburg: n^2 = 2 - r^2; fisheye: n = 2/(1 + r^2); bump: n = 1 + a exp(-r^2/b).",
      "Several rays are found by starting from several bent ways; the fastest is ray1. A ray whose time is not least nearby is called a saddle. Each "
        + "ray is a cluster; its costate is p, along the motion, of length n. A lens of rotational symmetry conserves q ^ p, Bouguer's n r sin(phi).",
    ], [name, lens, from, to, segments, starts, height, width],
    examples: [
      .init("build ray lens=bump from=(-1.5, 0) to=(1.5, 0)", shows: "ray: 3 rays through bump, T = 3.72, 3.72, 3.75 (saddle)"),
      .init("build ray lens=fisheye from=(-1.2, 0.3) to=(0.8, 0.9)\nprint max(abs(drift(angular))) < 1e-12", shows: "true"),
    ]
  ) { call, session in
    let medium: Medium = switch try call[lens] ?? "bump" {
    case "luneburg": .luneburg
    case "fisheye": .fisheye
    default: .bump(height: try call[height] ?? 0.6, width: try call[width] ?? 0.5)
    }
    let count = try call[segments] ?? 64
    try session.settings.memory.require(count * 2000, for: "a ray of \(NumberFormat.standard(count)) segments")
    let rays = try Ray.between(
      try call[from] ?? [-1.5, 0], try call[to] ?? [1.5, 0], in: medium, segments: Int(count), starts: Int(min(try call[starts] ?? 4, 1000)))
    try Scenes.place(try Light(rays), try call[name] ?? "ray", at: call.span(of: name.parameter), &session)
  }

  /// ray: 3 rays through bump, T = 3.72, 3.72, 3.75 (saddle)
  static func describe(_ light: Light) -> String {
    let times = light.rays.map { NumberFormat.short($0.time) + ($0.morseIndex > 0 ? " (saddle)" : "") }
    return "\(times.count) ray\(times.count == 1 ? "" : "s") through \(light.medium.name), T = " + times.joined(separator: ", ")
  }
}
