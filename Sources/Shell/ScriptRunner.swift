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

  /// Alone, or with the other processes that a launcher has started.
  func run() -> Int32 {
    let together: RankedRun?
    do throws(LaunchError) { together = try RankedRun.joined(options) } catch {
      error.tell()
      return (error.isUsage ? ExitStatus.usage : .error).rawValue
    }
    let status = run(together)
    together?.end(status)
    return status
  }

  private func run(_ together: RankedRun?) -> Int32 {
    if options.lsp { return LanguageServer(reading: options.allowRead, settings: options.settings).run() }
    if options.installJupyter { return KernelSpecification(options: options).install() }
    if let path = options.jupyter { return KernelProcess(options: options, path: path).run() }
    var settings = options.settings
    settings.ranks = together?.ranks
    let console: Console
    do {
      console = try Console(options: options, rank: together?.ranks.rank)
      if together?.hears(nil) == false { return ExitStatus.error.rawValue }
    } catch {
      _ = together?.hears(error)
      return failed(error) { try? Stream.errors.write(Array("error: \($0)\n".utf8)) }
    }
    let interpreter = Interpreter(host: console, settings: settings, parameters: options.parameters)
    if options.serve { return Server(interpreter: interpreter, console: console).run() }
    interpreter.stops = options.step && !options.check
    let isTerminal = isatty(STDIN_FILENO) == 1 && together == nil
    let isDialogue = options.text == nil && options.arguments.isEmpty && isTerminal
    let endsInDialogue = isDialogue || (options.interactive && isTerminal)
    if endsInDialogue {
      Signals.takeInterrupts()
      interpreter.keepsHistory = true
    }
    let recovery = endsInDialogue ? Recovery() : nil
    if !isDialogue { console.keep(recovery) }
    if isDialogue || options.interactive { runStartup(interpreter, console) }
    var status = ExitStatus.fine
    if !isDialogue {
      do {
        let source = try together?.shared { try self.source(console) } ?? self.source(console)
        status = interpreter.run(source, checkOnly: options.check)
        interpreter.stops = false
      } catch {
        let status = failed(error) { console.report(Diagnostic(.file, $0)) }
        console.done(ExitStatus(rawValue: status) ?? .error)
        return status
      }
    }
    if !endsInDialogue || interpreter.isLeaving {
      recovery?.end()
      if status == .fine, console.hasLostLog { status = .error }
      console.done(status)
      return status.rawValue
    }
    let history = History(path: History.standardPath())
    let repl = REPL(interpreter: interpreter, console: console, history: history, recovery: recovery)
    return repl.run(isQuiet: options.quiet, mayTakeUp: isDialogue)
  }

  /// The status for what could not be read or begun, told by `tell`.
  private func failed(_ error: any Error, _ tell: (String) -> Void) -> Int32 {
    if (error as? FileError)?.isInterruption == true { return ExitStatus.interrupted.rawValue }
    tell("\(error)")
    return ExitStatus.error.rawValue
  }

  private func source(_ console: Console) throws -> Source {
    if let text = options.text { return Source(name: options.sweep == nil ? "-c" : "--sweep", bytes: Array(text.utf8)) }
    guard let file = options.arguments.first, file != "-" else {
      let input = Stream(descriptor: STDIN_FILENO, path: "standard input")
      return Source(name: "standard input", bytes: try input.read(limit: Files.largest))
    }
    do { return Source(name: file, bytes: try Files.free.read(file)) } catch {
      guard (error as? FileError)?.isInterruption != true, let shipped = console.shipped(file) else { throw error }
      console.note("note: `\(file)` is the one that comes with nsh, \(shipped)")
      return Source(name: shipped, bytes: try Files.free.read(shipped))
    }
  }

  /// `$XDG_CONFIG_HOME/nsh/init.nsh`, if it is there; never one from the working folder.
  private func runStartup(_ interpreter: Interpreter, _ console: Console) {
    guard !options.skipStartup, let folder = FilePath.userFolder(variable: "XDG_CONFIG_HOME", fallback: ".config")
    else {
      return
    }
    let path = folder + "/nsh/init.nsh"
    guard access(path, F_OK) == 0 else { return }
    do { _ = interpreter.run(Source(name: path, bytes: try Files.free.read(path))) } catch {
      console.note("note: \(error)")
    }
  }
}
