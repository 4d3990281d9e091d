import Checked
import Limits
import Synchronization

/// One run by several processes. Each rank runs the whole script; what is computed point by point is shared out, and its
/// sums are put together in the order in which one process adds them, so that every rank has the same bits and takes the
/// same way.
///
/// Ranks meet where they share work, and at the end of each statement. Before anything is handed over each tells why it
/// comes, so that one that has failed meanwhile is heard by all, and none waits for what will not come.
public final class Ranks: @unchecked Sendable {
  public let rank: Int
  public let size: Int
  private let link: any RankLink
  /// Populations of fewer points are had by every rank: sharing would take longer.
  public let fewest: Int
  /// Why work ends that was asked to: Ctrl-C, or that memory has run out.
  public var wish: () -> Complaint = { .interruption }
  /// How many meetings there have been.
  private var meetings: Int64 = 0
  /// What ended the run for all.
  private var known: RankFailure?
  private let isOver = Atomic(false)

  /// What threads that help bring as well.
  private struct Statement {
    /// What failed here, of which the others have yet to hear.
    var pending: Complaint?
    /// What was made for the present statement alone, and how often that was.
    var held: [any AnyObject & Sendable] = []
    var gatherings = 0
  }
  private let statement = Mutex(Statement())
  private var pending: Complaint? { statement.withLock { $0.pending } }
  /// How often this rank has made all points of a population that is shared.
  public var gatherings: Int { statement.withLock { $0.gatherings } }

  public init(_ link: any RankLink, fewest: Int = 1024) {
    (self.link, self.fewest) = (link, fewest)
    (rank, size) = (link.rank, link.size)
  }

  /// Those of the work under way; nil in one process, and on threads that help a rank.
  public static var present: Ranks? { ofThread.value }
  private static let ofThread = Bound<Ranks?>(.ranks, standard: nil)

  public static func bound<T>(to ranks: Ranks?, _ body: () throws -> T) rethrows -> T {
    try ofThread.bind(ranks, body)
  }

  /// Whether the work should end since some rank failed. Asked from any thread.
  public var hasFailed: Bool { isOver.load(ordering: .relaxed) }
  /// What ended the run for all.
  public var failure: RankFailure? { known }

  // MARK: Shares

  /// Whether the points of a population of this size are shared out.
  public func shares(_ points: Int) -> Bool { points >= fewest }

  /// The present ones, where they share a population of so many points.
  static func sharing(_ points: Int) -> Ranks? { present.flatMap { $0.shares(points) ? $0 : nil } }

  /// This rank's of some pieces: neighbours, as many as the others' but for one.
  public func own(of count: Int) -> Range<Int> { share(of: count, for: rank) }

  private func share(of count: Int, for rank: Int) -> Range<Int> {
    // Multiplied in two words: counts may be as large as numbers go.
    func bound(_ r: Int) -> Int {
      let product = UInt(clamping: count).multipliedFullWidth(by: UInt(clamping: r))
      return Int(clamping: UInt(clamping: size).dividingFullWidth(product).quotient)
    }
    return Range(from: bound(rank), upTo: bound(rank + 1))
  }

  /// How many of a population's points this process keeps, at most.
  public static func held(of points: Int) -> Int {
    guard let ranks = present, ranks.shares(points) else { return points }
    return Chunks.points(ranks.own(of: Chunks.count(points)), of: points).count
  }

  // MARK: Meetings

  private enum Purpose: Int64 { case statement, agreement, bytes, rows, turn }

  /// What a rank says before anything is handed over.
  private struct Header {
    var isFailing: Int64 = 0
    var purpose: Int64 = 0
    var size: Int64 = 0
    var meeting: Int64 = 0
  }

