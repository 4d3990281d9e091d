import Checked
import Core
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// MPI, by the library that tools/mpi-shim makes of share/mpi/nsh-mpi.c against the machine's own: what MPI's types and
/// constants are is known there alone, so that one nsh works with any.
struct MPIShim {
  private typealias Number = @convention(c) () -> Int32
  private typealias Text = @convention(c) () -> UnsafePointer<CChar>?
  private typealias Name = @convention(c) (UnsafeMutablePointer<CChar>, Int32) -> Void
  private typealias Begin = @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> Int32
  private typealias Gather =
    @convention(c) (UnsafeRawPointer?, UnsafeMutableRawPointer?, UnsafePointer<Int64>) -> Int32
  private typealias Broadcast = @convention(c) (UnsafeMutableRawPointer?, Int64, Int32) -> Int32
  private typealias Leave = @convention(c) () -> Void
  private typealias Abort = @convention(c) (Int32) -> Void

  static let protocolNumber: Int32 = 1
  static let fileName = "libnsh-mpi.so"
  /// Names another place.
  static let variable = "NSH_MPI"

  let path: String
  private let error: Text
  private let library: Name
  private let join: Begin
  private let gathering: Gather
  private let broadcasting: Broadcast
  private let poll: Number
  private let leave: Leave
  private let abortion: Abort

  /// - Throws: `LaunchError` where there is none, or it is none of this nsh.
  init(_ launch: Launch) throws(LaunchError) {
    let places = Self.places
    guard let path = places.first(where: { access($0, F_OK) == 0 }) else {
      throw LaunchError(
        message:
          "\(launch.launcher) has started nsh \(launch.size) times, and there is no \(Self.fileName) by which they could "
          + "work together",
        help: "\(Self.maker) makes it; --no-mpi lets each run by itself", isCommon: true)
    }
    // Plug-ins of MPI look for its names.
    guard let handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
      throw LaunchError(
        message: "cannot open `\(path)`: \(dlerror().map { String(cString: $0) } ?? "unknown reason")",
        help: "was it made on this machine, with the MPI that is loaded now? \(Self.maker) makes it anew")
    }
    func symbol<T>(_ name: String, _ type: T.Type) throws(LaunchError) -> T {
      guard let symbol = dlsym(handle, "nsh_mpi_" + name) else { throw Self.foreign(path, "it has no nsh_mpi_\(name)") }
      return unsafeBitCast(symbol, to: type)
    }
    let number = try symbol("protocol", Number.self)()
    guard number == Self.protocolNumber else {
      throw Self.foreign(path, "its version is \(number), not \(Self.protocolNumber)")
    }
    self.path = path
    error = try symbol("error", Text.self)
    library = try symbol("library", Name.self)
    join = try symbol("begin", Begin.self)
    gathering = try symbol("gather", Gather.self)
    broadcasting = try symbol("broadcast", Broadcast.self)
    poll = try symbol("poll", Number.self)
    leave = try symbol("end", Leave.self)
    abortion = try symbol("abort", Abort.self)
  }

  private static func foreign(_ path: String, _ why: String) -> LaunchError {
    LaunchError(
      message: "`\(path)` does not belong to this nsh: \(why)", help: "\(maker) makes it anew")
  }

  /// The script that makes it, where it lies beside this nsh.
  private static var maker: String { ShippedFiles.standard.map { $0.mpi + "/mpi-shim" } ?? "mpi-shim" }

  /// Where it may lie: where the variable says; beside nsh, the user's own, that of the whole machine.
  private static var places: [String] {
    if let path = Terminal.environment(variable), !path.isEmpty { return [path.contains("/") ? path : "./" + path] }
    let own = FilePath.userFolder(variable: "XDG_DATA_HOME", fallback: ".local/share").map { [$0 + "/nsh"] } ?? []
    let folder = ShippedFiles.program.map(FilePath.folder)
    let folders = (folder.map { [$0] } ?? []) + own + (folder.map { [FilePath.folder(of: $0) + "/lib/nsh"] } ?? [])
    return folders.map { $0 + "/" + fileName }
  }

  // MARK: What it does

  /// What MPI says of itself: "Open MPI v4.1.4".
  var title: String {
    var name = [CChar](repeating: 0, count: 256)
    library(&name, 256)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var failure: String { error().map { String(cString: $0) } ?? "" }

  /// Comes back when all have joined.
  func begin() -> (rank: Int, size: Int)? {
    var (rank, size): (Int32, Int32) = (0, 0)
    return join(&rank, &size) == 0 ? (Int(clamping: rank), Int(clamping: size)) : nil
  }

  func gather(_ own: UnsafeRawBufferPointer, _ counts: [Int64], _ all: UnsafeMutableRawBufferPointer) -> Bool {
    gathering(own.baseAddress, all.baseAddress, counts) == 0
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) -> Bool {
    broadcasting(bytes.baseAddress, Int64(clamping: bytes.count), Int32(clamping: root)) == 0
  }

  /// Nil where MPI has failed.
  var isDone: Bool? {
    let answer = poll()
    return answer < 0 ? nil : answer > 0
  }

  func end() { leave() }
  func abort(_ status: Int32) { abortion(status) }
}
