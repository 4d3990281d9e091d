import Core

/// What a user's model did on some data: states x_k, and beside each the costate g_k = dL/dx_k of one scalar objective, for
/// n points. The arrays stay in their files and are read block by block when something is summed over them.
///
/// Charges are plain sums over the points, Q_k = sum_i w_i <g_k,i, xi(x_k,i)>: L is one objective of all of them, and where
/// it is a mean, so is Q.
public struct Recording: Sendable {
  /// A state with its costate.
  public struct State: Sendable {
    /// k of x.k in the file.
    public let number: Int
    /// The module that it comes from, where the file says so.
    public let name: String?
    public let x: RecordedArray
    public let g: RecordedArray
    public var width: Int { x.width }
    /// The coarser of the two.
    public var storage: Storage { x.storage.rounding >= g.storage.rounding ? x.storage : g.storage }
  }

  /// Points in classes.
  public struct Labelling: Sendable {
    public let name: String
    /// Of the classes that have points.
    public let classes: [String]
    /// The class of each point, an index into `classes`, in the order of the file.
    public let values: [Int32]
  }

  /// Points in units that are exchangeable: sequences, documents, batches.
  public struct Grouping: Sendable {
    public enum Unit: String, Sendable { case group, sequence, point }
    public let unit: Unit
    /// The group of each point, from 0, in the order of the file.
    public let values: [Int32]
    public let count: Int
  }

  /// A parameter and its gradient by the same backward pass.
  public struct Parameter: Sendable {
    public let name: String
    public let value: RecordedArray?
    public let gradient: RecordedArray?
  }

  /// The file's name, for messages.
  public let file: String
  public let metadata: RecordingMetadata
  public let states: [State]
  /// How the points lie: [n], or [sequences, tokens].
  public let leading: [Int]
  /// All labellings, by name.
  public let labellings: [Labelling]
  /// The one that was chosen: its classes are the clusters. Without one all points are of one class.
  public let labelling: Labelling
  public let grouping: Grouping
  /// Of each point in the order of the file; nil where all are 1.
  public let weights: [Double]?
  /// The points that count: those of weights other than zero, group by group.
  public let points: [Int32]
  /// Where each group's points begin in `points`, and where the last one ends; groups without points are left out.
  public let groupStarts: [Int]
  /// By name, without `p.` and `dp.`.
  public let parameters: [String: Parameter]
  /// Whether the points are a sample of those of the backward pass: by the file's word, or by `points=`.
  public let isPartial: Bool
  /// Remarks of the reader that are no errors.
  public let notes: [String]

  /// All points of the file.
  public var count: Int { leading.reduce(1, *) }
  public var tokens: Int? { leading.count > 1 ? leading[1] : nil }
  /// The groups that have points.
  public var groupCount: Int { max(0, groupStarts.count - 1) }
  /// The number of the last state of the longest stretch of states of one width, and of its first: charges go over it.
  public var stretch: ClosedRange<Int> {
    var (best, start) = (0...0, 0)
    for k in states.indices {
      if states[k].width != states[start].width { start = k }
      if k - start > best.upperBound - best.lowerBound { best = ClosedRange(between: start, and: k) }
    }
    return best
  }
  /// The coarsest of all states.
  public var storage: Storage {
    states.map(\.storage).max { $0.rounding < $1.rounding } ?? .float64
  }
}
