import Core
import Dispatch
import Foundation
import Interp
import Restricted
import Synchronization
import Syntax

/// Many trials in one process: reads requests from standard input and answers each on standard output. What breaks the
/// process is the request that has no answer.
///
///     new                        forget the workspace and all files but the given ones
///     file BYTES NAME            a file, whose bytes follow
///     drop                       forget the files
///     limit MILLISECONDS BYTES   when a text is interrupted, and what a command may allocate; holds from `new` on
///     script|check|line BYTES    run, check, or run as a dialogue's line, the text that follows
///     probe BYTES                put the text that follows to everything that the fuzzer checks
///     recordings FIRST COUNT SEED  so many trials of reading recordings, whose files are the ones given
///     recording I SEED           what such a trial reads
///     compiled FIRST COUNT SEED  so many random programs, in code and by the walk of their trees
///     program I SEED             such a program, and how it is run
///     get NAME                   a file that was written
///
/// The answer to a text is `STATUS MILLISECONDS ERRORS SHOWN` and as many bytes of errors and of what was shown; to `get`
/// it is `BYTES` and the file, or `-1`; to `recordings` it is `ACCEPTED REFUSED BYTES` and as many bytes of complaints; to
/// `recording` it is `BYTES NAME` and the file; to `compiled` and `program` it is `BYTES` and complaints, with zeros between
/// them, or the program. `drop`, `new`, `file` and `limit` have none.
@main
struct Trials {
  private let host: MemoryHost
  private var interpreter: Interpreter
  private var settings = Settings()
  private var milliseconds = 1000.0
  private let clock: Deadline
  private let requests = Requests()

  /// When a text began, and when it is to end, in nanoseconds.
  private final class Deadline: Sendable {
    private let beginning = Atomic<UInt64>(0)
    private let end = Atomic<UInt64>(.max)
    func begin(_ milliseconds: Double) {
      let now = DispatchTime.now().uptimeNanoseconds
      beginning.store(now, ordering: .relaxed)
      end.store(now + UInt64(milliseconds * 1e6), ordering: .relaxed)
    }
    var isOver: Bool { DispatchTime.now().uptimeNanoseconds > end.load(ordering: .relaxed) }
    var elapsed: Double {
      Double(DispatchTime.now().uptimeNanoseconds - beginning.load(ordering: .relaxed)) / 1e6
    }
  }

  init() {
    let clock = Deadline()
    host = MemoryHost(mayWrite: true, kept: 20_000) { clock.isOver }
    interpreter = Interpreter(host: host, settings: settings)
    self.clock = clock
  }

  static func main() {
    // The stack that a dialogue's thread has.
    let bytes = 128 << 20
    let thread = Thread {
      var trials = Trials()
      trials.settings.stack = bytes
      while let line = trials.requests.line() { trials.answer(line) }
      exit(0)
    }
    thread.stackSize = bytes
    thread.start()
    while true { sleep(1000) }
  }

  private mutating func answer(_ request: String) {
    let words = request.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    switch words[0] {
    case "new": interpreter = Interpreter(host: host, settings: settings)
    case "drop": host.files = [:]
    case "file": host.files[words[2]] = requests.take(Int(words[1])!)
    case "limit":
      milliseconds = Double(words[1])!
      settings.memory = MemoryLimit(bytes: Double(words[2])!)
    case "probe":
      Restricted.check(requests.take(Int(words[1])!))
      Requests.answer(Array("0 0 0 0\n".utf8))
    case "recordings":
      let rest = words[2].split(separator: " ")
      var trials = RecordingTrials(host.files, seed: UInt64(rest[1])!)
      for i in Int(words[1])!..<Int(words[1])! + Int(rest[0])! { trials.run(i) }
      let text = Array(trials.complaints.joined(separator: "\n").utf8)
      Requests.answer(Array("\(trials.accepted) \(trials.refused) \(text.count)\n".utf8) + text)
    case "compiled":
      let rest = words[2].split(separator: " ")
      var trials = CompiledTrials(seed: UInt64(rest[1])!)
      for i in Int(words[1])!..<Int(words[1])! + Int(rest[0])! { trials.run(i) }
      let text = Array(trials.complaints.joined(separator: "\0").utf8)
      Requests.answer(Array("\(text.count)\n".utf8) + text)
    case "program":
      let program = CompiledTrials(seed: UInt64(words[2])!).program(Int(words[1])!)
      let text = Array("\(program.way)\n\(program.text)".utf8)
      Requests.answer(Array("\(text.count)\n".utf8) + text)
    case "recording":
      let (name, bytes) = RecordingTrials(host.files, seed: UInt64(words[2])!).file(Int(words[1])!)
      Requests.answer(Array("\(bytes.count) \(name)\n".utf8) + bytes)
    case "get":
      let file = host.files[words[1]]
      Requests.answer(Array("\(file?.count ?? -1)\n".utf8) + (file ?? []))
    default: run(words[0], requests.take(Int(words[1])!))
    }
  }

  private mutating func run(_ how: String, _ bytes: [UInt8]) {
    host.forget()
    clock.begin(milliseconds)
    let source =
      how == "line" ? Source(String(decoding: bytes, as: UTF8.self)) : Source(name: "trial.nsh", bytes: bytes)
    let status = interpreter.run(source, checkOnly: how == "check").rawValue
    let elapsed = clock.elapsed
    let (errors, shown) = (Array(host.errors.utf8), Array(host.shown.utf8))
    Requests.answer(Array("\(status) \(elapsed) \(errors.count) \(shown.count)\n".utf8) + errors + shown)
  }
}
