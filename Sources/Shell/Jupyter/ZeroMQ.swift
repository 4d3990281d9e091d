#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// libzmq, by which Jupyter's programs talk. It is opened when the first socket is made: no other session needs it, and what it brings
/// with it takes longer than all the rest of the start.
struct ZeroMQ: Sendable {
  typealias Pointer = UnsafeMutableRawPointer
  private typealias Maker = @convention(c) () -> Pointer?
  private typealias Ender = @convention(c) (Pointer?) -> Int32

  let newContext: @convention(c) () -> Pointer?
  let shutDown: @convention(c) (Pointer?) -> Int32
  let terminate: @convention(c) (Pointer?) -> Int32
  let newSocket: @convention(c) (Pointer?, Int32) -> Pointer?
  let close: @convention(c) (Pointer?) -> Int32
  let setOption: @convention(c) (Pointer?, Int32, UnsafeRawPointer?, Int) -> Int32
  let bind: @convention(c) (Pointer?, UnsafePointer<CChar>) -> Int32
  let send: @convention(c) (Pointer?, UnsafeRawPointer?, Int, Int32) -> Int32
  let poll: @convention(c) (Pointer?, Int32, CLong) -> Int32
  let error: @convention(c) () -> Int32
  let beginMessage: @convention(c) (Pointer?) -> Int32
  let receiveMessage: @convention(c) (Pointer?, Pointer?, Int32) -> Int32
  let messageBytes: @convention(c) (Pointer?) -> Pointer?
  let messageSize: @convention(c) (Pointer?) -> Int
  let messageHasMore: @convention(c) (Pointer?) -> Int32
  let endMessage: @convention(c) (Pointer?) -> Int32

  #if canImport(Glibc)
    private static let names = ["libzmq.so.5"]
    static let advice = "apt install libzmq5"
  #else
    private static let names = ["/opt/homebrew/lib/libzmq.5.dylib", "/usr/local/lib/libzmq.5.dylib", "libzmq.5.dylib"]
    static let advice = "brew install zeromq"
  #endif

  /// Nil where it is not installed.
  static let library: ZeroMQ? = {
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else { return nil }
    func function<F>(_ name: String, _ type: F.Type = F.self) -> F? {
      dlsym(handle, "zmq_" + name).map { unsafeBitCast($0, to: type) }
    }
    guard let newContext: Maker = function("ctx_new"), let shutDown: Ender = function("ctx_shutdown"),
      let terminate: Ender = function("ctx_term"), let close: Ender = function("close"),
      let newSocket: @convention(c) (Pointer?, Int32) -> Pointer? = function("socket"),
      let setOption: @convention(c) (Pointer?, Int32, UnsafeRawPointer?, Int) -> Int32 = function("setsockopt"),
      let bind: @convention(c) (Pointer?, UnsafePointer<CChar>) -> Int32 = function("bind"),
      let send: @convention(c) (Pointer?, UnsafeRawPointer?, Int, Int32) -> Int32 = function("send"),
      let poll: @convention(c) (Pointer?, Int32, CLong) -> Int32 = function("poll"),
      let error: @convention(c) () -> Int32 = function("errno"),
      let beginMessage: Ender = function("msg_init"), let endMessage: Ender = function("msg_close"),
      let receiveMessage: @convention(c) (Pointer?, Pointer?, Int32) -> Int32 = function("msg_recv"),
      let messageBytes: @convention(c) (Pointer?) -> Pointer? = function("msg_data"),
      let messageSize: @convention(c) (Pointer?) -> Int = function("msg_size"),
      let messageHasMore: Ender = function("msg_more")
    else { return nil }
    return ZeroMQ(
      newContext: newContext, shutDown: shutDown, terminate: terminate, newSocket: newSocket, close: close,
      setOption: setOption, bind: bind, send: send, poll: poll, error: error, beginMessage: beginMessage,
      receiveMessage: receiveMessage, messageBytes: messageBytes, messageSize: messageSize,
      messageHasMore: messageHasMore, endMessage: endMessage)
  }()
}

/// What the sockets of a process have in common.
struct SocketContext: @unchecked Sendable {
  fileprivate let zmq: ZeroMQ
  fileprivate let pointer: ZeroMQ.Pointer

  /// Nil where the library is missing, or the system gives no more.
  init?() {
    guard let zmq = ZeroMQ.library, let pointer = zmq.newContext() else { return nil }
    (self.zmq, self.pointer) = (zmq, pointer)
  }

  /// Whoever waits at a socket hears that it is closed.
  func shutDown() { _ = zmq.shutDown(pointer) }

  /// Waits until all sockets are closed, and what they had to send is sent or was given up.
  func terminate() {
    while zmq.terminate(pointer) != 0, zmq.error() == EINTR {}
  }
}

