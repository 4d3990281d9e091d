extension Definition {
  /// f(x, n = 2); of a function without a name its text.
  public var usage: String {
    if isAnonymous { return Printer.text(lambda: self) }
    let written = parameters.enumerated().map { i, parameter in
      parameter.text + (standard(of: i).map { " = " + Printer.text($0) } ?? "")
    }
    return "\(name.text)(\(written.joined(separator: ", ")))"
  }

  /// What messages call it: its name, or a short piece of its text.
  public var title: String {
    guard isAnonymous else { return name.text }
    let text = usage
    return text.count <= 40 ? text : text.prefix(37) + "..."
  }
}
