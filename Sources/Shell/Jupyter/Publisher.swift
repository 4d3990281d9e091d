import Dispatch
import Display
import Limits
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a kernel tells all who listen: what runs, what it shows, whether it is busy.
///
/// Text is said at once where none was said just before; else it is gathered for a moment, so that a loop that prints gives few messages.
/// Nothing is thrown away where listeners are slow: who speaks waits for them.
final class Publisher: Sendable {
  private struct State {
    var isOpen = true
    /// What was not said yet, of one stream.
    var text = ""
    var name = ""
    var parent: [UInt8] = []
    var lastSaid = DispatchTime(uptimeNanoseconds: 0)
    var hasLost = false
  }

  private let socket: Socket
  private let wire: Wire
  private let state = Mutex(State())
  private let written = DispatchSemaphore(value: 0)

  /// In microseconds.
  private static let moment: UInt32 = 50_000
  private static let longest = 1 << 16
  /// A listener that takes nothing for so long is not waited for: it may have been stopped.
  private static let patience = 10.0

  init(_ socket: Socket, _ wire: Wire) { (self.socket, self.wire) = (socket, wire) }

  /// False where there is no thread for what is gathered.
  func open() -> Bool {
    Thread.start { [self] in
      while true {
        written.wait()
        usleep(Self.moment)
        while written.wait(timeout: .now()) == .success {}
        guard state.withLock({ $0.isOpen }) else { return }
        flush()
      }
    }
  }

  func publish(_ type: String, _ content: [String: JSON], parent: [UInt8]) {
    let frames = wire.frames(to: [Array(type.utf8)], type, parent: parent, content)
    state.withLock { state in
      flush(&state)
      send(frames, &state, isDispensable: type != "status")
    }
  }

  /// Text of a stream: `stdout` or `stderr`.
  func write(_ text: String, to name: String, parent: [UInt8]) {
    state.withLock { state in
      if state.name != name || state.parent != parent { flush(&state) }
      (state.name, state.parent) = (name, parent)
      state.text += text
      let isQuiet = DispatchTime.now() >= state.lastSaid + .microseconds(Int(clamping: Self.moment))
      if isQuiet || state.text.utf8.count >= Self.longest { flush(&state) } else { written.signal() }
    }
  }

  func flush() { state.withLock { flush(&$0) } }

  func close() {
    state.withLock { state in
      guard state.isOpen else { return }
      flush(&state)
      state.isOpen = false
      socket.close()
      written.signal()
    }
  }

  private func flush(_ state: inout State) {
    guard !state.text.isEmpty else { return }
    let content: [String: JSON] = ["name": .string(state.name), "text": .string(state.text)]
    let frames = wire.frames(to: [Array("stream".utf8)], "stream", parent: state.parent, content)
    state.text = ""
    state.lastSaid = .now()
    send(frames, &state, isDispensable: true)
  }

  /// - Parameter isDispensable: whether an interrupt ends the wait. Whether a kernel is busy is told in any case.
  private func send(_ frames: [[UInt8]], _ state: inout State, isDispensable: Bool) {
    guard state.isOpen else { return }
    let end = ContinuousClock.now + .seconds(state.hasLost ? 0 : Self.patience)
    while !socket.send(frames) {
      guard ContinuousClock.now < end, !(isDispensable && Signals.isInterrupted) else {
        if !state.hasLost { Complaint.say("a listener takes nothing: what is shown from here on may be lost") }
        state.hasLost = true
        return
      }
      usleep(1000)
    }
    state.hasLost = false
  }
}

/// What a kernel says to whoever started it: its standard error.
enum Complaint {
  static func say(_ text: String) {
    try? Stream.errors.write(Array("nsh: \(Visible.line(text))\n".utf8))
  }
}
