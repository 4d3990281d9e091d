import Checked

extension String {
  /// Puts a text behind this one, in pieces between which it asks where they are long: the memory for them takes longer than they do.
  ///
  /// - Throws: `CancellationError` when the work should end; then it is as it was.
  public mutating func append(patiently text: String) throws {
    let size = utf8.count + text.utf8.count
    guard size > 1 << 26 else { return append(text) }
    var whole = ""
    whole.reserveCapacity(size)
    try whole.append(inPieces: self)
    try whole.append(inPieces: text)
    self = whole
  }

  /// The same for whoever has made room.
  public mutating func append(inPieces text: String) throws {
    var rest = text[...]
    while !rest.isEmpty {
      let piece = rest.beginning(bytes: 1 << 24)
      if piece.endIndex < text.endIndex { try Cancellation.check() }
      self += piece
      rest = rest[piece.endIndex...]
    }
  }
}

extension Substring {
  /// So many bytes, or a few less, which end with a whole scalar.
  fileprivate func beginning(bytes: Int) -> Substring {
    guard utf8.count > bytes else { return self }
    var end = utf8.index(startIndex, offsetBy: bytes)
    // Within a scalar.
    while utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return self[..<end]
  }
}
