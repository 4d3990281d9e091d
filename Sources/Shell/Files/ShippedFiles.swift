import CStart

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Data and scripts that come with nsh. They are found from where the program lies: `bin/nsh` has them in `share/nsh`, one
/// that was built in a checkout has the checkout's.
struct ShippedFiles: Sendable {
  let data: String
  let scripts: String
  /// With what makes the library for MPI.
  let mpi: String

  /// Those of this program; nil where there are none.
  static let standard: ShippedFiles? = program.flatMap(ShippedFiles.init(program:))

  /// - Parameter program: the program's own path, without links.
  init?(program: String) {
    let folder = FilePath.folder(of: program)
    let above = FilePath.folder(of: folder)
    if Self.isFolder(above + "/share/nsh/data") {
      (data, scripts) = (above + "/share/nsh/data", above + "/share/nsh/scripts")
      mpi = above + "/share/nsh/mpi"
      return
    }
    // CHECKOUT/.build/x86_64-unknown-linux-gnu/release/nsh
    let build = FilePath.folder(of: above)
    let checkout = FilePath.folder(of: build)
    guard build.dropFirst(checkout.count).drop(while: { $0 == "/" }).hasPrefix(".build"),
      Self.isFolder(checkout + "/share/data"), Self.isFolder(checkout + "/scripts")
    else { return nil }
    (data, scripts, mpi) = (checkout + "/share/data", checkout + "/scripts", checkout + "/share/mpi")
  }

  /// `iris.csv` and `data/iris.csv`, `swap.nsh` and `scripts/swap.nsh`; nil where there is no such file.
  func place(of name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.hasPrefix("~"), !name.utf8.contains(0), !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
      return nil
    }
    let rest = parts.dropFirst().joined(separator: "/")
    let candidates =
      switch parts.first {
      case "data" where parts.count > 1: [data + "/" + rest]
      case "scripts" where parts.count > 1: [scripts + "/" + rest]
      default: [data + "/" + name, scripts + "/" + name]
      }
    return candidates.first { Self.kind($0) == S_IFREG }
  }

  /// Where the program lies, without links; nil where that is not known. It is asked of /proc, else taken from how the program
  /// was started.
  static var program: String? {
    #if canImport(Glibc)
      if let path = resolved("/proc/self/exe") { return path }
    #endif
    guard let path = nsh_executable() else { return nil }
    return resolved(path)
  }

  private static func resolved(_ path: UnsafePointer<CChar>) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(validatingCString: found)
  }

  private static func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }

  private static func kind(_ path: String) -> mode_t? {
    var information = stat()
    return stat(path, &information) == 0 ? information.st_mode & S_IFMT : nil
  }
}
