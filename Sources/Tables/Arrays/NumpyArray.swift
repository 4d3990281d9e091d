public import Archives
import Checked
import Core
import Limits

/// An array of any shape, as numpy keeps it in a file: .npy, rows one after the other.
///
/// Source: numpy.lib.format, versions 1 to 3.
public struct NumpyArray: Sendable {
  public enum Storage: Sendable {
    case numbers([Double])
    case texts([String])
    case truths([Bool])

    var count: Int {
      switch self {
      case .numbers(let x): x.count
      case .texts(let s): s.count
      case .truths(let b): b.count
      }
    }
  }

  public let shape: [Int]
  public let storage: Storage

  public init(shape: [Int], _ storage: Storage) {
    precondition(shape.reduce(1, *) == storage.count, "as many entries as the shape says")
    (self.shape, self.storage) = (shape, storage)
  }

  public init(_ numbers: [Double]) { self.init(shape: [numbers.count], .numbers(numbers)) }
  public init(_ texts: [String]) { self.init(shape: [texts.count], .texts(texts)) }
  /// A text by itself.
  public init(text: String) { self.init(shape: [], .texts([text])) }

  /// As a file of an archive.
  public func entry(_ name: String) -> Archive.Entry {
    let (kind, width): (String, Int) =
      switch storage {
      case .numbers: ("<f8", 8)
      case .truths: ("|b1", 1)
      case .texts(let texts):
        { width in ("<U\(width)", 4 * width) }(max(1, texts.map { $0.unicodeScalars.count }.max() ?? 1))
      }
    let header = Self.header(kind, shape)
    return Archive.Entry(name: name + ".npy", size: header.count + width * storage.count) { put in
      try put(header)
      try content(width, put)
    }
  }

  /// An array of numbers that are made as they are written.
  public static func entry(
    _ name: String, shape: [Int], numbers: @escaping (_ put: ([Double]) throws -> Void) throws -> Void
  ) -> Archive.Entry {
    let header = header("<f8", shape)
    return Archive.Entry(name: name + ".npy", size: header.count + 8 * shape.reduce(1, *)) { put in
      try put(header)
      try numbers { try put(Self.bytes(of: $0)) }
    }
  }

  /// As they lie in files, eight bytes each, the least first.
  package static func bytes(of numbers: some Collection<Double>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * numbers.count)
    for x in numbers { withUnsafeBytes(of: x.bitPattern.littleEndian) { bytes.append(contentsOf: $0) } }
    return bytes
  }

  private func content(_ width: Int, _ put: ([UInt8]) throws -> Void) throws {
    let piece = max(1, (1 << 16) / width)
    for first in stride(from: 0, to: storage.count, by: piece) {
      let range = Range(from: first, upTo: min(first + piece, storage.count))
      switch storage {
      case .numbers(let x): try put(Self.bytes(of: x[range]))
      case .truths(let b): try put(b[range].map { $0 ? 1 : 0 })
      case .texts(let texts):
        try put(
          texts[range].flatMap { text -> [UInt8] in
            let own = text.unicodeScalars.flatMap { lowBytes(Int(clamping: $0.value), 4) }
            return own + [UInt8](repeating: 0, count: max(0, width - own.count))
          })
      }
    }
  }

  /// What stands before the numbers; its length is a multiple of 64, so that they lie even.
  private static func header(_ kind: String, _ shape: [Int]) -> [UInt8] {
    let list = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array("{'descr': '\(kind)', 'fortran_order': False, 'shape': (\(list)), }".utf8)
    let rest = (10 + text.count + 1) % 64
    text += [UInt8](repeating: 32, count: max(0, (64 - rest) % 64)) + [10]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + lowBytes(text.count, 2) + text
  }
}
