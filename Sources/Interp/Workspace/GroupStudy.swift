import Core

/// What is asked of a process' groups: which charge, whose part of it, and whether of what it is or of what it changes by.
struct GroupRequest {
  enum Subject: String, CaseIterable { case changes, levels }

  let charge: InteractionCharge
  let subject: Subject
  /// The labelling whose classes are looked at one by one; nil for all points together.
  let classes: String?
}

/// A process' points in exchangeable groups: sequences, documents, batches, or each point by itself.
struct GroupStudy {
  /// "sequences", "points"
  let unit: String
  let count: Int
  /// Singular values of the groups' vectors below this part of the largest come from rounding.
  let resolution: Double
  /// What should be known of the groups, in sentences.
  var remarks: [String] = []
  /// The samples in the order of the table, one at a time, since together they may be large.
  let each: (_ body: (GroupSample) throws -> Void) throws -> Void
}

/// Each group's part of a charge, or of its change over a part of the process.
struct GroupSample {
  enum Form {
    /// A group a row.
    case vectors(Matrix)
    /// The groups' inner products, where they are all that is known.
    case products(Matrix)
  }

  /// Empty for all points.
  let name: String
  /// The states whose charges it is about: one, or two neighbours.
  let states: ClosedRange<Int>
  /// Groups without points of the class are left out.
  let form: Form
  /// Zero at every point, whatever the parameters and the data: no matter of chance.
  let isIdentity: Bool

  var groups: Int {
    switch form {
    case .vectors(let m), .products(let m): m.rows
    }
  }
}
