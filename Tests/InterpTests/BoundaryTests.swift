import Core
import Foundation
import Interp
import Syntax
import Testing

/// Odd values in every option of every command, every argument of every function, and every place of the language that
/// takes a number: an answer or an error, never a trap, which would end the tests. All from the declarations, so that a
/// new option is walked by itself.
@Suite struct BoundaryTests {
  /// Zeros, ends of the integers and of the numbers that can be told apart, what is no number, and other kinds.
  static let values = [
    "0", "-0", "-1", "0.5", "1e-320", "2147483648", "9007199254740993", "9223372036854775808", "1e19", "1e300", "inf",
    "-inf", "(inf - inf)", "(1..0)", "[]", "\"x\"", "true", "(1, 2)",
  ]

  private static let plane = Array("x,y,z\n1,2,3\n2,1,4\n0,1,2\n1,-1,0\n3,1,1\n-1,2,1\n".utf8)

  /// With little memory and little patience: what would take long is refused or given up.
  private static func interpreter() -> (Interpreter, RecordingHost) {
    let host = RecordingHost()
    host.files = sharedData.merging(["plane.csv": plane, "part.nsh": Array("let a = 2\n".utf8)]) { $1 }
    return (Interpreter(host: host, settings: Settings(memory: MemoryLimit(bytes: 3e7))), host)
  }

  /// - Returns: whether there was an answer or an error with a code, as there must be.
  private static func isAnswered(_ setup: String, _ line: String) -> Bool {
    let (interpreter, host) = interpreter()
    _ = interpreter.run(Source(name: "setup.nsh", setup))
    host.patience = 300
    let before = host.errors.count
    let status = interpreter.run(Source(name: "walk.nsh", line))
    return status == .error ? host.errors.count > before : status != .usage
  }

  // MARK: Options

  private static func isWalked(_ command: Command) -> Bool {
    !command.isAboutTheDialogue && !["help", "quit", "exit", "seed"].contains(command.verb)
  }

  @Test(arguments: Language.nsh.commands.filter(isWalked).map(\.name))
  func everyOption(_ name: String) throws {
    let command = try #require(Language.nsh.commands.first { $0.name == name })
    let input = try #require(command.examples.first?.input)
    var lines = input.components(separatedBy: "\n")
    guard let place = lines.lastIndex(where: { $0.contains(command.verb) }) else { return }
    let line = lines[place]
    lines.removeSubrange(place...)
    for parameter in command.parameters {
      for value in Self.values {
        let asked = Self.line(line, with: parameter, value, of: command)
        #expect(Self.isAnswered(lines.joined(separator: "\n"), asked), "\(asked)")
      }
    }
  }

  /// The line with a value for a parameter: behind the words, or in place of the example's own.
  private static func line(_ line: String, with parameter: Parameter, _ value: String, of command: Command) -> String {
    if parameter.isPositional {
      let first = line.range(of: command.name).map { line[$0.upperBound...] } ?? ""
      let rest = first.split(separator: " ").dropFirst().joined(separator: " ")
      return "\(command.name) \(value) \(rest)"
    }
    let words = line.split(separator: " ", omittingEmptySubsequences: true).filter {
      !$0.hasPrefix(parameter.name + "=")
    }
    let target = words.firstIndex(of: ">") ?? words.firstIndex(of: "until") ?? words.endIndex
    return (words[..<target] + ["\(parameter.name)=\(value)"] + words[target...]).joined(separator: " ")
  }

  // MARK: Functions, quantities and the language

  @Test(arguments: Language.nsh.functions.map(\.name))
  func everyArgument(_ name: String) throws {
    let function = try #require(Language.nsh.function(name))
    let needed = function.parameters.count { !$0.hasSuffix("?") }
    for count in needed...function.parameters.count {
      for place in 0..<count {
        for value in Self.values {
          for other in ["2", "[1, 2]"] {
            let arguments = (0..<count).map { $0 == place ? value : other }.joined(separator: ", ")
            #expect(Self.isAnswered(setup, "print \(name)(\(arguments))"), "\(name)(\(arguments))")
          }
        }
      }
    }
  }

  @Test(arguments: Language.nsh.quantities.map(\.name))
  func everyIndex(_ name: String) {
    for value in Self.values {
      for form in [
        "\(name) at layer \(value)", "\(name) at step \(value)", "(\(name) by cluster)[\(value)]",
        "(\(name))[\(value)]",
      ] {
        #expect(Self.isAnswered(setup, "print \(form)"), "\(form)")
      }
    }
  }

  @Test func everyPlaceOfTheLanguage() {
    for a in Self.values {
      for form in [
        "print [1, 2][@]", "print (1, 2)[@]", "print \"ab\"[@]", "print (1..3)[@]", "print @..3", "print 1..@",
        "print list(1..3 step @)", "for k in 1..@ { print k }", "if @ { print 1 }", "while @ { let x = 1 }", "seed @",
        "print @^@", "print -@", "print not @", "print \"{@:d} {@:.3f} {@:20e}\"", "print \"{1:@d}\"", "expect @",
        "assert @", "let y = @\nprint y", "print @ deg", "inspect layer @", "plot layers @ > \"a.svg\"",
        "plot layers 0..@ > \"a.svg\"", "plot layers [@, 1] > \"a.svg\"", "print chain.parameters[@]",
        "train adam steps=2 until loss < @", "print sum(@) mean(@) sd(@)",
        "define quantity q = @*mean(cross(x, g))\nplot q scale=log > \"a.svg\"\nplot q > \"b.svg\"",
        "define family f(x, y; a = @) = (x + a, y)\nbuild chain family=f layers=2",
        "define action f(x, v; a = @) = v^2/2 - a*x\nbuild path action=f from=1 velocity=1 steps=4\ninspect step 1",
      ] {
        let text = form.replacing("@", with: a)
        #expect(Self.isAnswered(setup, text), "\(text)")
      }
      for b in Self.values {
        for op in ["+", "-", "*", "/", "//", "%", "^", "==", "<", ".."] {
          #expect(Self.isAnswered("", "print \(a) \(op) \(b)"), "\(a) \(op) \(b)")
        }
      }
    }
  }
}
