import Dispatch
public import Interp
import Synchronization
public import Syntax

/// A host in memory that keeps all that can be seen of a run, and can say on a certain question that the person interrupts.
public final class WitnessHost: Interp.Host {
  public private(set) var shown: [String] = []
  public private(set) var told: [String] = []
  public private(set) var log: [String] = []
  public var files: [String: [UInt8]]
  public var keepsLog: Bool
  /// Says that the person interrupts after so many questions.
  public var patience = Int.max
  /// It was said.
  public private(set) var hasInterrupted = false
  /// Where files are read that are not among these.
  private let elsewhere: (String) -> [UInt8]?
  private let end: Deadline

  /// When all ends, whatever it does.
  private final class Deadline: Sendable {
    private let end: UInt64
    init(seconds: Double) { end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9) }
    var isOver: Bool { DispatchTime.now().uptimeNanoseconds > end }
  }

  public init(
    files: [String: [UInt8]] = [:], keepsLog: Bool, seconds: Double = 20,
    elsewhere: @escaping (String) -> [UInt8]? = { _ in nil }
  ) {
    (self.files, self.keepsLog, self.elsewhere, end) = (files, keepsLog, elsewhere, Deadline(seconds: seconds))
  }

  public func show(_ output: Output) {
    switch output {
    case .text(let text), .report(let text, _): shown.append(text)
    case .table(let table), .value(.table(let table)): shown.append(Value.table(table).bits)
    case .figure(let figure): shown.append("a figure " + (figure.caption ?? ""))
    case .value(let value): shown.append(value.text)
    }
  }

  public func note(_ message: String) { told.append(message) }
  public func report(_ diagnostic: Diagnostic) { told.append(diagnostic.rendered()) }
  public func progress(_ progress: Progress?) {}
  public func executed(_ lines: () -> String, number: Int) { if keepsLog { log.append(lines()) } }
  public var interruption: @Sendable () -> Bool { { [end] in end.isOver } }

  public var isInterrupted: Bool {
    patience -= 1
    if patience < 0 || patience % 16 == 0 && end.isOver { hasInterrupted = true }
    return hasInterrupted
  }

  public func read(_ path: String) throws(HostError) -> [UInt8] {
    guard let bytes = files[path] ?? elsewhere(path) else {
      throw HostError("cannot read `\(path)`: there is no such file or folder", isMissing: true)
    }
    return bytes
  }

  public func write(_ bytes: [UInt8], to path: String) throws(HostError) { files[path] = bytes }
}

extension Value {
  /// The value to its last bit; of lists that hold each other very often the first entries, of long tables the first rows.
  public var bits: String {
    var room = 20_000
    return bits(&room)
  }

  private func bits(_ room: inout Int) -> String {
    room -= 1
    func all(_ items: [Value]) -> String {
      var texts: [String] = []
      for item in items where room > 0 { texts.append(item.bits(&room)) }
      return "\(items.count): " + texts.joined(separator: ", ")
    }
    return switch self {
    case .number(let x): x.isNaN ? "nan" : String(x.bitPattern, radix: 16)
    case .vector(let v): "(" + all(v.map { .number($0) }) + ")"
    case .list(let items): "[" + all(items) + "]"
    case .record(let fields): "{" + fields.names.joined(separator: " ") + all(fields.values) + "}"
    case .table(let table): Self.bits(table)
    default: kind + " " + text
    }
  }

  private static func bits(_ table: Table) -> String {
    var lines = ["\(table.count) rows", table.headings.joined(separator: " ")]
    for row in 0..<min(table.count, 500) {
      var texts: [String] = []
      for c in table.content.columns.indices { texts.append(bits(table.cell(row, c))) }
      lines.append(texts.joined(separator: " "))
    }
    return lines.joined(separator: "\n")
  }

  private static func bits(_ cell: Table.Cell) -> String {
    guard let x = cell.number else { return cell.text }
    return Value.number(x).bits
  }
}
