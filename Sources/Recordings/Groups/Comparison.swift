import Checked
import Core

/// The same charge in two recordings of models of the same shape.
public struct ComparedCharge: Sendable {
  public let kind: ChargeKind
  /// The state's number in the first file.
  public let state: Int
  /// |Q| and its standard error over the groups, relative to the recording's own scale.
  public let first: (level: Double, error: Double)
  public let second: (level: Double, error: Double)
  /// |Q/scale - Q'/scale'|, of the whole charge.
  public let difference: Double
  /// The difference in units of its standard error, sqrt(error^2 + error'^2): of noise it is about 1.
  public var errors: Double { difference / Self.error(first.error, second.error) }

  private static func error(_ a: Double, _ b: Double) -> Double { norm([a, b]) }
}

/// Levels of a kind of charge over the states, with their errors.
public struct ChargeLevels: Sendable {
  public let numbers: [Int]
  public let levels: [Double]
  public let errors: [Double]
}

extension RecordedProcess {
  /// Relative to the scale of the kind, the mean over the states of sum |g| or sum |g||x|.
  public func levels(_ kind: ChargeKind) -> ChargeLevels {
    let states = moments.states[moments.stretch]
    let scale = conservation.scales[kind] ?? .nan
    return ChargeLevels(
      numbers: moments.stretch.map { model.numbers[$0] }, levels: states.map { relative($0.size(kind), scale) },
      errors: states.map { relative($0.standardError(kind, groups: moments.groups), scale) })
  }

  private func relative(_ size: Double, _ scale: Double) -> Double { size == 0 ? 0 : size / scale }

  /// Why the charges of two recordings are not the same, in words; nil where they are.
  public func obstacle(to other: RecordedProcess) -> String? {
    let (a, b) = (moments.stretch, other.moments.stretch)
    if a.count != b.count {
      return "one has charges at \(a.count) states and the other at \(b.count): they are of different models"
    }
    let (d, e) = (model.widths[a.lowerBound], other.model.widths[b.lowerBound])
    if d != e { return "their states have \(d) and \(e) numbers: they are of different models" }
    let (names, others) = (Self.names(self), Self.names(other))
    if !names.isEmpty, !others.isEmpty, names != others, let k = names.indices.first(where: { names[$0] != others[$0] })
    {
      return
        "state \(model.numbers[a.lowerBound + k]) is \(names[k]) in one and \(others[k]) in the other: they are of different models, or of other places in it"
    }
    return nil
  }

  /// The modules that the states of the stretch come from; empty where the file does not name them all.
  private static func names(_ process: RecordedProcess) -> [String] {
    let (names, numbers) = (process.model.metadata.states, process.model.numbers)
    let found = process.moments.stretch.compactMap { k in
      names.indices.contains(numbers[k]) ? names[numbers[k]] : nil
    }
    return found.count == process.moments.stretch.count ? found : []
  }

  /// The charges of one kind side by side. Nothing may stand in the way.
  public func compared(_ kind: ChargeKind, with other: RecordedProcess) -> [ComparedCharge] {
    let (mine, theirs) = (levels(kind), other.levels(kind))
    let (scale, otherScale) = (conservation.scales[kind] ?? .nan, other.conservation.scales[kind] ?? .nan)
    return mine.levels.indices.map { i in
      let a = moments.states[moments.stretch.lowerBound + i].charge(kind, over: scale)
      let b = other.moments.states[other.moments.stretch.lowerBound + i].charge(kind, over: otherScale)
      return ComparedCharge(
        kind: kind, state: mine.numbers[i], first: (mine.levels[i], mine.errors[i]),
        second: (theirs.levels[i], theirs.errors[i]), difference: norm(zip(a, b).map { $0 - $1 }))
    }
  }
}

extension StateSums {
  /// All numbers of a kind's charge, relative to a scale.
  fileprivate func charge(_ kind: ChargeKind, over scale: Double) -> [Double] {
    let numbers =
      switch kind {
      case .translations: moment.vector
      case .linear: moment.matrix.values
      case .rotations: moment.matrix.antisymmetric.values
      case .dilation: [moment.matrix.trace]
      }
    return numbers.map { $0 == 0 ? 0 : $0 / scale }
  }
}
