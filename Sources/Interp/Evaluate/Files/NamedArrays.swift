import Archives
import Checked
import Core
import Limits
import Tables

/// Arrays with names, and texts about them, as a file: numpy's archive, or safetensors.
///
/// Sources: numpy.lib.format; https://huggingface.co/docs/safetensors: eight bytes with the header's length, the header in JSON, and
/// the arrays one after the other, without gaps.
struct NamedArrays {
  struct Array {
    enum Content {
      /// Numbers that are made as they are written, row by row.
      case numbers((_ put: ([Double]) throws -> Void) throws -> Void)
      /// For each entry the place of its name, from 0.
      case labels([Int], names: [String])
    }

    let name: String
    let shape: [Int]
    let content: Content

    init(_ name: String, shape: [Int], _ numbers: @escaping (_ put: ([Double]) throws -> Void) throws -> Void) {
      (self.name, self.shape, content) = (name, shape, .numbers(numbers))
    }

    init(_ name: String, _ numbers: [Double]) { self.init(name, shape: [numbers.count]) { try $0(numbers) } }

    init(_ name: String, labels: [Int], names: [String]) {
      (self.name, shape, content) = (name, [labels.count], .labels(labels, names: names))
    }

    var size: Int { 8 * shape.reduce(1, *) }
  }

  typealias Put = ([UInt8]) throws -> Void

  var arrays: [Array] = []
  /// Names and texts, in the order in which they are written.
  var texts: [(name: String, text: String)] = []

  func write(ending: String, _ put: Put) throws {
    try ending == ".npz" ? writeNumpy(put) : writeSafetensors(put)
  }

  // MARK: numpy

  /// Labels are their names; what is said of the arrays are texts among them.
  private func writeNumpy(_ put: Put) throws {
    let entries = arrays.map { array in
      switch array.content {
      case .numbers(let numbers): NumpyArray.entry(array.name, shape: array.shape, numbers: numbers)
      case .labels(let labels, let names): NumpyArray(labels.map { names[$0] }).entry(array.name)
      }
    }
    try Archive.write(entries + texts.map { NumpyArray(text: $0.text).entry($0.name) }, put)
  }

  // MARK: safetensors

  /// Its metadata has texts alone; the names of an array `label` are there as `labels`, a list in JSON.
  private func writeSafetensors(_ put: Put) throws {
    let header = try safetensorsHeader()
    try put(lowBytes(header.count, 8) + header)
    for array in arrays {
      switch array.content {
      case .numbers(let numbers):
        try numbers { some in
          try Cancellation.check()
          try put(NumpyArray.bytes(of: some))
        }
      case .labels(let labels, _):
        for first in stride(from: 0, to: labels.count, by: 4096) {
          try Cancellation.check()
          try put(labels[Range(from: first, upTo: min(first + 4096, labels.count))].flatMap { lowBytes($0, 8) })
        }
      }
    }
  }

  /// A multiple of eight bytes long, so that the numbers lie even.
  private func safetensorsHeader() throws -> [UInt8] {
    var header = try Self.json { w in
      try w.object { w in
        try w.member("__metadata__") { w in
          try w.object { w in for (name, text) in try texts + names() { try w.member(name) { try $0.string(text) } } }
        }
        var place = 0
        for array in arrays {
          try w.member(array.name) { try Self.describe(array, at: place, &$0) }
          place += array.size
        }
      }
    }
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return header
  }

  private static func describe(_ array: Array, at place: Int, _ w: inout JSONWriter) throws {
    let type = if case .labels = array.content { "I64" } else { "F64" }
    try w.object { w in
      try w.member("dtype") { try $0.string(type) }
      try w.member("shape") { try $0.array(array.shape) { try $0.integer($1) } }
      try w.member("data_offsets") { try $0.array([place, place + array.size]) { try $0.integer($1) } }
    }
  }

  private func names() throws -> [(name: String, text: String)] {
    try arrays.compactMap { array in
      guard case .labels(_, let names) = array.content else { return nil }
      let list = try Self.json { try $0.array(names) { try $0.string($1) } }
      return (array.name + "s", String(decoding: list, as: UTF8.self))
    }
  }

  /// JSON that lies in memory as a whole.
  static func json(_ content: (inout JSONWriter) throws -> Void) throws -> [UInt8] {
    let text = Text()
    var writer = JSONWriter { text.bytes += $0 }
    try content(&writer)
    try writer.finish()
    return text.bytes
  }

  private final class Text { var bytes: [UInt8] = [] }
}
