import Archives
import Checked
import Core
import Limits

extension RecordedArray {
  /// Numbers from `first` on, in double precision.
  ///
  /// - Parameter room: at least `count` numbers of the storage.
  func read(
    _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer, into target: UnsafeMutablePointer<Double>
  ) throws {
    try bytes.read(at: offset + first * storage.size, into: .init(rebasing: room[..<(count * storage.size)]))
    Conversion.convert(room.baseAddress!, storage, isBigEndian: isBigEndian, count: count, to: target)
  }

  /// The same in single precision.
  func read(
    _ first: Int, count: Int, through room: UnsafeMutableRawBufferPointer, into target: UnsafeMutablePointer<Float>
  ) throws {
    try bytes.read(at: offset + first * storage.size, into: .init(rebasing: room[..<(count * storage.size)]))
    Conversion.convert(room.baseAddress!, storage, isBigEndian: isBigEndian, count: count, to: target)
  }

  /// All numbers: of what is small, such as parameters and weights.
  func numbers() throws -> [Double] {
    let count = self.count
    try MemoryLimit.present.require(Double(count) * Double(8 + storage.size), for: "the numbers of `\(name)`")
    let piece = min(count, 1 << 16)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(8, piece * storage.size), alignment: 16)
    defer { room.deallocate() }
    return try [Double](unsafeUninitializedCapacity: count) { buffer, made in
      while made < count {
        try Cancellation.check()
        let next = min(piece, count - made)
        try read(made, count: next, through: room, into: buffer.baseAddress! + made)
        made += next
      }
    }
  }

  /// The same as a matrix; nil of what is none.
  func matrix() throws -> Matrix? {
    guard shape.count == 2 else { return nil }
    return Matrix(rows: shape[0], columns: shape[1], values: try numbers())
  }

  /// An array whose first index runs fastest, as Fortran has it, laid out anew with the last index running fastest.
  func inRows() throws -> RecordedArray {
    let (size, d) = (storage.size, shape.last ?? 1)
    let lead = Array(shape.dropLast())
    let n = lead.reduce(1, *)
    guard n > 0, d > 0 else { return self }
    let scratch = Scratch()
    try scratch.require(count * size)
    // So many vectors at a time; of each number of the vectors, all are read in turn.
    let most = max(1, min(n, (32 << 20) / (d * size)))
    let plane = UnsafeMutableRawBufferPointer.allocate(byteCount: n * size, alignment: 16)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: most * d * size, alignment: 16)
    defer {
      plane.deallocate()
      block.deallocate()
    }
    for first in stride(from: 0, to: n, by: most) {
      let rows = min(most, n - first)
      let places = (0..<rows).map { Self.placeInColumns(first + $0, lead) }
      for j in 0..<d {
        try Cancellation.check()
        try bytes.read(at: offset + j * n * size, into: plane)
        for (i, place) in places.enumerated() {
          (block.baseAddress! + (i * d + j) * size).copyMemory(from: plane.baseAddress! + place * size, byteCount: size)
        }
      }
      try scratch.append(UnsafeRawBufferPointer(rebasing: block[..<(rows * d * size)]))
    }
    return RecordedArray(
      name: name, shape: shape, storage: storage, isBigEndian: isBigEndian, bytes: scratch.finished())
  }

  /// Where the vector that is number i with the last index running fastest lies with the first one running fastest.
  private static func placeInColumns(_ i: Int, _ lead: [Int]) -> Int {
    var (rest, place) = (i, 0)
    var strides = [Int](repeating: 1, count: lead.count)
    for a in lead.indices.dropFirst() { strides[a] = strides[a - 1] * lead[a - 1] }
    for a in lead.indices.reversed() {
      place += rest % lead[a] * strides[a]
      rest /= lead[a]
    }
    return place
  }
}
