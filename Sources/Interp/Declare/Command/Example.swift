import Syntax

extension Command {
  /// Lines to enter and what they show. The last line is the example; those before prepare for it.
  public struct Example: Sendable {
    public let input: String
    public let output: String

    public init(_ input: String, shows output: String) {
      self.input = input
      self.output = output
    }
  }
}

/// A small chain, built and not trained, before an example's own line.
let exampleSetup = """
  seed 1
  define cluster red n=4 at=(0, 1) to=(1, 0)
  define cluster blue n=4 at=(1, 0) to=(0, 1)
  build chain layers=6 penalty=1e-2

  """
