import Archives
import Core
import Foundation
import Recordings

/// Files made by tests.
struct Written {
  var arrays: [(name: String, shape: [Int], values: [Double])] = []
  var metadata: [String: Any] = ["format": "nsh-trace", "version": 1]
  /// Of arrays that are not in double precision: F32, BF16.
  var types: [String: String] = [:]

  init() {}

  /// The arrays of a safetensors file in double precision, and its metadata, to be changed.
  init(copying file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: RecordingFiles.root.appendingPathComponent(file)))
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as! [String: Any]
    for (name, value) in header.sorted(by: { $0.key < $1.key }) {
      guard let value = value as? [String: Any] else { continue }
      if name == "__metadata__" {
        metadata =
          try JSONSerialization.jsonObject(with: Data((value["nsh_trace"] as! String).utf8)) as! [String: Any]
        continue
      }
      let (shape, span, type) = (value["shape"] as! [Int], value["data_offsets"] as! [Int], value["dtype"] as! String)
      let piece = Array(bytes[(8 + length + span[0])..<(8 + length + span[1])])
      arrays.append((name, shape, Self.numbers(piece, type)))
    }
  }

  private static func numbers(_ bytes: [UInt8], _ type: String) -> [Double] {
    func each<T>(_: T.Type, _ f: (T) -> Double) -> [Double] {
      bytes.withUnsafeBytes { raw in
        (0..<bytes.count / MemoryLayout<T>.size).map {
          f(raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self))
        }
      }
    }
    switch type {
    case "F64": return each(Double.self) { $0 }
    case "F32": return each(Float.self) { Double($0) }
    case "BF16": return each(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case "I32": return each(Int32.self) { Double($0) }
    case "I64": return each(Int64.self) { Double($0) }
    default: fatalError("not read here: \(type)")
    }
  }

  subscript(_ name: String) -> [Double] {
    get { arrays.first { $0.name == name }!.values }
    set { arrays[arrays.firstIndex { $0.name == name }!].values = newValue }
  }

  func has(_ name: String) -> Bool { arrays.contains { $0.name == name } }

  mutating func add(_ name: String, _ shape: [Int], _ values: [Double]) { arrays.append((name, shape, values)) }

  /// As safetensors: whole numbers where the name is that of labels or groups.
  var safetensors: [UInt8] {
    var (header, data): ([String: Any], [UInt8]) = ([:], [])
    for (name, shape, values) in arrays {
      let isWhole = name.hasPrefix("labels") || name.hasPrefix("groups")
      let start = data.count
      let type = isWhole ? "I64" : types[name] ?? "F64"
      for x in values {
        switch type {
        case "I64": withUnsafeBytes(of: Int64(x)) { data += $0 }
        case "F32": withUnsafeBytes(of: Float(x)) { data += $0 }
        case "BF16": withUnsafeBytes(of: Self.brain(x)) { data += $0 }
        default: withUnsafeBytes(of: x) { data += $0 }
        }
      }
      header[name] = ["dtype": type, "shape": shape, "data_offsets": [start, data.count]]
    }
    header["__metadata__"] = [
      "nsh_trace": String(decoding: try! JSONSerialization.data(withJSONObject: metadata), as: UTF8.self)
    ]
    let text = [UInt8](try! JSONSerialization.data(withJSONObject: header))
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }

  /// To the nearest number of bfloat16.
  private static func brain(_ x: Double) -> UInt16 {
    let bits = Float(x).bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }

  /// What is left of numbers in a type.
  static func rounded(_ values: [Double], _ type: String) -> [Double] {
    switch type {
    case "F32": values.map { Double(Float($0)) }
    case "BF16": values.map { Double(Float(bitPattern: UInt32(brain($0)) << 16)) }
    default: values
    }
  }

  func read(_ request: RecordingRequest = RecordingRequest()) throws -> RecordedProcess {
    try RecordingFiles.read([(name: "written.safetensors", bytes: MemoryBytes(safetensors))], request)
  }
}
