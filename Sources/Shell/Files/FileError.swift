import Display

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file could not be read or written, in a sentence for the user.
package struct FileError: Error, Equatable, CustomStringConvertible {
  package let message: String
  /// Ctrl-C came while the file was waited for.
  var isInterruption = false
  /// There is nothing of the name, or it lies out of bounds.
  var isMissing = false
  package var description: String { message }

  init(_ message: String) { self.message = message }

  static let interrupted: FileError = {
    var error = FileError("interrupted")
    error.isInterruption = true
    return error
  }()

  /// The sentence for `errno`: "cannot read `x`: there is no such file".
  static func now(_ action: String, _ path: String, _ code: Int32 = errno) -> FileError {
    var error = FileError(action, path, reason(code))
    error.isMissing = code == ENOENT || code == ENOTDIR
    return error
  }

  init(_ action: String, _ path: String, _ reason: String) { self.init("\(action) `\(Self.shown(path))`: \(reason)") }

  static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: return "there is no such file or folder"
    case ENOTDIR: return "a part of the path is not a folder"
    case EISDIR: return "it is a folder"
    case EACCES, EPERM: return "permission denied"
    case ENOSPC, EDQUOT: return "no space left on the device"
    case EROFS: return "the file system is read-only"
    case EFBIG: return "it would be too large"
    case ENAMETOOLONG: return "the name is too long"
    case ELOOP: return "its symbolic links go round in a circle"
    case EBADF: return "it is closed"
    default: return String(cString: strerror(code))
    }
  }

  /// A path in a sentence: nothing in it moves a terminal's cursor, and it is not longer than a sentence.
  private static func shown(_ path: String) -> String {
    let scalars = path.unicodeScalars
    return Visible.line(String(String.UnicodeScalarView(scalars.prefix(200)))) + (scalars.count > 200 ? "..." : "")
  }
}
