import Checked
import Core
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `nsh --jupyter FILE`: a kernel, which runs the cells of a notebook (docs/notebooks.md). Requests are answered in order, each by one
/// reply; what cells show goes to all who listen.
final class Kernel {
  let interpreter: Interpreter
  let host: CellHost
  let publisher: Publisher
  let wire: Wire
  let socket: Socket
  let duty: Duty
  /// Of the last cell that was counted.
  private(set) var count = 0
  let entries = CellHistory()
  /// What has come and is not answered yet.
  private var waiting: [KernelMessage] = []

  /// Requests that come within so many milliseconds of a cell's failure were on their way, and are given up with it.
  private static let onTheWay = 10
  /// An interrupt and the request that it means are no further apart.
  private static let apart = 10

  init(
    _ interpreter: Interpreter, _ host: CellHost, _ publisher: Publisher, _ wire: Wire, _ socket: Socket, _ duty: Duty
  ) {
    (self.interpreter, self.host, self.publisher, self.wire) = (interpreter, host, publisher, wire)
    (self.socket, self.duty) = (socket, duty)
  }

  /// Answers until it is told to leave.
  func run() {
    publisher.publish("status", ["execution_state": "starting"], parent: [])
    while !interpreter.isLeaving, let message = next() { answer(message) }
    socket.close()
    duty.finish()
  }

  // MARK: What comes

  /// The next request; nil when it is time to leave.
  private func next() -> KernelMessage? {
    while !duty.isLeaving {
      if !waiting.isEmpty { return waiting.removeFirst() }
      if duty.isAsked, !take(within: Self.apart) {
        // There is nothing that could have been meant.
        duty.settle()
        continue
      }
      guard let came = socket.wait(or: Signals.wakeUp) else { return nil }
      if came.isWoken { Signals.drain() }
      if came.isAsked { _ = take(within: 0) }
    }
    return nil
  }

  /// Takes what comes within so many milliseconds. False where nothing does.
  private func take(within milliseconds: Int) -> Bool {
    let count = waiting.count
    guard socket.wait(or: -1, milliseconds: milliseconds)?.isAsked == true else { return false }
    while case .frames(let frames) = socket.receive(waits: false) {
      do throws(Wire.Rejection) { waiting.append(try wire.message(frames)) } catch {
        Complaint.say("a message was thrown away: \(error.reason)")
      }
    }
    return waiting.count > count
  }

  // MARK: Answers

  private func answer(_ message: KernelMessage) {
    busy(message) {
      guard message.content != nil else { return refuse(message, "its content is no JSON in UTF-8") }
      // What was interrupted was another.
      if message.type != "execute_request", !duty.isAsked { Signals.forget() }
      switch message.type {
      case "execute_request": return execute(message)
      case "kernel_info_request": reply(message, KernelInformation.content)
      case "complete_request": complete(message)
      case "inspect_request": inspect(message)
      case "is_complete_request": reply(message, Self.completeness(message.text("code") ?? ""))
      case "history_request": reply(message, entries.answer(message))
      case "comm_info_request": reply(message, ["status": "ok", "comms": .object([:])])
      case "comm_open": closeComm(message)
      default: if message.reply != nil { refuse(message, "nsh's kernel has no \(message.type)") }
      }
    }
  }

  /// Tells that it works, and that it has done so.
  private func busy(_ message: KernelMessage, _ body: () -> Void) {
    publisher.publish("status", ["execution_state": "busy"], parent: message.header)
    body()
    publisher.publish("status", ["execution_state": "idle"], parent: message.header)
  }

  func reply(_ message: KernelMessage, _ content: [String: JSON]) {
    guard let type = message.reply else { return }
    _ = socket.send(wire.frames(to: message.identities, type, parent: message.header, content))
  }

  private func refuse(_ message: KernelMessage, _ why: String) {
    let error = Diagnostic(.badRequest, why, exitStatus: .usage)
    reply(message, CellHost.error(error).merging(["status": "error", "execution_count": .count(count)]) { $1 })
  }

  /// Nobody here would answer what is said on it.
  private func closeComm(_ message: KernelMessage) {
    guard let id = message.text("comm_id") else { return }
    publisher.publish("comm_close", ["comm_id": .string(id), "data": .object([:])], parent: message.header)
  }

  // MARK: Cells

