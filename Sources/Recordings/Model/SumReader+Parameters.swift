import Archives
import Core
import Limits

extension SumReader {
  /// Parameters of the first part, their gradients added.
  static func parameters(
    _ files: [(name: String, arrays: ArrayFile)], _ parts: [SummedRecording.Part]
  ) throws -> [String: Recording.Parameter] {
    let first = Recording.parameters(files[0].arrays)
    guard parts.count > 1 || parts[0].unit != 1 else { return first }
    var all: [String: Recording.Parameter] = [:]
    for (name, parameter) in first.sorted(by: { $0.key < $1.key }) {
      try Cancellation.check()
      guard let gradient = parameter.gradient else {
        all[name] = parameter
        continue
      }
      try MemoryLimit.present.require(8 * Double(gradient.count), for: "the sum of `dp.\(name)`")
      var sum = [Double](repeating: 0, count: gradient.count)
      for part in parts {
        guard let other = part.arrays["dp." + name], other.shape == gradient.shape else {
          throw EngineError(.badRecording, "\(part.file) has no dp.\(name) like that of \(parts[0].file)")
        }
        for (i, x) in try other.numbers().enumerated() { sum[i] += x * part.unit }
        if let value = parameter.value {
          guard let same = part.arrays["p." + name], same.shape == value.shape, try same.numbers() == value.numbers()
          else {
            throw EngineError(
              .badRecording,
              "p.\(name) of \(part.file) is not that of \(parts[0].file): they are no parts of one recording")
          }
        }
      }
      all[name] = Recording.Parameter(
        name: name, value: parameter.value,
        gradient: RecordedArray(
          name: gradient.name, shape: gradient.shape, storage: .float64,
          bytes: MemoryBytes(sum.withUnsafeBytes { Array($0) })))
    }
    return all
  }
}
