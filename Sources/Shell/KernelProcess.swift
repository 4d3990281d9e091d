import Checked
import Core
import Interp
import Limits
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process of a kernel: its sockets, and a thread for each that must answer while another computes.
struct KernelProcess {
  let options: Options
  let path: String

  func run() -> Int32 {
    let connection: Connection
    do { connection = try Connection(path: path) } catch { return failed("\(error)", .usage) }
    guard let context = SocketContext() else {
      return failed("libzmq is not there, by which Jupyter talks to its kernels: \(ZeroMQ.advice)", .error)
    }
    // Whoever started the process may have had it ignore them: the one who sends one means it.
    Signals.takeInterrupts()
    Signals.isInteractive = true
    guard let publications = Socket(.publisher, of: context), let shell = Socket(.router, of: context),
      let control = Socket(.router, of: context), let input = Socket(.router, of: context),
      let heartbeat = Socket(.replier, of: context)
    else { return failed("the system gives no sockets", .error) }
    for (socket, channel) in [
      (publications, Connection.Channel.publications), (shell, .shell), (control, .control), (input, .stdin),
      (heartbeat, .heartbeat),
    ] {
      let error = socket.bind(connection.address(channel))
      if error != 0 { return failed(Self.reason(error, connection, channel), .usage) }
    }
    let (wire, duty) = (Wire(key: connection.key), Duty())
    let publisher = Publisher(publications, wire)
    let hearing = Control(control, publisher, wire, duty)
    guard publisher.open(), hearing.open(), Self.open(heartbeat), Self.watchParent() else {
      return failed("the system gives no threads", .error)
    }
    let host = CellHost(publisher, files: options.files, isQuiet: options.quiet)
    let interpreter = Interpreter(host: host, settings: options.settings)
    interpreter.keepsHistory = true
    Kernel(interpreter, host, publisher, wire, shell, duty).run()
    publisher.close()
    input.close()
    context.shutDown()
    context.terminate()
    return 0
  }

  private func failed(_ why: String, _ status: ExitStatus) -> Int32 {
    try? Stream.errors.write(Array("error: \(why)\n".utf8))
    return status.rawValue
  }

  private static func reason(_ error: Int32, _ connection: Connection, _ channel: Connection.Channel) -> String {
    let place = "\(channel.rawValue)_port of the connection file, \(connection.address(channel)),"
    return error == EADDRINUSE
      ? "the \(place) is taken: another program listens there"
      : "the \(place) cannot be used: \(String(cString: strerror(error)))"
  }

  /// Sends back what comes, whatever is computed meanwhile: the sign of life.
  private static func open(_ heartbeat: Socket) -> Bool {
    Thread.start {
      while case .frames(let frames) = heartbeat.receive() { _ = heartbeat.send(frames) }
      heartbeat.close()
    }
  }

  /// Jupyter's server tells its number: a kernel does not outlive it.
  private static func watchParent() -> Bool {
    guard let text = Terminal.environment("JPY_PARENT_PID"), let told = pid_t(text, radix: 10), told > 1 else {
      return true
    }
    let parent = getppid()
    // The kernel may have been started by way of another program, or within a container, where numbers mean others.
    let isKnown = kill(told, 0) == 0 || errno == EPERM
    return Thread.start {
      while getppid() == parent, !isKnown || kill(told, 0) == 0 || errno == EPERM { usleep(500_000) }
      Departure.leave(128 + SIGHUP)
    }
  }
}
