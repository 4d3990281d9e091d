/// What a recording says of itself and of the model: the JSON under `nsh_trace`.
public struct RecordingMetadata: Sendable, Equatable {
  /// How the model's matrices lie: torch's Linear has [out, in]; JAX, TensorFlow and GPT-2's Conv1D have [in, out].
  public enum Layout: String, Sendable, CaseIterable { case outIn = "out_in", inOut = "in_out" }

  /// A normalisation: x -> gain * (x - mean) / sqrt(var + eps) + shift; of kind `rms` without the mean, and with the
  /// mean square.
  public struct Norm: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case rms, layer }
    public var kind: Kind
    public var eps: Double
    /// The parameters' names; nil where there are none.
    public var gain: String?
    public var shift: String?
  }

  /// A state that is read by a norm, and otherwise not.
  public struct NormedState: Sendable, Equatable {
    public var state: Int
    public var norm: Norm
  }

  /// Which coordinates of a head are turned together: i and i + half of them, or neighbours.
  public enum Rotary: String, Sendable, CaseIterable { case none, half, interleaved }

  /// The linear maps of an attention.
  public struct Attention: Sendable, Equatable {
    /// Modules; the same name three times where queries, keys and values are made by one matrix.
    public var query: String
    public var key: String
    public var value: String
    public var output: String
    public var heads: Int
    /// How many heads of keys and values there are: fewer where queries share them in groups.
    public var keyHeads: Int
    /// How queries and keys are turned by their place.
    public var rotary: Rotary
    /// How many coordinates of a head are turned, the first ones; nil for all of them.
    public var rotaryWidth: Int?
  }

  /// What lies between two states. A step is known by the linear maps through which the normalised state enters it and
  /// those through which it leaves; nothing else of its inside matters.
  public struct Step: Sendable, Equatable {
    public var from: Int
    public var to: Int
    /// Whether the step adds to its input.
    public var isResidual: Bool
    public var norm: Norm?
    public var reads: [String]
    public var writes: [String]
    public var attention: Attention?
  }

  public struct Word: Sendable, Equatable {
    public var name: String
    public var text: String
  }

  /// Of x.0, x.1, ...
  public var states: [String] = []
  /// The names of the classes of each labelling.
  public var labelNames: [String: [String]] = [:]
  public var layout = Layout.outIn
  /// What costates and the parameters' gradients were multiplied by.
  public var costateScale = 1.0
  /// lambda of lambda/2 |W|^2 that training added to the loss and the costates lack.
  public var penalty = 0.0
  /// Whether the points are a sample of those of the backward pass, so that sums over them are not the pass' own.
  public var isPartial = false
  public var norms: [NormedState] = []
  public var finalNorm: NormedState?
  /// The state that goes into a softmax.
  public var logits: Int?
  public var steps: [Step] = []
  /// Texts that are shown: `objective`, `source`, `note`.
  public var words: [Word] = []
  /// What the groups of a summed recording are made of.
  public var unit: String?
  /// How many of them there were, before they were added into groups.
  public var units: Int?
  /// Whether there was one at all.
  public var isGiven = false

  public init() {}
}
