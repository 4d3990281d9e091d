import Foundation

/// numpy's arrays and archives, byte by byte.
enum Npy {
  /// - Parameter type: `<f8`, `>f4`, `|V2`, `<u2` (both bfloat16).
  static func array(_ values: [Double], _ shape: [Int], _ type: String, _ isFortran: Bool) -> [UInt8] {
    let text =
      "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(shape.map(String.init).joined(separator: ", ")),), }\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0] + little(text.utf8.count, 2) + Array(text.utf8)
    for i in 0..<values.count {
      let x = values[isFortran ? place(i, shape) : i]
      let number: [UInt8]
      switch type.last {
      case "8": number = little(x.bitPattern, 8)
      case "4": number = little(UInt64(Float(x).bitPattern), 4)
      default: number = little(UInt64(Float(x).bitPattern >> 16), 2)
      }
      bytes += type.first == ">" ? number.reversed() : number
    }
    return bytes
  }

  /// Where the number that is i-th with the first index running fastest lies with the last one running fastest.
  private static func place(_ i: Int, _ shape: [Int]) -> Int {
    var (rest, index) = (i, [Int]())
    for n in shape {
      index.append(rest % n)
      rest /= n
    }
    return zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  private static func little(_ x: UInt64, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: x >> (8 * UInt64($0))) }
  }
  private static func little(_ x: Int, _ size: Int) -> [UInt8] { little(UInt64(x), size) }

  /// Stored members.
  ///
  /// - Parameters:
  ///   - isWide: sizes and places stand in zip64's extra fields and records.
  ///   - padding: bytes of an extra field before each member, so that numbers lie at any place.
  static func archive(_ members: [(String, [UInt8])], isWide: Bool = false, padding: Int = 0) -> [UInt8] {
    var (bytes, directory) = ([UInt8](), [UInt8]())
    let none = little(0xFFFF_FFFF, 4)
    for (name, data) in members {
      let (start, sum) = (bytes.count, little(UInt64(checksum(data)), 4))
      let sizes = isWide ? none + none : little(data.count, 4) + little(data.count, 4)
      let own = isWide ? little(1, 2) + little(16, 2) + little(data.count, 8) + little(data.count, 8) : []
      let extra =
        own + (padding > 0 ? little(0x4E53, 2) + little(padding, 2) + [UInt8](repeating: 0, count: padding) : [])
      let fixed = little(isWide ? 45 : 20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + sum
      bytes += little(0x0403_4B50, 4) + fixed + sizes + little(name.utf8.count, 2) + little(extra.count, 2)
      bytes += Array(name.utf8) + extra + data
      let wide =
        isWide ? little(1, 2) + little(24, 2) + little(data.count, 8) + little(data.count, 8) + little(start, 8) : []
      directory += little(0x0201_4B50, 4) + little(20, 2) + fixed + sizes + little(name.utf8.count, 2)
      directory += little(wide.count, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
      directory += (isWide ? none : little(start, 4)) + Array(name.utf8) + wide
    }
    let place = bytes.count
    bytes += directory
    if isWide {
      let record = bytes.count
      bytes += little(0x0606_4B50, 4) + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 4) + little(0, 4)
      bytes += little(members.count, 8) + little(members.count, 8) + little(directory.count, 8) + little(place, 8)
      bytes += little(0x0706_4B50, 4) + little(0, 4) + little(record, 8) + little(1, 4)
    }
    let count = isWide ? little(0xFFFF, 2) : little(members.count, 2)
    bytes += little(0x0605_4B50, 4) + little(0, 4) + count + count
    bytes += isWide ? none + none : little(directory.count, 4) + little(place, 4)
    return bytes + little(0, 2)
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ rest >> 1 : rest >> 1 }
    }
  }
}