/// One end of a connection. Used by one thread at a time.
struct Socket: @unchecked Sendable {
  enum Kind: Int32 {
    case publisher = 1
    case replier = 4
    case router = 6
  }

  enum Received {
    case frames([[UInt8]])
    case nothing
    case closed
  }

  private enum Option: Int32 {
    case linger = 17
    case largestMessage = 22
    case queuedToSend = 23
    case isIPv6 = 42
    case handsOver = 56
    case refusesWhenFull = 69
  }

  private static let waitsNot: Int32 = 1
  private static let more: Int32 = 2
  /// ETERM, a number of libzmq's own.
  private static let isOver: Int32 = 156_384_765

  private let zmq: ZeroMQ
  private let pointer: ZeroMQ.Pointer

  /// A message from outside is no larger than this; it is read before its signature is known.
  static let largestMessage = 256 << 20
  /// How many milliseconds what was said last is kept, at the end, for those who did not take it yet.
  private static let linger: Int32 = 1000

  init?(_ kind: Kind, of context: SocketContext) {
    guard let pointer = context.zmq.newSocket(context.pointer, kind.rawValue) else { return nil }
    (zmq, self.pointer) = (context.zmq, pointer)
    set(.linger, Self.linger)
    set(.largestMessage, Int64(clamping: Self.largestMessage))
    set(.isIPv6, Int32(1))
    switch kind {
    case .publisher: set(.refusesWhenFull, Int32(1))
    case .router:
      // Who comes again by the same name takes its place, and no answer is thrown away.
      set(.handsOver, Int32(1))
      set(.queuedToSend, Int32(0))
    case .replier: break
    }
  }

  private func set<T: FixedWidthInteger>(_ option: Option, _ value: T) {
    withUnsafePointer(to: value) { _ = zmq.setOption(pointer, option.rawValue, $0, MemoryLayout<T>.size) }
  }

  /// Gives the error's number; zero where it listens there now.
  func bind(_ address: String) -> Int32 { zmq.bind(pointer, address) == 0 ? 0 : zmq.error() }

  func close() { _ = zmq.close(pointer) }

  /// The frames of the next message.
  func receive(waits: Bool = true) -> Received {
    var frames: [[UInt8]] = []
    return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { memory in
      let message = memory.baseAddress
      while true {
        _ = zmq.beginMessage(message)
        defer { _ = zmq.endMessage(message) }
        while zmq.receiveMessage(message, pointer, waits || !frames.isEmpty ? 0 : Self.waitsNot) < 0 {
          let error = zmq.error()
          if error == EAGAIN { return .nothing }
          if error != EINTR { return .closed }
        }
        frames.append(Array(UnsafeRawBufferPointer(start: zmq.messageBytes(message), count: zmq.messageSize(message))))
        if zmq.messageHasMore(message) == 0 { return .frames(frames) }
      }
    }
  }

  /// False where it would have to wait, or is closed. A message goes whole or not at all.
  func send(_ frames: [[UInt8]]) -> Bool {
    for (i, frame) in frames.enumerated() {
      let flags = Self.waitsNot | (i + 1 < frames.count ? Self.more : 0)
      while frame.withUnsafeBytes({ zmq.send(pointer, $0.baseAddress, $0.count, flags) }) < 0 {
        if zmq.error() != EINTR { return false }
      }
    }
    return true
  }

  /// Whether a message has come, and whether the descriptor can be read: what comes first, or neither of both within so many milliseconds.
  /// Nil when the socket is closed.
  func wait(or descriptor: Int32, milliseconds: Int = -1) -> (isAsked: Bool, isWoken: Bool)? {
    // zmq_pollitem_t: a socket, a descriptor, which events, which came.
    let size = MemoryLayout<UInt>.size + 8
    return withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 16) { memory in
      func place(_ item: Int) -> Int { item * size + MemoryLayout<UInt>.size }
      for item in 0..<2 {
        memory.storeBytes(of: item == 0 ? UInt(bitPattern: pointer) : 0, toByteOffset: item * size, as: UInt.self)
        memory.storeBytes(of: item == 0 ? -1 : descriptor, toByteOffset: place(item), as: Int32.self)
        memory.storeBytes(of: 1, toByteOffset: place(item) + 4, as: Int16.self)
        memory.storeBytes(of: 0, toByteOffset: place(item) + 6, as: Int16.self)
      }
      while zmq.poll(memory.baseAddress, 2, milliseconds) < 0 {
        if zmq.error() != EINTR { return nil }
      }
      func came(_ item: Int) -> Bool { memory.load(fromByteOffset: place(item) + 6, as: Int16.self) != 0 }
      return (came(0), came(1))
    }
  }
}