  private func execute(_ message: KernelMessage) {
    guard let code = message.text("code") else { return refuse(message, "`code` is missing, or no string") }
    let isSilent = message.flag("silent", else: false)
    let isCounted = !isSilent && message.flag("store_history", else: true)
    if isCounted { count += 1 }
    let wasInterrupted = duty.begin()
    host.begin(parent: message.header, count: count, isSilent: isSilent)
    if !isSilent {
      publisher.publish(
        "execute_input", ["code": .string(code), "execution_count": .count(count)], parent: message.header)
    }
    var status = ExitStatus.interrupted
    if wasInterrupted {
      host.report(.interruption())
    } else {
      status = run(Source(code, label: isCounted ? "cell [\(count)]" : "cell"))
    }
    var content: [String: JSON] = ["user_expressions": .object([:])]
    if status == .fine { content["user_expressions"] = expressions(message.content?["user_expressions"]) }
    let errors = host.end()
    duty.end()
    if wasInterrupted { duty.settle() }
    if isCounted { entries.add(code, count) }
    content.merge(outcome(status, errors)) { $1 }
    content["execution_count"] = .count(count)
    let isStopping = status != .fine && message.flag("stop_on_error", else: true)
    let aborted = isStopping ? withdrawn() : []
    reply(message, content)
    for other in aborted { busy(other) { reply(other, ["status": "aborted"]) } }
  }

  private func run(_ source: Source) -> ExitStatus {
    var status = interpreter.run(source)
    // What `redo` left is run as in a dialogue.
    while status == .fine, !interpreter.isLeaving, let next = interpreter.takeEntered() {
      status = interpreter.run(Source(next, label: source.label))
    }
    return status
  }

  private func outcome(_ status: ExitStatus, _ errors: [Diagnostic]) -> [String: JSON] {
    if status == .fine {
      let goodbye: JSON = .object(["source": "ask_exit", "keepkernel": .bool(false)])
      return ["status": "ok", "payload": .list(interpreter.isLeaving ? [goodbye] : [])]
    }
    // A training that was left says itself how far it went.
    let error =
      errors.first
      ?? (status == .interrupted
        ? .interruption() : Diagnostic(.fault, "the cell ended with status \(status.rawValue)"))
    return CellHost.error(error).merging(["status": "error", "payload": .list([])]) { $1 }
  }

  /// The cells behind one that failed: those that were asked for before its failure could be known. Others stay.
  private func withdrawn() -> [KernelMessage] {
    for _ in 0..<100 where !take(within: Self.onTheWay) { break }
    let cells = waiting.filter { $0.type == "execute_request" }
    waiting.removeAll { $0.type == "execute_request" }
    return cells
  }

  /// What expressions have for values now, each by the name that was given to it.
  private func expressions(_ asked: JSONText?) -> JSON {
    var answers: [String: JSON] = [:]
    for (name, value) in asked?.members ?? [] {
      guard let text = value.text else { continue }
      let (shown, errors) = host.taking { _ = interpreter.run(Source(text, label: "user_expressions")) }
      if let error = errors.first {
        answers[name] = .object(CellHost.error(error).merging(["status": "error"]) { $1 })
      } else {
        let bundle = shown.lazy.compactMap { MediaBundle($0) }.first ?? MediaBundle(text: "")
        answers[name] = .object(bundle.members.merging(["status": "ok"]) { $1 })
      }
    }
    return .object(answers)
  }

  // MARK: Help

  /// Where the cursor is, in bytes; it comes in code points.
  private func cursor(_ message: KernelMessage, in code: String) -> Int {
    message.content?["cursor_pos"]?.count.flatMap { TextUnit.codepoint.byte(of: $0, in: code) } ?? code.utf8.count
  }

  private func complete(_ message: KernelMessage) {
    let code = message.text("code") ?? ""
    let found = interpreter.complete(line: code, cursor: cursor(message, in: code))
    reply(
      message,
      [
        "status": "ok", "matches": .list(found.candidates.map(JSON.string)), "metadata": .object([:]),
        "cursor_start": .count(TextUnit.codepoint.place(of: found.range.lowerBound, in: code)),
        "cursor_end": .count(TextUnit.codepoint.place(of: found.range.upperBound, in: code)),
      ])
  }

  private func inspect(_ message: KernelMessage) {
    let code = message.text("code") ?? ""
    let found = interpreter.explanation(code, at: cursor(message, in: code))
    let data: [String: JSON] = found.map { ["text/plain": .string($0.text)] } ?? [:]
    reply(
      message,
      ["status": "ok", "found": .bool(found != nil), "data": .object(data), "metadata": .object([:])])
  }

  private static func completeness(_ code: String) -> [String: JSON] {
    switch Interpreter.completeness(of: code) {
    case .whole: ["status": "complete"]
    case .wrong: ["status": "invalid"]
    case .beginning(let indent): ["status": "incomplete", "indent": .string(indent)]
    }
  }
}
