import Core

/// build ray lens=luneburg from=(-0.9, 0.2) to=(0.5, 0.75)
enum BuildRay {
  static let name = Option<String>.word("name", .newName, "the light's name, where there is to be more", required: false)
  static let lens = Option<String>.choice("lens", ["luneburg", "fisheye", "bump", "layers"], "the medium", standard: "bump")
  static let from = Option<[Double]>.point("from", "where the light starts", standard: "(-1.5, 0)")
  static let to = Option<[Double]>.point("to", "where it arrives", standard: "(1.5, 0)")
  static let segments = Option<Double>.count("segments", "how many straight pieces make a ray", standard: "64")
  static let starts = Option<Double>.count("starts", "how many bent ways on either side of the straight one Newton's method starts from", standard: "4")
  static let height = Option<Double>.number("height", "a of the bump lens, n = 1 + a exp(-r^2/b)", standard: "0.6")
  static let width = Option<Double>.positive("width", "b of the bump lens", standard: "0.5")

  static let index = Option<Value>.value(
    "index", .quantity, "in place of a lens: the index by the distance from the origin, a function `def n(r) = ...`", positional: false, required: false)
  static let above = Option<Double>.positive("above", "n far above the line y = 0, in layers", standard: "1")
  static let below = Option<Double>.positive("below", "n far below it", standard: "1.5")
  static let thickness = Option<Double>.positive("thickness", "w of the layers between, n = (a + b)/2 + (a - b)/2 tanh(y/w)", standard: "0.02")

  static let command = Command(
    "build", "ray", "finds the rays of light between two points: ways of stationary travel time (Fermat)",
    details: [
      "luneburg: n^2 = 2 - r^2; fisheye: n = 2/(1 + r^2); bump: n = 1 + a exp(-r^2/b).",
      "Several rays are found by starting from several bent ways; the fastest is ray1. A ray whose time is not least nearby is called a saddle. Each "
        + "ray is a cluster; its costate is p, along the motion, of length n. A lens of rotational symmetry conserves q ^ p, Bouguer's n r sin(phi).",
      "layers: two media with an interface between, which conserves the part of p along it, n sin(theta) (Snell).",
    ], [name, lens, index, from, to, segments, starts, height, width, above, below, thickness],
    examples: [
      .init("build ray lens=bump from=(-1.5, 0) to=(1.5, 0)", shows: "ray: 3 rays through bump, T = 3.72, 3.72, 3.75 (saddle)"),
      .init("def n(r) = 1 + 0.6*exp(-r^2/0.5)\nbuild ray index=n", shows: "ray: 3 rays through n, T = 3.72, 3.72, 3.75 (saddle)"),
      .init("build ray lens=fisheye from=(-1.2, 0.3) to=(0.8, 0.9)\nprint max(abs(drift(angular))) < 1e-12", shows: "true"),
    ]
  ) { call, session in
    let medium = try medium(call, &session)
    let count = try call[segments] ?? 64
    try session.settings.memory.require(count * 2000, for: "a ray of \(NumberFormat.standard(count)) segments")
    let host = session.host
    let rays: [Ray]
    do {
      rays = try Ray.between(
        try call[from] ?? [-1.5, 0], try call[to] ?? [1.5, 0], in: medium, segments: Int(count), starts: Int(min(try call[starts] ?? 4, 1000)),
        isCancelled: { host.isInterrupted })
    } catch is CancellationError { throw Interrupted() }
    try Scenes.place(try Light(rays), try call[name] ?? "ray", at: call.span(of: name.parameter), &session)
  }

  private static func medium(_ call: Call, _ session: inout Session) throws -> Medium {
    if let own = try call[index] {
      let span = call.span(of: index.parameter)
      guard case .function(let definition) = own else { throw Diagnostic("wrong-type", "`index` is a function, not \(own.kind)", at: span) }
      return .radial(index: try session.differentiable(definition, at: span), name: definition.name.text)
    }
    switch try call[lens] ?? "bump" {
    case "luneburg": return .luneburg
    case "fisheye": return .fisheye
    case "layers": return .interface(above: try call[above] ?? 1, below: try call[below] ?? 1.5, thickness: try call[thickness] ?? 0.02)
    default: return .bump(height: try call[height] ?? 0.6, width: try call[width] ?? 0.5)
    }
  }

  /// ray: 3 rays through bump, T = 3.72, 3.72, 3.75 (saddle)
  static func describe(_ light: Light) -> String {
    let times = light.rays.map { NumberFormat.short($0.time) + ($0.morseIndex > 0 ? " (saddle)" : "") }
    return "\(times.count) ray\(times.count == 1 ? "" : "s") through \(light.medium.name), T = " + times.joined(separator: ", ")
  }
}

extension Medium {
  /// A radial medium of one's own. n^2 is a function of u = r^2 with derivatives w'/2r and (w'' - w'/r)/4r^2, w = n^2 by r; at the centre the first is
  /// w''/2, and the second has no part in the Hessian.
  static func radial(index n: @escaping @Sendable (Double) -> Jet, name: String) -> Medium {
    radial(name) { u in
      let r = u.squareRoot()
      let index = n(r)
      // Where n is not positive the medium is opaque.
      guard index.value > 0 else { return (-1, 0, 0) }
      let w = index * index
      return r < 1e-6 ? (w.value, w.second / 2, 0) : (w.value, w.first / (2 * r), (w.second - w.first / r) / (4 * u))
    }
  }
}
