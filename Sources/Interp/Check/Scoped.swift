/// What names stand for, scope within scope: what is said within one is forgotten with it. Nothing is copied, however much is
/// known outside.
struct Scoped<Value> {
  private var layers: [[String: Value]] = [[:]]

  subscript(_ name: String) -> Value? {
    for layer in layers.reversed() {
      if let value = layer[name] { return value }
    }
    return nil
  }

  func contains(_ name: String) -> Bool { self[name] != nil }

  mutating func set(_ name: String, _ value: Value) { layers[layers.count - 1].updateValue(value, forKey: name) }

  /// All of them, in order.
  func sorted() -> [String] { layers.reduce(into: Set<String>()) { $0.formUnion($1.keys) }.sorted() }

  mutating func open() { layers.append([:]) }

  mutating func close() { layers.removeLast() }
}

extension Scoped<Void> {
  mutating func insert(_ name: String) { set(name, ()) }

  mutating func formUnion(_ names: some Sequence<String>) { names.forEach { insert($0) } }
}
