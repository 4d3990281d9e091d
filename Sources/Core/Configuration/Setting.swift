/// A number that something of a catalogue takes: a lens's height, an optimiser's momentum. It is declared beside what it
/// is for, with the default that holds where none is given; the language makes an option of it.
public struct Setting: Sendable, Hashable {
  /// Which numbers it may be; a fraction is from 0 and below 1.
  public enum Domain: Sendable { case finite, positive, notNegative, fraction, count, angle }

  public let name: String
  public let domain: Domain
  public let summary: String
  public let standard: Double

  public init(_ name: String, _ domain: Domain, _ summary: String, default standard: Double) {
    (self.name, self.domain, self.summary, self.standard) = (name, domain, summary, standard)
  }
}

/// The numbers given for some settings; the others have their defaults.
public struct SettingValues: Sendable {
  private var given: [Setting: Double]

  public init(_ given: [Setting: Double] = [:]) { self.given = given }

  public subscript(_ setting: Setting) -> Double { given[setting] ?? setting.standard }
}

/// Something of a catalogue, made of its settings.
public protocol Configurable: Sendable {
  static var name: String { get }
  static var settings: [Setting] { get }
  init(_ values: SettingValues)
}

extension [Setting] {
  /// Each once, in the order in which they first occur.
  public var distinct: [Setting] {
    var seen = Set<Setting>()
    return filter { seen.insert($0).inserted }
  }
}