  /// All ranks say why they come, and one that failed, how.
  ///
  /// - Returns: nil where all is well; else what each complains of, where they came for the same agreement.
  /// - Throws: `RankFailure` where the run is over for all.
  private func meet(_ purpose: Purpose, size: Int, _ complaint: Complaint? = nil) throws(RankFailure) -> [Complaint?]? {
    if let known { throw known }
    let complaint = complaint ?? pending
    let text = complaint?.bytes ?? []
    meetings += 1
    let own = Header(
      isFailing: complaint == nil ? 0 : 1, purpose: purpose.rawValue,
      size: Int64(clamping: complaint == nil ? size : text.count), meeting: meetings)
    let all = try gathered([own], counts: [Int](repeating: 1, count: self.size), zero: Header())
    guard all.contains(where: { $0.isFailing != 0 }) else {
      if all.contains(where: { $0.purpose != own.purpose || $0.size != own.size || $0.meeting != own.meeting }) {
        throw ended(
          0,
          Complaint(
            code: EngineError.Code.brokenRanks.name, message: "the ranks no longer do the same",
            help: "do they all read the same files?"), isCommon: true)
      }
      return nil
    }
    let counts = all.map { $0.isFailing == 0 ? 0 : Int(clamping: $0.size) }
    var texts = try gathered(text, counts: counts, zero: 0)[...]
    let complaints = counts.map { count -> Complaint? in
      defer { texts = texts.dropFirst(count) }
      return count == 0 ? nil : Complaint(bytes: texts.prefix(count))
    }
    let isOneAgreement =
      [.statement, .agreement].contains(purpose) && all.allSatisfy { $0.purpose == own.purpose }
    if isOneAgreement { return complaints }
    throw ended(complaints)
  }

  /// The first complaint; common where all have the same.
  private static func first(_ complaints: [Complaint?]) -> RankFailure? {
    guard let rank = complaints.firstIndex(where: { $0 != nil }), let complaint = complaints[rank] else { return nil }
    return RankFailure(rank: rank, complaint: complaint, isCommon: complaints.allSatisfy { $0 == complaint })
  }

  private func ended(_ complaints: [Complaint?]) -> RankFailure {
    let failure = Self.first(complaints)
    return ended(failure?.rank ?? 0, failure?.complaint ?? .interruption, isCommon: failure?.isCommon ?? false)
  }

  private func ended(_ rank: Int, _ complaint: Complaint, isCommon: Bool) -> RankFailure {
    let failure = RankFailure(rank: rank, complaint: complaint, isCommon: isCommon)
    known = failure
    isOver.store(true, ordering: .relaxed)
    return failure
  }

  /// Notes a failure where nothing can be thrown: the work is asked to end, and the others hear of it when they meet.
  func fail(_ error: any Error) {
    let complaint = complaint(error)
    statement.withLock { if $0.pending == nil { $0.pending = complaint } }
    isOver.store(true, ordering: .relaxed)
  }

  private func complaint(_ error: any Error) -> Complaint { error is CancellationError ? wish() : Complaint(error) }

  /// Keeps something until the statement ends.
  func keep(_ object: any AnyObject & Sendable) {
    statement.withLock {
      $0.held.append(object)
      $0.gatherings += 1
    }
  }

  /// Elements of all ranks, in order.
  private func gathered<T>(_ own: [T], counts: [Int], zero: T) throws(RankFailure) -> [T] {
    let stride = MemoryLayout<T>.stride
    var all = [T](repeating: zero, count: counts.reduce(0, +))
    try linked {
      try all.withUnsafeMutableBytes { all in
        try own.withUnsafeBytes { try link.gatherInPieces($0, counts: counts.map { $0 * stride }, into: all) }
      }
    }
    return all
  }

  private func linked(_ body: () throws -> Void) throws(RankFailure) {
    do { try body() } catch {
      throw ended(rank, Complaint(error), isCommon: true)
    }
  }

  // MARK: Agreements

  /// The end of a statement: whether it went the same way for all.
  ///
  /// - Parameter complaint: why it failed here.
  /// - Throws: `RankFailure` where it failed anywhere.
  public func settle(_ complaint: Complaint?) throws(RankFailure) {
    statement.withLock { $0.held = [] }
    guard let complaints = try meet(.statement, size: 0, complaint) else { return }
    statement.withLock { $0.pending = nil }
    isOver.store(false, ordering: .relaxed)
    if let failure = Self.first(complaints) { throw failure }
  }

