import Interp

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `--log FILE`: what was run, in canonical form, appended statement by statement. The file is a script; what failed
/// stands in comments.
///
/// An entry is there whole or not at all: what a full disk cuts off is taken away again. What `undo` takes back becomes a
/// comment.
package final class Transcript {
  private struct Entry {
    let number: Int
    var text: String
    var start: off_t
    var end: off_t { start + off_t(text.utf8.count) }
  }

  let path: String
  private let mode: mode_t
  /// What this process wrote, in order.
  private var entries: [Entry] = []

  /// - Throws: `FileError` when the file cannot be written.
  package init(path: String, header: String, isPrivate: Bool = false) throws {
    (self.path, mode) = (path, isPrivate ? 0o600 : 0o666)
    try open { descriptor, size in
      let others = size > 0 ? "# nsh began anew here: what stands above is another session's.\n" : ""
      try append(Self.separator(descriptor, size) + header + others, descriptor, size)
    }
  }

  /// - Throws: `FileError`; the file is then as it was.
  package func record(_ text: String, number: Int) throws {
    try open { descriptor, size in
      let whole = Self.separator(descriptor, size) + text
      try append(whole, descriptor, size)
      entries.append(Entry(number: number, text: whole, start: max(size, 0)))
    }
  }

  /// Makes a comment of an entry; where that cannot be, because others wrote between or the file is a pipe, says so in one.
  package func withdraw(_ number: Int) throws {
    guard let i = entries.lastIndex(where: { $0.number == number }) else { return }
    try open { descriptor, size in
      let behind = entries[i...]
      let isOurs = behind.last?.end == size && zip(behind, behind.dropFirst()).allSatisfy { $0.end == $1.start }
      guard isOurs else {
        return try append(Self.comment("taken back, though it stands above: " + entries[i].text), descriptor, size)
      }
      var changed = Array(behind)
      changed[0] = Entry(number: -1, text: Self.comment("taken back: " + entries[i].text), start: entries[i].start)
      for k in changed.indices.dropFirst() { changed[k].start = changed[k - 1].end }
      try replace(behind.map(\.text).joined(), by: changed.map(\.text).joined(), at: entries[i].start, descriptor)
      entries.replaceSubrange(i..., with: changed)
    }
  }

  static func comment(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: true).map { "# \($0)\n" }.joined()
  }

  // MARK: The file

  /// Opens it anew each time, so that one that was moved away is begun again. The size is -1 where it has none: a pipe.
  private func open(_ body: (Int32, off_t) throws -> Void) throws {
    let place = try Place(path, for: "cannot write")
    if let own = place.own { return try body(own, -1) }
    let kind = try place.status(for: "cannot write").map { $0.st_mode & S_IFMT }
    let isFile = kind == nil || kind == S_IFREG
    var descriptor = isFile ? place.open(O_RDWR | O_CREAT | O_APPEND, mode: mode) : -1
    if descriptor < 0, kind == nil { throw FileError.now("cannot write", path) }
    if descriptor < 0 { descriptor = try Files.openForWriting(place, O_APPEND) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw FileError.now("cannot write", path) }
    try body(descriptor, isFile ? information.st_size : -1)
  }

  /// In one write, behind what others may have appended.
  private func append(_ text: String, _ descriptor: Int32, _ size: off_t) throws {
    let bytes = Array(text.utf8)
    do { try Stream(descriptor: descriptor, path: path, hears: size < 0).write(bytes) } catch {
      var now = stat()
      // Only where nobody wrote behind it.
      if size >= 0, fstat(descriptor, &now) == 0, now.st_size > size, now.st_size < size + off_t(bytes.count) {
        ftruncate(descriptor, size)
      }
      throw error
    }
  }

  /// In place; the old text again where the new one, which is longer, does not fit.
  private func replace(_ old: String, by new: String, at start: off_t, _ descriptor: Int32) throws {
    let stream = Stream(descriptor: descriptor, path: path, hears: false)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_APPEND)
    do {
      lseek(descriptor, start, SEEK_SET)
      try stream.write(Array(new.utf8))
    } catch {
      lseek(descriptor, start, SEEK_SET)
      try? stream.write(Array(old.utf8))
      ftruncate(descriptor, start + off_t(old.utf8.count))
      throw error
    }
  }

  /// A line end where the last writer was cut off within a line.
  private static func separator(_ descriptor: Int32, _ size: off_t) -> String {
    var last = UInt8(10)
    return size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != 10 ? "\n" : ""
  }
}
