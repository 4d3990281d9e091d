/// A radial family's motion m(d, k) and its pullback in JavaScript, in the letters of `Motion`: d = (dx, dy), k, the amplitudes
/// as members of p, and the covector (gx, gy) at the image.
struct MotionScript: Sendable {
  /// What both need, "name = ..., name = ...".
  var shared = ""
  let x: String
  let y: String
  /// g m_d and g m_k.
  let pull: (x: String, y: String, k: String)
  /// g m_amplitude.
  let amplitudes: [String]

  init(
    where shared: String = "", x: String, y: String, pull: (x: String, y: String, k: String), amplitudes: [String]
  ) {
    (self.shared, self.x, self.y, self.pull, self.amplitudes) = (shared, x, y, pull, amplitudes)
  }

  /// Behind other definitions of a `const`.
  var definitions: String { shared.isEmpty ? "" : ", " + shared }
}

/// |d|^2 and half its gradient in JavaScript.
struct MetricScript: Sendable {
  let square: String
  let slope: (x: String, y: String)

  static let round = MetricScript(square: "dx*dx + dy*dy", slope: (x: "dx", y: "dy"))
}

/// How the loops see memory: points i of the layer's input lie from `from` on, their images n further; `t` has the layer's
/// parameters from `o` on, `q` is 1/s^2 where s is a constant. `backward` carries the covectors X, Y from the images to
/// the points and adds the points' parts to the gradient.
extension RadialFamily {
  public func passScript(_ kernel: Kernel) -> String {
    let (motion, metric) = (Self.motionScript, Self.metricScript)
    let (isTrained, last) = (radial.scale.isTrained, 2 + motion.amplitudes.count)
    let scale = isTrained ? ", w = Math.exp(-2*t[o + \(last)])" : ", w = q"
    let constants = "const c0 = t[o], c1 = t[o + 1]\(amplitudes)\(scale);"
    let place = "const dx = x[i] - c0, dy = y[i] - c1, r2 = (\(metric.square))*w"
    let shared = Self.flat(motion.definitions)
    let sums = motion.amplitudes.indices.map { ", s\($0) = 0" }.joined()
    let added = motion.amplitudes.enumerated().map { "s\($0) += \(Self.flat($1));" }.joined(separator: " ")
    let stored = motion.amplitudes.indices.map { "into[o + \($0 + 2)] += s\($0);" }.joined(separator: " ")
    return """
      forward(x, y, kept, from, n, t, o, q) {
        \(constants)
        for (let i = from; i < from + n; i++) {
          \(place), k = \(kernel.script)\(shared);
          kept[i] = k;
          x[i + n] = x[i] + \(Self.flat(motion.x));
          y[i + n] = y[i] + \(Self.flat(motion.y));
        }
      },
      backward(x, y, X, Y, kept, from, n, t, o, q, into) {
        \(constants)
        let h0 = 0, h1 = 0, l = 0\(sums);
        for (let i = from; i < from + n; i++) {
          const gx = X[i + n], gy = Y[i + n];
          \(place), k = kept[i]\(shared);
          const e = (\(Self.flat(motion.pull.k)))*(\(kernel.slopeScript))*w;
          const hx = e*\(metric.slope.x) + \(Self.flat(motion.pull.x)), hy = e*\(metric.slope.y) + \(Self.flat(motion.pull.y));
          \(added)
          h0 -= hx; h1 -= hy; l -= e*(\(metric.square));
          X[i] = gx + hx;
          Y[i] = gy + hy;
        }
        into[o] += h0; into[o + 1] += h1; \(stored)\(isTrained ? " into[o + \(last)] += l;" : "")
      }
      """
  }

  /// ", p_v0 = t[o + 2], ...": the amplitudes in variables.
  private var amplitudes: String {
    Self.amplitudes.indices.map { ", \(Self.variable($0)) = t[o + \($0 + 2)]" }.joined()
  }

  private static func variable(_ i: Int) -> String {
    let stem = amplitudes[i].stem
    let isAlone = amplitudes.count { $0.stem == stem } == 1
    return "p_\(stem)" + (isAlone ? "" : "\(amplitudes[..<i].count { $0.stem == stem })")
  }

  /// p.v[0] as that variable.
  private static func flat(_ text: String) -> String {
    amplitudes.indices.reduce(text) { text, i in
      let stem = amplitudes[i].stem
      let isAlone = amplitudes.count { $0.stem == stem } == 1
      let place = amplitudes[..<i].count { $0.stem == stem }
      return text.replacing(isAlone ? "p.\(stem)" : "p.\(stem)[\(place)]", with: variable(i))
    }
  }
}

extension Affine {
  public func passScript(_ kernel: Kernel) -> String {
    """
    forward(x, y, kept, from, n, t, o, q) {
      const a = t[o], b = t[o + 1], c = t[o + 2], d = t[o + 3], u = t[o + 4], v = t[o + 5];
      for (let i = from; i < from + n; i++) {
        x[i + n] = a*x[i] + b*y[i] + u;
        y[i + n] = c*x[i] + d*y[i] + v;
      }
    },
    backward(x, y, X, Y, kept, from, n, t, o, q, into) {
      const a = t[o], b = t[o + 1], c = t[o + 2], d = t[o + 3];
      for (let i = from; i < from + n; i++) {
        const gx = X[i + n], gy = Y[i + n];
        into[o] += gx*x[i]; into[o + 1] += gx*y[i]; into[o + 2] += gy*x[i]; into[o + 3] += gy*y[i];
        into[o + 4] += gx; into[o + 5] += gy;
        X[i] = a*gx + c*gy;
        Y[i] = b*gx + d*gy;
      }
    }
    """
  }
}
