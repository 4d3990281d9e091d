public import CKernel

/// A family of maps of the plane, one of which is one layer of a chain.
///
/// A family is one file: its parameters, its map and pullback, and its claim, the group under which it is closed. The
/// tests walk the catalogue and check every claim, so a new family is one file and one line in `Catalogue`.
public protocol Family: Sendable {
  /// The word after `family=`.
  var name: String { get }
  var summary: String { get }
  /// The map in the notation of the documentation.
  var formula: String { get }
  /// The same in JavaScript, for pages on which the parameters are dragged: the image of (x, y), with `p` the
  /// parameters by their stems (c, v, a, ...; s the width) and `kernel` the function of r2.
  var script: String { get }
  /// The loops of both passes through one layer in JavaScript, for pages that train: the members `forward` and `backward`
  /// of an object.
  func passScript(_ kernel: Kernel) -> String
  /// A negative control: a family that lacks a symmetry on purpose.
  var isControl: Bool { get }
  /// The standard deviation of random initial amplitudes.
  var initialAmplitude: Double { get }

  /// How the maps depend on distance; nil where they do not.
  var kernel: Kernel? { get }
  var scale: Scale? { get }
  /// The parameters of one layer, in the order in which they lie in theta.
  var parameters: [FamilyParameter] { get }
  /// The claim.
  var closure: Closure { get }
  /// The named generators under which the family is closed.
  var symmetries: [Generator] { get }

  /// The same family with another kernel and width, where it has them.
  func with(kernel: Kernel, scale: Scale) -> any Family

  /// xi_theta: how a generator of the states moves the parameters of one layer, so that the moved layer is R f R^-1.
  func action(of xi: Generator, on theta: ArraySlice<Double>) -> [Double]

  /// Which of the kernel's maps a layer is; the kernel has its formulas.
  var map: nsh_map { get }
  /// The programs of a layer that is given by a formula, owned by the family; nil for the others.
  var program: UnsafePointer<nsh_program>? { get }
}

extension Family {
  public var isControl: Bool { false }
  public var initialAmplitude: Double { 0.05 }
  public var perLayer: Int { parameters.count }
  public var symmetries: [Generator] { closure.basis }
  public var program: UnsafePointer<nsh_program>? { nil }
}

/// A family that is written in the engine: a type with one entry in the catalogue.
public protocol BuiltInFamily: Family {
  static var name: String { get }
  static var summary: String { get }
  static var formula: String { get }
  static var script: String { get }
  static var isControl: Bool { get }
  static var initialAmplitude: Double { get }

  init(kernel: Kernel, scale: Scale)
}

extension BuiltInFamily {
  public static var isControl: Bool { false }
  public static var initialAmplitude: Double { 0.05 }
  public var name: String { Self.name }
  public var summary: String { Self.summary }
  public var formula: String { Self.formula }
  public var script: String { Self.script }
  public var isControl: Bool { Self.isControl }
  public var initialAmplitude: Double { Self.initialAmplitude }
  public func with(kernel: Kernel, scale: Scale) -> any Family { Self(kernel: kernel, scale: scale) }
}

/// The width s of a family's kernel.
public struct Scale: Sendable, Equatable {
  public let value: Double
  /// Whether log s of each layer is a parameter; it then starts at `value`.
  public let isTrained: Bool

  public init(_ value: Double, isTrained: Bool = false) {
    self.value = value
    self.isTrained = isTrained
  }
}

/// One number of a layer's parameters.
public struct FamilyParameter: Sendable, Equatable {
  /// What it is to the group that acts on the layer. One coordinate of a point, and a length, are for families given by
  /// formulas.
  public enum Role: String, Sendable, CaseIterable {
    case centre, vector, matrix, scalar, logScale
    case abscissa = "x"
    case ordinate = "y"
    case length
  }

  public let name: String
  public let role: Role
  /// The name of the point, vector or matrix of which it is a part: c of cx and cy.
  public var stem: String {
    switch role {
    case .centre, .vector: String(name.dropLast())
    case .matrix: String(name.dropLast(2))
    case .scalar, .abscissa, .ordinate, .length, .logScale: name
    }
  }
  /// Whether the penalty counts it: lambda/2 (value - rest)^2.
  public let isAmplitude: Bool
  /// A constant has no gradient and no group moves it.
  public let isTrained: Bool
  /// Its value in the map that does nothing.
  public let rest: Double

  public init(
    _ name: String, _ role: Role, isAmplitude: Bool = false, isTrained: Bool = true, rest: Double = 0
  ) {
    self.name = name
    self.role = role
    self.isAmplitude = isAmplitude
    self.isTrained = isTrained
    self.rest = rest
  }
}

extension Family {
  public func action(of xi: Generator, on theta: ArraySlice<Double>) -> [Double] { roleAction(of: xi, on: theta) }

  /// The action by role: a centre moves as a point does, dc = A c + b; a vector dv = A v; a matrix dM = A M - M A; a
  /// scalar stays; log s grows by tr A / 2.
  func roleAction(of xi: Generator, on theta: ArraySlice<Double>) -> [Double] {
    let (a, b, c, d) = (xi.matrix[0], xi.matrix[1], xi.matrix[2], xi.matrix[3])
    let (value, parameters) = (Array(theta), parameters)
    var motion = [Double](repeating: 0, count: value.count)
    var i = 0
    while i < parameters.count {
      switch parameters[i].role {
      case .centre, .vector:
        let isPoint = parameters[i].role == .centre
        motion[i] = a * value[i] + b * value[i + 1] + (isPoint ? xi.offset[0] : 0)
        motion[i + 1] = c * value[i] + d * value[i + 1] + (isPoint ? xi.offset[1] : 0)
        i += 2
      case .matrix:
        let (m0, m1, m2, m3) = (value[i], value[i + 1], value[i + 2], value[i + 3])
        motion[i] = b * m2 - m1 * c
        motion[i + 1] = a * m1 + b * m3 - m0 * b - m1 * d
        motion[i + 2] = c * m0 + d * m2 - m2 * a - m3 * c
        motion[i + 3] = c * m1 - m2 * b
        i += 4
      case .scalar: i += 1
      case .abscissa, .ordinate:
        // Of a motion that does not mix the coordinates.
        let isX = parameters[i].role == .abscissa
        motion[i] = (isX ? a : d) * value[i] + xi.offset[isX ? 0 : 1]
        i += 1
      case .length:
        motion[i] = (a + d) / 2 * value[i]
        i += 1
      case .logScale:
        motion[i] = (a + d) / 2
        i += 1
      }
    }
    for i in motion.indices where !parameters[i].isTrained { motion[i] = 0 }
    return motion
  }
}
