/// Very many points: smaller ones that are seen through, so that where they lie densely is darker.
enum Crowd {
  /// More points of a panel than this cover each other.
  private static let few = 3000.0

  static func look(_ shape: Mark.Shape, _ style: Style, of count: Int) -> (Mark.Shape, Style) {
    guard Double(count) > few, [.dot, .speck, .disc, .square, .triangle, .diamond].contains(shape) else {
      return (shape, style)
    }
    var style = style
    style.opacity *= max(0.2, few / Double(count))
    return (.speck, style)
  }
}
