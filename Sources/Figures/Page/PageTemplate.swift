/// A page's file: a template in which words and data take their places.
enum PageTemplate {
  static func fill(
    _ template: [UInt8], script: [UInt8], _ words: [(String, String)], styles: [(String, [UInt8])] = [], data: JSON
  ) -> [UInt8] {
    let values = Dictionary(uniqueKeysWithValues: words.map { ($0, Array(Markup.escaped($1).utf8)) } + styles)
    var result: [UInt8] = []
    // {{name}} is replaced; nothing that is put in is looked at again.
    var rest = template[...]
    while let open = rest.firstRange(of: Array("{{".utf8)),
      let close = rest[open.upperBound...].firstRange(of: Array("}}".utf8))
    {
      result += rest[..<open.lowerBound]
      switch String(decoding: rest[Range(from: open.upperBound, upTo: close.lowerBound)], as: UTF8.self) {
      case "style": result += PackageResources.page_css
      case "code": result += squeezed(script)
      case "data": result += Array(data.text.utf8)
      case let name: result += values[name] ?? []
      }
      rest = rest[close.upperBound...]
    }
    return result + rest
  }

  /// Without comments that have lines of their own, and without indentation.
  private static func squeezed(_ script: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var isComment = false
    for line in script.split(separator: UInt8(ascii: "\n")) {
      let text = line.drop { $0 == UInt8(ascii: " ") }
      let begins = text.starts(with: Array("/*".utf8))
      if isComment || begins {
        isComment = text.firstRange(of: Array("*/".utf8)) == nil
      } else if !text.starts(with: Array("//".utf8)) {
        result += text + [UInt8(ascii: "\n")]
      }
    }
    return result
  }
}
