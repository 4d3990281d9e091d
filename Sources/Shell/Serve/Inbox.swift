import Checked
import Dispatch
import Limits
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The requests that have come and were not answered yet. They are read on a thread of their own, so that an interrupt is
/// heard while another is being answered.
final class Inbox: Sendable {
  enum Item: Sendable {
    case request(Request)
    /// Interrupted before it began.
    case withdrawn(Request)
    case refused(Refusal)
  }

  private struct State {
    var items: [Item] = []
    /// The id of what is being answered.
    var running: String?
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)
  /// A longer line is no request, in bytes.
  private let longest: Int

  init(longest: Int) { self.longest = longest }

  /// Begins to read; false where there is no thread for it.
  func open(_ descriptor: Int32) -> Bool { Thread.start { self.read(descriptor) } }

  /// The next one, waited for; nil at the end of the input. It counts as running until `finish()`.
  func next() -> Item? {
    arrivals.wait()
    return state.withLock { state in
      guard !state.items.isEmpty else { return nil }
      let item = state.items.removeFirst()
      // What was interrupted was another.
      Signals.forget()
      if case .request(let request) = item { state.running = request.id }
      return item
    }
  }

  /// Nothing runs. To be called before the last answer is given: who has read it may mean the next by `true`.
  func finish() { state.withLock { $0.running = nil } }

  // MARK: On the reader's thread

  private func put(_ item: Item) {
    state.withLock { $0.items.append(item) }
    arrivals.signal()
  }

  private func receive(_ line: [UInt8]) {
    if line.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) { return }
    do throws(Refusal) {
      let request = try Request(line)
      if case .interrupt(let id) = request.task { interrupt(id) }
      put(.request(request))
    } catch { put(.refused(error)) }
  }

  /// What runs hears it at once; what waits is withdrawn.
  private func interrupt(_ id: String?) {
    state.withLock { state in
      if let running = state.running, id == nil || id == running { return Signals.told(SIGINT) }
      for (i, item) in state.items.enumerated() {
        guard case .request(let request) = item, id == nil || request.id == id else { continue }
        state.items[i] = .withdrawn(request)
        // Whatever runs: the next that would.
        if id == nil { return }
      }
    }
  }

  private func read(_ descriptor: Int32) {
    var line: [UInt8] = []
    var isTooLong = false
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while let got = Stream.some(of: descriptor, into: &chunk), got > 0 {
      var rest = chunk[..<got]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        if !isTooLong { receive(line + rest[..<end]) }
        line = []
        isTooLong = false
        rest = rest[(end + 1)...]
      }
      line += rest
      if line.count > longest {
        if !isTooLong { put(.refused(Refusal(id: nil, "a request is longer than \(longest) bytes"))) }
        isTooLong = true
        line = []
      }
    }
    if !isTooLong { receive(line) }
    arrivals.signal()
  }
}
