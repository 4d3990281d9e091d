/// Clusters that exchange momentum, as a page's piece shows them: an arrow for each at each layer, what each layer gives to each,
/// the groups that keep theirs, and what is said of them.
public struct ExchangeScene: Sendable {
  public struct Group: Sendable {
    public var members: [Int]
    /// max |q_k - q_0| over the mean of the members' sizes.
    public var violation: Double
    public var verdict: String

    public init(members: [Int], violation: Double, verdict: String) {
      (self.members, self.violation, self.verdict) = (members, violation, verdict)
    }
  }

  public var name: String
  public var caption: String
  public var clusters: [String]
  public var labels: [Int]
  /// By layer, then by point.
  public var states: [[Point]]
  /// By layer, then by cluster: the mean state, and the cluster's part of the momentum.
  public var places: [[Point]]
  public var momenta: [[Point]]
  /// Where each cluster should come, if it should come to one place.
  public var goals: [Point?]
  public var groups: [Group]
  /// The third law, and what stands in the way of verdicts.
  public var footer: String
  /// The script that makes it, where the page has several.
  public var part: String

  public init(
    name: String, caption: String, clusters: [String], labels: [Int], states: [[Point]], places: [[Point]],
    momenta: [[Point]], goals: [Point?], groups: [Group], footer: String, part: String
  ) {
    (self.name, self.caption, self.clusters, self.labels) = (name, caption, clusters, labels)
    (self.states, self.places, self.momenta, self.goals) = (states, places, momenta, goals)
    (self.groups, self.footer, self.part) = (groups, footer, part)
  }

  var json: JSON {
    func flat(_ rows: [[Point]]) -> [Double] { rows.joined().flatMap { [$0.x, $0.y] } }
    return .object([
      ("name", .string(name)), ("caption", .string(caption)), ("clusters", .strings(clusters)), ("part", .string(part)),
      ("labels", .numbers(labels.map(Double.init))), ("states", .floats(states.joined())),
      ("places", .floats(places.joined())), ("momenta", .numbers(flat(momenta))),
      ("goals", .array(goals.map { $0.map { .numbers([$0.x, $0.y]) } ?? .null })),
      (
        "groups",
        .array(
          groups.map {
            .object([
              ("members", .numbers($0.members.map(Double.init))), ("violation", .number($0.violation)),
              ("verdict", .string($0.verdict)),
            ])
          })
      ), ("footer", .string(footer)),
    ])
  }
}
