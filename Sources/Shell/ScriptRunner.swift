import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs what the options ask for: a text, a script, standard input, or a dialogue.
struct ScriptRunner {
  let options: Options

  func run() -> Int32 {
    let console = Console(options: options)
    do { try console.openTranscript() } catch {
      console.report(Diagnostic(.file, "\(error)"))
      return ExitStatus.error.rawValue
    }
    let interpreter = Interpreter(host: console, settings: options.settings, parameters: options.parameters)
    let isTerminal = isatty(STDIN_FILENO) == 1
    let isDialogue = options.command == nil && options.arguments.isEmpty && isTerminal
    let endsInDialogue = isDialogue || (options.interactive && isTerminal)
    if endsInDialogue { Signals.takeInterrupts() }
    if isDialogue || options.interactive { runStartup(interpreter, console) }
    var status = ExitStatus.fine
    if !isDialogue {
      do {
        status = interpreter.run(try source(), checkOnly: options.check)
      } catch {
        console.report(Diagnostic(.file, "\(error)"))
        return ExitStatus.error.rawValue
      }
    }
    if interpreter.isLeaving { return status.rawValue }
    guard endsInDialogue else { return status.rawValue }
    return REPL(interpreter: interpreter, console: console, history: History(path: History.standardPath()))
      .run(isQuiet: options.quiet)
  }

  private func source() throws -> Source {
    if let text = options.command { return Source(name: "-c", bytes: Array(text.utf8)) }
    guard let file = options.arguments.first, file != "-" else {
      return Source(name: "standard input", bytes: try Files.read(descriptor: STDIN_FILENO, path: "standard input"))
    }
    return Source(name: file, bytes: try Files.read(file))
  }

  /// `$XDG_CONFIG_HOME/nsh/init.nsh`, if it is there; never one from the working folder.
  private func runStartup(_ interpreter: Interpreter, _ console: Console) {
    guard !options.skipStartup, let folder = Files.userFolder(variable: "XDG_CONFIG_HOME", fallback: ".config") else {
      return
    }
    let path = folder + "/nsh/init.nsh"
    guard access(path, F_OK) == 0 else { return }
    do { _ = interpreter.run(Source(name: path, bytes: try Files.read(path))) } catch { console.note("note: \(error)") }
  }
}
