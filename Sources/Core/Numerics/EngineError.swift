/// What the engine says when it cannot do what was asked. It knows no source text: whoever called adds the place.
public struct EngineError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of error it is, whatever the message says of the case.
  public enum Code: String, CaseIterable, Sendable {
    case badFile, badRecording, brokenRanks, collision, missingLibrary, noClusters, noConvergence, noDestination,
      noProcess, nothingFound,
      notFinite, notPlane, notTrained, opaque, outOfMemory, outOfRange, tooDeep, tooFew, tooLong, twice, undetermined,
      unknownCluster, unknownFamily, unknownProcess, wrongCombination, wrongLayer, wrongProcess, wrongShape, wrongSlice,
      wrongType

    /// wrong-shape, as programs read it.
    public var name: String {
      rawValue.reduce(into: "") { text, letter in
        text += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
      }
    }
  }

  public let code: Code
  public let message: String
  /// What the caller could do instead.
  public var help: String?
  /// The name of the argument that was refused, where there is one.
  public var about: String?

  public init(_ code: Code, _ message: String, about: String? = nil, help: String? = nil) {
    self.code = code
    self.message = message
    self.about = about
    self.help = help
  }

  public var description: String { message }
}
