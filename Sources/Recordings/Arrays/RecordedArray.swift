public import Archives

/// An array in a file: its numbers lie one behind the other, the last index first, and are read when they are needed.
public struct RecordedArray: Sendable {
  public let name: String
  public let shape: [Int]
  public let storage: Storage
  /// Whether the most significant byte stands first.
  let isBigEndian: Bool
  let bytes: any ByteSource
  /// Where the numbers begin.
  let offset: Int

  public init(
    name: String, shape: [Int], storage: Storage, isBigEndian: Bool = false, bytes: any ByteSource, offset: Int = 0
  ) {
    (self.name, self.shape, self.storage) = (name, shape, storage)
    (self.isBigEndian, self.bytes, self.offset) = (isBigEndian, bytes, offset)
  }

  /// How many numbers it has. Readers have checked that the product is a number.
  public var count: Int { shape.reduce(1, *) }
  /// The last axis.
  public var width: Int { shape.last ?? 1 }
  /// How many vectors of that width it has.
  public var rows: Int { shape.dropLast().reduce(1, *) }
  /// "24 x 12 x 6"
  public var shapeText: String { shape.isEmpty ? "one number" : shape.map(String.init).joined(separator: " x ") }

  /// The same under another name or shape.
  func renamed(_ name: String, shape: [Int]? = nil) -> RecordedArray {
    RecordedArray(
      name: name, shape: shape ?? self.shape, storage: storage, isBigEndian: isBigEndian, bytes: bytes, offset: offset)
  }
}
