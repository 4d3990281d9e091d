import Checked
import Core
import Dispatch
import Display
import Limits
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The messages that have come and were not dealt with. They are read on a thread of their own, so that an edit or a
/// cancellation is heard while a text is being checked.
final class Mailbox: Sendable {
  enum Item: Sendable {
    case message(Message)
    /// Cancelled before its turn came.
    case withdrawn(id: String)
    /// The editor is gone.
    case end
  }

  /// What the work that goes on is for.
  enum Work: Equatable, Sendable {
    case nothing
    /// Texts are checked: ended by whatever changes one.
    case check
    case request(id: String, isCheck: Bool)
  }

  private struct State {
    var items: [Item] = []
    var work = Work.nothing
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)
  private let wish = Atomic<Bool>(false)
  private let parent = Atomic<Int32>(0)
  private let longest: Int

  init(longest: Int) { self.longest = longest }

  /// Whether the present work should end.
  var isAsked: Bool { wish.load(ordering: .relaxed) }

  /// The process that started this one, as it says: without it there is nobody to answer.
  func watch(_ process: Int32) { parent.store(process, ordering: .relaxed) }

  func open(_ descriptor: Int32) -> Bool { Thread.start { self.read(descriptor) } }

  /// The next one; nil where none has come and it should not be waited for.
  func next(waits: Bool) -> Item? {
    if waits { arrivals.wait() } else if arrivals.wait(timeout: .now()) != .success { return nil }
    return state.withLock { $0.items.isEmpty ? nil : $0.items.removeFirst() }
  }

  /// Work begins; nothing asks yet for its end, but what has come and would.
  func begin(_ work: Work) {
    state.withLock { state in
      state.work = work
      let isOver =
        switch work {
        case .nothing: false
        case .check, .request(_, isCheck: true): state.items.contains(where: Self.endsChecks)
        case .request: false
        }
      wish.store(isOver, ordering: .relaxed)
    }
  }

  func finish() { begin(.nothing) }

  // MARK: On the reader's thread

  private static func endsChecks(_ item: Item) -> Bool {
    switch item {
    case .end: true
    case .message(.notification(let method, _)):
      ["textDocument/didChange", "textDocument/didOpen", "textDocument/didClose", "exit"].contains(method)
    case .message(.request(_, let method, _)): method == "shutdown"
    default: false
    }
  }

  private func put(_ item: Item) {
    state.withLock { state in
      if Self.endsChecks(item) {
        switch state.work {
        case .check, .request(_, isCheck: true): wish.store(true, ordering: .relaxed)
        default: break
        }
      }
      state.items.append(item)
    }
    arrivals.signal()
  }

  private func cancel(_ id: String) {
    state.withLock { state in
      if case .request(id, _) = state.work { return wish.store(true, ordering: .relaxed) }
      for (i, item) in state.items.enumerated() {
        if case .message(.request(id, _, _)) = item { state.items[i] = .withdrawn(id: id) }
      }
    }
  }

  private func receive(_ message: Message) {
    guard case .notification("$/cancelRequest", let params) = message else { return put(.message(message)) }
    switch params?["id"] {
    case .number(let x): cancel(x.text)
    case .string(let text): cancel(Visible.json(text))
    default: break
    }
  }

  private func read(_ descriptor: Int32) {
    var frames = Frames(longest: longest)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while isReady(descriptor), let got = Stream.some(of: descriptor, into: &chunk), got > 0 {
      frames.append(chunk[..<got])
      while let item = frames.next() {
        switch item {
        case .body(let body): receive(Message(body))
        case .fault(let why): put(.message(.fault(RPCError(.parse, why), id: nil)))
        }
      }
    }
    if frames.isUnfinished { put(.message(.fault(RPCError(.parse, "the input ends within a message"), id: nil))) }
    put(.end)
  }

  /// Waits for what comes; false once the parent is gone, which may leave the pipe open to others.
  private func isReady(_ descriptor: Int32) -> Bool {
    var source = pollfd(fd: descriptor, events: Int16(clamping: POLLIN), revents: 0)
    while poll(&source, 1, 2000) == 0 {
      let process = parent.load(ordering: .relaxed)
      if process > 0, kill(process, 0) != 0, errno == ESRCH { return false }
    }
    return true
  }
}
