import Core
import Foundation
import Interp
import Syntax

/// Where threads meet that stand for the processes of a run.
final class RankRoom: @unchecked Sendable {
  let size: Int
  private let condition = NSCondition()
  private var brought: [[UInt8]?]
  private var taken = 0
  private var all: [[UInt8]]?
  private var isLeft = false

  init(size: Int) {
    self.size = size
    brought = [[UInt8]?](repeating: nil, count: size)
  }

  /// Everybody's bytes, once everybody is there.
  func meet(_ rank: Int, _ bytes: [UInt8]) throws(EngineError) -> [[UInt8]] {
    condition.lock()
    defer { condition.unlock() }
    while all != nil, !isLeft { condition.wait() }
    if isLeft { throw EngineError(.brokenRanks, "a rank has gone") }
    brought[rank] = bytes
    if !brought.contains(where: { $0 == nil }) {
      all = brought.compactMap { $0 }
      condition.broadcast()
    }
    while all == nil, !isLeft { condition.wait() }
    guard let result = all else { throw EngineError(.brokenRanks, "a rank has gone") }
    taken += 1
    if taken == size {
      (taken, all) = (0, nil)
      brought = [[UInt8]?](repeating: nil, count: size)
      condition.broadcast()
    }
    return result
  }

  /// Goes away without a word.
  func leave() {
    condition.lock()
    isLeft = true
    condition.broadcast()
    condition.unlock()
  }
}

/// A rank in such a room.
final class ThreadLink: RankLink {
  let rank: Int
  let room: RankRoom
  /// After so many meetings it goes away.
  var patience = Int.max
  var most = Int.max
  var size: Int { room.size }

  init(_ rank: Int, in room: RankRoom) { (self.rank, self.room) = (rank, room) }

  private func meet(_ bytes: [UInt8]) throws(EngineError) -> [[UInt8]] {
    patience -= 1
    if patience < 0 {
      room.leave()
      throw EngineError(.brokenRanks, "a rank has gone")
    }
    return try room.meet(rank, bytes)
  }

  func gather(_ own: UnsafeRawBufferPointer, counts: [Int], into all: UnsafeMutableRawBufferPointer)
    throws(EngineError)
  {
    if all.count > most { throw EngineError(.brokenRanks, "\(all.count) bytes at once") }
    let parts = try meet(Array(own))
    precondition(parts.map(\.count) == counts, "ranks brought \(parts.map(\.count)) bytes, not \(counts)")
    all.copyBytes(from: parts.flatMap { $0 })
  }

  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws(EngineError) {
    if bytes.count > most { throw EngineError(.brokenRanks, "\(bytes.count) bytes at once") }
    let part = try meet(rank == root ? Array(bytes) : [])[root]
    precondition(part.count == bytes.count, "\(part.count) bytes for \(bytes.count)")
    bytes.copyBytes(from: part)
  }
}

/// What a run left on one rank.
struct RankOutcome: Sendable, Equatable {
  var shown: [String] = []
  var notes: [String] = []
  var errors: [String] = []
  var captions: [String] = []
  var files: [String: [UInt8]] = [:]
  var status = ExitStatus.fine
  /// How often all points were made.
  var gatherings = 0

  static func == (a: RankOutcome, b: RankOutcome) -> Bool {
    a.shown == b.shown && a.notes == b.notes && a.errors == b.errors && a.captions == b.captions && a.files == b.files
      && a.status == b.status
  }
}

/// Runs a text on several ranks, each a thread with a host of its own; alone where there is one.
///
/// - Parameters:
///   - sharesDisk: what rank 0 writes the others can read.
///   - prepare: makes a rank's host and link what the test is about.
func runRanked(
  _ text: String, ranks size: Int, threads: Int = 1, fewest: Int = 1, files: [String: [UInt8]] = [:],
  memory: Double = 4e9, sharesDisk: Bool = false,
  _ prepare: @escaping @Sendable (RecordingHost, ThreadLink) -> Void = { _, _ in }
) -> [RankOutcome] {
  let room = RankRoom(size: size)
  let outcomes = Outcomes(size)
  let disk = RecordingHost()
  nonisolated(unsafe) let first = disk
  let group = DispatchGroup()
  for rank in 0..<size {
    group.enter()
    let thread = Thread {
      let (host, link) = (rank == 0 ? first : RecordingHost(), ThreadLink(rank, in: room))
      host.files = files
      if sharesDisk, rank > 0 { host.lent = { first.files[$0] } }
      prepare(host, link)
      var settings = Settings(threads: threads, memory: MemoryLimit(bytes: memory))
      let ranks = size > 1 ? Ranks(link, fewest: fewest) : nil
      settings.ranks = ranks
      let status = Interpreter(host: host, settings: settings).run(Source(name: "ranks.nsh", text))
      outcomes.set(
        rank,
        RankOutcome(
          shown: host.shown, notes: host.notes, errors: host.errors, captions: host.captions, files: host.files,
          status: status, gatherings: ranks?.gatherings ?? 0))
      group.leave()
    }
    thread.stackSize = 64 << 20
    thread.start()
  }
  group.wait()
  return outcomes.all
}

private final class Outcomes: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [RankOutcome]
  init(_ count: Int) { outcomes = [RankOutcome](repeating: RankOutcome(), count: count) }
  var all: [RankOutcome] { lock.withLock { outcomes } }
  func set(_ rank: Int, _ outcome: RankOutcome) { lock.withLock { outcomes[rank] = outcome } }
}
