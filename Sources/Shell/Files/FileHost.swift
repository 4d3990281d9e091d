import Archives
import Interp
import Sweeps

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A host whose files are those of the disk, and whose commands end by signals and at the limit of memory.
protocol FileHost: Host {
  var files: Files { get }
  /// A file was written whole.
  func wrote(_ path: String)
}

extension FileHost {
  var isInterrupted: Bool { Signals.isInterrupted || MemoryWatch.isFull }
  var interruption: @Sendable () -> Bool { { Signals.isInterrupted || MemoryWatch.isFull } }
  var isOutOfMemory: Bool { MemoryWatch.isFullNow }
  func settleMemory() { MemoryWatch.settle() }

  func read(_ path: String) throws(HostError) -> [UInt8] {
    do { return try files.read(path) } catch { throw HostError(error) }
  }

  func open(_ path: String) throws(HostError) -> any ByteSource {
    do { return try files.open(path) } catch { throw HostError(error) }
  }

  func shipped(_ name: String) -> String? { files.shipped(name) }

  func store(_ path: String?, creates: Bool) throws -> RunStore {
    do { return try files.store(path, creates: creates) } catch let error as FileError { throw HostError(error) }
  }

  var machine: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(validating: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) ?? ""
  }

  func list(_ folder: String, beginning: String) -> [(name: String, isFolder: Bool)] {
    files.list(folder, beginning: beginning)
  }

  func write(_ bytes: [UInt8], to path: String) throws(HostError) {
    do { try files.write(bytes, to: path) } catch { throw HostError(error) }
    wrote(path)
  }

  func write(to path: String, _ content: (_ put: @escaping ([UInt8]) throws -> Void) throws -> Void) throws {
    do { try files.write(to: path, content) } catch let error as FileError { throw HostError(error) }
    wrote(path)
  }
}

extension HostError {
  init(_ error: any Error) {
    let told = error as? FileError
    self.init("\(error)", isInterruption: told?.isInterruption == true, isMissing: told?.isMissing == true)
  }
}
