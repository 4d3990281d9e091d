import Core
import Limits
import Syntax

extension Function {
  /// Functions of functions.
  static let mapping: [Function] = [
    Function(
      name: "map", parameters: ["f", "values", "more..."],
      summary: "a function's value for every entry; of several lists as long as each other, for their entries together",
      example: .init("print map(x -> x^2, 1..3) map((x, y) -> x*y, [1, 2], [3, 4])", shows: "[1, 4, 9] [3, 8]"),
      isPure: false
    ) { arguments, session in
      let f = try arguments[0].callable("map", of: arguments.count - 1)
      let lists = try arguments.dropFirst().map { try session.entries($0) }
      if let other = lists.first(where: { $0.count != lists[0].count }) {
        throw ArgumentError(message: "these lists have \(lists[0].count) and \(other.count) entries")
      }
      return try .nest(
        session.evaluating { e in
          guard lists.count == 1 else {
            return try patiently(lists[0].count, every: 64) { i in try e.call(f, lists.map { $0[i] }, at: f.name.span) }
          }
          var results: [Value] = []
          results.reserveCapacity(lists[0].count)
          try e.call(f, forEach: lists[0], at: f.name.span) { results.append($1) }
          return results
        })
    }.also("apply"),
    Function(
      name: "filter", parameters: ["f", "values"], summary: "the entries for which a function is true",
      example: .init("print filter(n -> n % 2 == 1, 1..5)", shows: "[1, 3, 5]"), isPure: false
    ) { arguments, session in
      let f = try arguments[0].callable("filter", of: 1)
      let (entries, span) = (try session.entries(arguments[1]), f.name.span)
      let kept = try session.evaluating { e in
        var kept: [Value] = []
        try e.call(f, forEach: entries, at: span) { if try $1.truth(at: span) { kept.append($0) } }
        return kept
      }
      return .list(kept.contains(where: \.isQuantity) ? try kept.map { try session.settled($0) } : kept)
    }.also("grep"),
    Function(
      name: "fold", parameters: ["f", "values", "start"],
      summary: "f(... f(f(start, first), second) ..., last): what a function makes of all entries one after the other",
      example: .init("print fold((total, x) -> total + x^2, 1..3, 0)", shows: "14"), isPure: false
    ) { arguments, session in
      let f = try arguments[0].callable("fold", of: 2)
      let (entries, start) = (try session.entries(arguments[1]), try session.settled(arguments[2]))
      return try session.evaluating { e in
        var value = start
        for entry in entries { value = try e.call(f, [value, entry], at: f.name.span) }
        return value
      }
    }.also("reduce", "accumulate"),
  ]
}
