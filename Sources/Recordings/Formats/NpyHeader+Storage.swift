import Archives

extension NpyHeader {
  /// How the numbers lie; or why they are not read.
  func storage(as name: inout String) -> Result<(Storage, isBigEndian: Bool), Refusal> {
    let (order, kind) = (type.first ?? "|", type.drop { "<>|=".contains($0) })
    let isDisguised = name.hasSuffix("!bf16")
    if isDisguised { name = String(name.dropLast(5)) }
    if kind == "V2" || kind == "u2" && isDisguised { return .success((.bfloat16, order == ">")) }
    if kind.first == "O" {
      return .failure(Refusal("holds Python objects (a pickle), which are never loaded: save numbers"))
    }
    if kind.first == "U" || kind.first == "S" {
      return .failure(Refusal("holds texts: classes are numbers from 0, and their words stand in label_names"))
    }
    guard let storage = Self.storages[String(kind)] else { return .failure(Refusal("is \(type.prefix(20))")) }
    return .success((storage, order == ">"))
  }

  struct Refusal: Error {
    let why: String
    init(_ why: String) { self.why = why }
  }

  private static let storages: [String: Storage] = [
    "f8": .float64, "f4": .float32, "f2": .float16, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
  ]
}
