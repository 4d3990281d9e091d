import Checked
import Core
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `nsh --serve`: requests from standard input, one JSON object a line, are answered in order on standard output, each by
/// objects with its id, the last of which is `done`. An interrupt is heard while another is being answered.
struct Server {
  let interpreter: Interpreter
  let console: Console

  static let protocolVersion = 1
  private static let longest = 64 << 20

  func run() -> Int32 {
    // Whoever started the process may have had it ignore them: the one who sends one means it.
    Signals.takeInterrupts()
    Signals.isInteractive = true
    interpreter.keepsHistory = true
    let inbox = Inbox(longest: Self.longest)
    guard inbox.open(STDIN_FILENO) else {
      console.report(Diagnostic(.file, "there is no thread to read requests"))
      return ExitStatus.error.rawValue
    }
    while !interpreter.isLeaving, let item = inbox.next() {
      switch item {
      case .request(let request):
        let status = answer(request)
        inbox.finish()
        console.done(status, isLeaving: interpreter.isLeaving)
      case .withdrawn(let request):
        console.objects = request.objects
        console.report(.interruption())
        console.done(.interrupted)
      case .refused(let refusal): refuse(refusal)
      }
    }
    return console.hasLostLog ? ExitStatus.error.rawValue : 0
  }

  private func refuse(_ refusal: Refusal) {
    var objects = JSONLines()
    objects.id = refusal.id ?? "null"
    console.objects = objects
    console.report(Diagnostic(.badRequest, refusal.message, exitStatus: .usage))
    console.done(.usage)
  }

  private func answer(_ request: Request) -> ExitStatus {
    let objects = request.objects
    console.objects = objects
    var status = ExitStatus.fine
    switch request.task {
    case .run(let text): status = run(text)
    case .check(let text): status = check(text)
    case .complete(let place): console.say(completion(place, objects))
    case .inspect(let place): console.say(inspection(place, objects))
    case .needsMore(let text):
      console.say(objects.answer("needsMore", ["value": .bool(Interpreter.needsMore(text))]))
    case .interrupt: break
    case .version:
      console.say(objects.answer("version", ["version": .string(version), "protocol": .count(Self.protocolVersion)]))
    }
    return status
  }

  private func run(_ text: String) -> ExitStatus {
    var status = interpreter.run(Source(text))
    // What `edit` and `redo` left is run as in a dialogue.
    while status == .fine, !interpreter.isLeaving, let next = interpreter.takeEntered() {
      status = interpreter.run(Source(next))
    }
    return status
  }

  private func check(_ text: String) -> ExitStatus {
    guard let errors = interpreter.diagnostics(Source(text)) else {
      console.report(.interruption())
      return .interrupted
    }
    errors.forEach(console.report)
    return errors.isEmpty ? .fine : .error
  }

  private func completion(_ place: Request.Place, _ objects: JSONLines) -> String {
    let found = interpreter.complete(line: place.text, cursor: place.byte)
    return objects.answer(
      "completions", range(found.range, place).merging(["candidates": .list(found.candidates.map(JSON.string))]) { $1 })
  }

  private func inspection(_ place: Request.Place, _ objects: JSONLines) -> String {
    guard let found = interpreter.explanation(place.text, at: place.byte) else {
      return objects.answer("inspection", ["found": .bool(false), "text": .null])
    }
    return objects.answer(
      "inspection", range(found.range, place).merging(["found": .bool(true), "text": .string(found.text)]) { $1 })
  }

  private func range(_ bytes: Range<Int>, _ place: Request.Place) -> [String: JSON] {
    [
      "start": .count(place.unit.place(of: bytes.lowerBound, in: place.text)),
      "end": .count(place.unit.place(of: bytes.upperBound, in: place.text)),
    ]
  }
}
