import Checked
import Core
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The thread that hears what cannot wait for a cell to end: interrupts, and the end.
final class Control: Sendable {
  private let socket: Socket
  private let publisher: Publisher
  private let wire: Wire
  private let duty: Duty

  init(_ socket: Socket, _ publisher: Publisher, _ wire: Wire, _ duty: Duty) {
    (self.socket, self.publisher, self.wire, self.duty) = (socket, publisher, wire, duty)
  }

  /// False where there is no thread for it.
  func open() -> Bool {
    Thread.start { [self] in
      while case .frames(let frames) = socket.receive() {
        do throws(Wire.Rejection) {
          if answer(try wire.message(frames)) { break }
        } catch { Complaint.say("a message was thrown away: \(error.reason)") }
      }
      socket.close()
      duty.answer()
    }
  }

  /// Gives true when it was the last.
  private func answer(_ message: KernelMessage) -> Bool {
    var content: [String: JSON] = ["status": "ok"]
    var isEnded = true
    switch message.type {
    // At once, and then what is said of it.
    case "interrupt_request": duty.interrupt()
    case "shutdown_request":
      content["restart"] = .bool(message.flag("restart", else: false))
      isEnded = duty.leave()
    case "kernel_info_request": content = KernelInformation.content
    default:
      let why = "nsh's kernel has no \(message.type) here"
      content = ["status": "error", "ename": "bad-request", "evalue": .string(why), "traceback": .list([.string(why)])]
    }
    publisher.publish("status", ["execution_state": "busy"], parent: message.header)
    if let type = message.reply {
      _ = socket.send(wire.frames(to: message.identities, type, parent: message.header, content))
      if message.type == "shutdown_request" { publisher.publish(type, content, parent: message.header) }
    }
    publisher.publish("status", ["execution_state": "idle"], parent: message.header)
    if !isEnded {
      // What runs does not come to its end. What was said leaves meanwhile.
      usleep(100_000)
      Departure.leave(0)
    }
    return message.type == "shutdown_request"
  }
}
