/// Gives the vectors of a null space names: those of known motions as far as they lie in it.
struct MotionNames {
  private let columns: MotionColumns
  /// An orthonormal basis of the null space, in scaled coordinates.
  private let space: [[Double]]

  /// A known motion lies in the space when all but this part of it does.
  private static let tolerance = 1e-7
  /// In the order in which they are tried; where all linear motions are in the space, by axes.
  private static func known(dimension d: Int, _ isInside: (Generator) -> Bool) -> [Generator] {
    let isAll = MotionSpace.linear.basis(dimension: d).allSatisfy(isInside)
    let spaces: [MotionSpace] =
      isAll
      ? [.translations, .scalings, .linear]
      : [.translations, .rotations, .scalings, .dilation, .rotationsAboutOnes, .shiftsByState, .linear, .commonShift]
    return spaces.flatMap { $0.basis(dimension: d) }.filter(isInside)
  }

  init(_ columns: MotionColumns, _ space: [[Double]]) { (self.columns, self.space) = (columns, space) }

  /// A basis of the space modulo what is absorbed on one side: known motions of both sides first, then what is left.
  mutating func genuine(besides absorbed: [[Double]]) -> [Equivariance] {
    var taken = OrthonormalBasis()
    for vector in absorbed { taken.add(vector) }
    var found: [Equivariance] = []
    let (d, m) = columns.widths
    if d == m {
      for generator in Self.known(dimension: d, { distance(columns.coordinates($0, $0), space) <= Self.tolerance }) {
        let vector = columns.coordinates(generator, generator)
        guard taken.add(vector) else { continue }
        found.append(entry(generator.name, .genuine, generator, generator, vector))
      }
    }
    for vector in space {
      guard let rest = taken.addRest(of: vector) else { continue }
      var (input, output) = columns.motions(rest)
      if found.prefix(d).count(where: { $0.name.hasPrefix("translation ") }) == d {
        (input, output) = centred(input, output)
      }
      found.append(entry(name(input, output), .genuine, input, output, rest))
    }
    return found
  }

  /// Where all translations of both sides are there, a motion is told as that about the origin.
  private func centred(_ input: Generator, _ output: Generator) -> (Generator, Generator) {
    let left = zip(output.offset, input.offset).map { b, a in abs(b - a) <= 1e-9 * max(abs(a), abs(b)) ? 0 : b - a }
    let still = [Double](repeating: 0, count: input.offset.count)
    return (
      Generator(name: input.name, matrix: input.matrix, offset: still),
      Generator(name: output.name, matrix: output.matrix, offset: left)
    )
  }

  /// The motions that one side absorbs: known ones, then what is left.
  func absorbed(_ side: Equivariance.Kind, _ vectors: some Collection<[Double]>) -> [Equivariance] {
    guard !vectors.isEmpty else { return [] }
    let isInput = side == .input
    let d = isInput ? columns.widths.input : columns.widths.output
    let still = Generator(
      name: "", matrix: [Double](repeating: 0, count: other(d) * other(d)),
      offset: [Double](repeating: 0, count: other(d)))
    let padding = [Double](repeating: 0, count: max(0, isInput ? columns.count - columns.inputs : columns.inputs))
    let space = vectors.map { isInput ? $0 + padding : padding + $0 }
    var taken = OrthonormalBasis()
    var found: [Equivariance] = []
    func vector(_ generator: Generator) -> [Double] {
      isInput ? columns.coordinates(generator, nil) : columns.coordinates(nil, generator)
    }
    for generator in Self.known(dimension: d, { distance(vector($0), space) <= Self.tolerance }) {
      let vector = vector(generator)
      guard taken.add(vector) else { continue }
      found.append(entry(generator.name, side, isInput ? generator : still, isInput ? still : generator, vector))
    }
    for vector in space {
      guard let rest = taken.addRest(of: vector) else { continue }
      let (input, output) = columns.motions(rest)
      found.append(entry(name(input, output), side, input, output, rest))
    }
    return found

    func other(_ d: Int) -> Int { isInput ? columns.widths.output : columns.widths.input }
  }

  /// A vector that is not quite in the null space, named after the known motion that it is nearest to.
  func approximate(_ vector: [Double], residual: Double) -> Equivariance {
    let (input, output) = columns.motions(vector)
    var name = name(input, output)
    if columns.widths.input == columns.widths.output {
      let known = Self.known(dimension: columns.widths.input, { _ in true }).map {
        ($0.name, abs(dot(columns.coordinates($0, $0), vector)))
      }
      if let best = known.max(by: { $0.1 < $1.1 }), best.1 > 0.8 {
        name = "near \(best.0) (\(NamedMotions.short(best.1)))"
      }
    }
    return Equivariance(
      name: name, kind: .approximate, input: input, output: output, residual: residual, eta: columns.measure(vector).eta
    )
  }

  private func entry(
    _ name: String, _ kind: Equivariance.Kind, _ input: Generator, _ output: Generator, _ vector: [Double]
  ) -> Equivariance {
    let (residual, eta) = columns.measure(vector)
    return Equivariance(name: name, kind: kind, input: input, output: output, residual: residual, eta: eta)
  }

  private func name(_ input: Generator, _ output: Generator) -> String {
    let (frame, other) = (columns.frames.input, columns.frames.output)
    func told(_ g: Generator) -> [Double] { frame.coordinates(g) }
    let isSame =
      columns.widths.input == columns.widths.output
      && norm(zip(told(input), told(output)).map { $0 - $1 }) <= 1e-6 * norm(told(input))
    let moves = { (g: Generator) in g.matrix.contains { $0 != 0 } || g.offset.contains { $0 != 0 } }
    func recognised(_ g: Generator, _ frame: MotionFrame) -> String? {
      NamedMotions.recognised(g.matrix, g.offset, length: frame.length)
    }
    if isSame || !moves(output), let name = recognised(input, frame) { return name }
    if !moves(input), let name = recognised(output, other) { return name }
    return isSame ? "affine motion" : "pair of affine motions"
  }

  private func distance(_ vector: [Double], _ space: [[Double]]) -> Double {
    var rest = vector
    for basis in space {
      let along = dot(rest, basis)
      for i in rest.indices { rest[i] -= along * basis[i] }
    }
    return norm(rest)
  }
}
