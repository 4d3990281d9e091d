import Checked

/// A function of a script: `def f(x, n = 2) = ...`, `def f(x) { ... return ... }`, or `x -> ...`, which has no name.
public struct Definition: Sendable, Equatable {
  /// Empty of a function without a name.
  public let name: Name
  public let parameters: [Name]
  /// What the last of the parameters are where a call leaves them out.
  public let defaults: [Expression]
  public let body: Body
  /// The values of the names that it found around it.
  public let captured: (any Captured)?
  /// The name that a function without one is given where it is made: by it it calls itself.
  public let ownName: String?
  /// What whoever runs the function keeps beside it; it says nothing of what the function is.
  public let attachment = Attachment()

  public init(
    name: Name, parameters: [Name], defaults: [Expression] = [], body: Body, captured: (any Captured)? = nil,
    ownName: String? = nil
  ) {
    (self.name, self.parameters, self.defaults, self.body) = (name, parameters, defaults, body)
    (self.captured, self.ownName) = (captured, ownName)
  }

  public indirect enum Body: Sendable, Equatable {
    case expression(Expression)
    case block([Statement])
  }

  public static func == (a: Definition, b: Definition) -> Bool {
    a.name == b.name && a.parameters == b.parameters && a.defaults == b.defaults && a.body == b.body
  }

  public var isAnonymous: Bool { name.text.isEmpty }
  /// With how many arguments it may be called.
  public var arity: ClosedRange<Int> {
    ClosedRange(between: parameters.count - defaults.count, and: parameters.count)
  }

  /// What a parameter is where it is left out.
  public func standard(of place: Int) -> Expression? {
    let i = place - (parameters.count - defaults.count)
    return defaults.indices.contains(i) ? defaults[i] : nil
  }

  /// The defaults, and what it is worth where that is one expression.
  public var expressions: [Expression] {
    if case .expression(let value) = body { defaults + [value] } else { defaults }
  }
}

/// A place for what is made of a piece of text when it is first run. Only the thread that runs the text looks at it.
public final class Attachment: @unchecked Sendable {
  public var value: AnyObject?
}

/// What a function without a name has taken along of where it was made; only the evaluator looks into it.
public protocol Captured: Sendable {}
