extension Array<UInt8> {
  /// The first byte that is not UTF-8; nil where all are.
  public var firstInvalid: Int? {
    if String(validating: self, as: UTF8.self) != nil { return nil }
    var (decoder, place) = (UTF8.ForwardParser(), 0)
    var rest = makeIterator()
    while true {
      switch decoder.parseScalar(from: &rest) {
      case .valid(let unit): place += unit.count
      case .error, .emptyInput: return place
      }
    }
  }

  /// U+FEFF at the start of a text, which means nothing there.
  public static var byteOrderMark: [UInt8] { [0xEF, 0xBB, 0xBF] }
}