  /// What may go differently on each rank goes well for all, or ends with the same error for all.
  ///
  /// - Throws: `RankFailure`.
  public func agree(_ complaint: Complaint?) throws(RankFailure) {
    if let complaints = try meet(.agreement, size: 1, complaint), let failure = Self.first(complaints) { throw failure }
  }

  /// The same of a piece of the engine.
  func agreed<T>(_ body: () throws -> T) throws -> T {
    let result = Result { try body() }
    var complaint: Complaint?
    if case .failure(let error) = result { complaint = self.complaint(error) }
    do throws(RankFailure) { try agree(complaint) } catch {
      if known != nil || error.complaint.isInterruption { throw CancellationError() }
      if error.isCommon { return try result.get() }
      let code = EngineError.Code.allCases.first { $0.name == error.complaint.code } ?? .brokenRanks
      throw EngineError(
        code, error.message, help: error.help)
    }
    return try result.get()
  }

  /// Rank 0's bytes, to all.
  public func broadcast(_ bytes: [UInt8]) throws(RankFailure) -> [UInt8] {
    // Their number first, which only rank 0 knows.
    var count = [Int64(clamping: bytes.count)]
    try handed(&count, purpose: .bytes, size: 8)
    var all = rank == 0 ? bytes : [UInt8](repeating: 0, count: Int(clamping: count[0]))
    try handed(&all, purpose: .bytes, size: all.count)
    return all
  }

  /// Every rank's number.
  public func numbers(_ own: UInt64) throws(RankFailure) -> [UInt64] {
    _ = try meet(.bytes, size: -1)
    return try gathered([own], counts: [Int](repeating: 1, count: size), zero: 0)
  }

  /// Rank 0's number; the own one where the run is over.
  public func first(_ own: UInt64) -> UInt64 {
    do throws(RankFailure) { return try numbers(own)[0] } catch { return own }
  }

  private func handed<T>(_ elements: inout [T], purpose: Purpose, size: Int, from root: Int = 0) throws(RankFailure) {
    _ = try meet(purpose, size: size)
    try linked { try elements.withUnsafeMutableBytes { try link.broadcastInPieces($0, from: root) } }
  }

  // MARK: Sums

  /// Rows of numbers, of which each rank made its own of so many, to all, in order; nil where the work should end.
  func rows(_ own: [[Double]], of count: Int, width: Int) -> [[Double]]? {
    let complaint = pending ?? refused(count, width) ?? (Cancellation.isAsked() ? wish() : nil)
    let rows = ask { () throws(RankFailure) -> [Double] in
      _ = try meet(.rows, size: count * width, complaint)
      return try gathered(
        own.flatMap { $0 }, counts: (0..<size).map { share(of: count, for: $0).count * width }, zero: 0)
    }
    return rows.map { rows in (0..<count).map { Array(rows[Range(from: $0 * width, upTo: ($0 + 1) * width)]) } }
  }

  /// Where the rows of all do not fit: twice, while they are cut apart.
  private func refused(_ count: Int, _ width: Int) -> Complaint? {
    do {
      try MemoryLimit.present.require(
        16 * Double(count) * Double(width), for: "the sums of all ranks, \(count) times \(width) numbers,")
      return nil
    } catch { return Complaint(error) }
  }

  /// Numbers to which the ranks add one after the other, as one process does from the first point to the last.
  ///
  /// - Throws: what the body throws here; `CancellationError` where it throws elsewhere.
  func carried(_ numbers: inout [Double], _ add: (inout [Double]) throws -> Void) throws {
    for root in 0..<size {
      var failed: (any Error)?
      if root == rank {
        do { try add(&numbers) } catch { failed = error }
      }
      let complaint = failed.map(complaint) ?? (Cancellation.isAsked() ? wish() : nil)
      let isHanded: Void? = ask { () throws(RankFailure) in
        if complaint != nil { _ = try meet(.turn, size: numbers.count, complaint) }
        try handed(&numbers, purpose: .turn, size: numbers.count, from: root)
      }
      if let failed { throw failed }
      if isHanded == nil { throw CancellationError() }
    }
  }

  private func ask<T>(_ body: () throws(RankFailure) -> T) -> T? {
    do throws(RankFailure) { return try body() } catch { return nil }
  }
}
