extension NetworkFile {
  /// Writes one JSON object with its keys in alphabetical order, and a newline, piece by piece.
  ///
  /// - Parameter put: takes the pieces.
  /// - Throws: `EngineError` where a number is infinite or none; `CancellationError`; what `put` throws.
  public func write(to put: @escaping ([UInt8]) throws -> Void) throws {
    var writer = JSONWriter(put)
    try write(to: &writer)
    writer.newline()
    try writer.finish()
  }

  /// The same, the object alone.
  public func write(to writer: inout JSONWriter) throws {
    try writer.object { w in
      if let centre { try w.member("centre") { try $0.numbers(centre) } }
      try w.member("clusters") { try $0.array(clusters) { try $0.string($1) } }
      if let columns { try w.member("columns") { try $0.array(columns) { try $0.string($1) } } }
      try w.member("dest") { try $0.array(dest) { try $0.numbers($1) } }
      try w.member("head") { try $0.string(head) }
      try w.member("label") { try $0.array(label) { try $0.integer($1) } }
      try w.member("lam") { try $0.number(lam) }
      try w.member("network") { try $0.array(network) { try $0.string($1) } }
      if let seed { try w.member("seed") { try $0.integer(seed) } }
      if let size { try w.member("size") { try $0.numbers(size) } }
      try w.member("theta") { try $0.array(theta) { try $0.numbers($1) } }
      try w.member("tokens") { try $0.integer(tokens) }
      if let training { try w.member("training") { try training.write(to: &$0) } }
      if let weights { try w.member("weights") { try $0.numbers(weights) } }
      try w.member("x0") { try $0.array(x0) { try $0.numbers($1) } }
    }
  }

  /// The same as a whole.
  public func bytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write { bytes += $0 }
    return bytes
  }
}
