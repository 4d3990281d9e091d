import Checked

/// What carries bytes between the processes of one run, which are called ranks: MPI, or threads that stand for them.
///
/// All ranks call the same methods in the same order with the same counts; one thread of each at a time.
public protocol RankLink: AnyObject {
  /// From 0.
  var rank: Int { get }
  var size: Int { get }
  /// As many bytes it takes at once, of all ranks together.
  var most: Int { get }
  /// Every rank's bytes, one behind the other: `counts[r]` of rank r.
  ///
  /// - Throws: `EngineError` where a rank is lost or does not answer; the link is of no more use then.
  func gather(_ own: UnsafeRawBufferPointer, counts: [Int], into all: UnsafeMutableRawBufferPointer) throws(EngineError)
  /// The bytes of one rank, to all.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws(EngineError)
}

extension RankLink {
  /// Any number of bytes: what is too much at once goes from each rank to all.
  func gatherInPieces(_ own: UnsafeRawBufferPointer, counts: [Int], into all: UnsafeMutableRawBufferPointer)
    throws(EngineError)
  {
    if all.count <= most { return try gather(own, counts: counts, into: all) }
    var first = 0
    for (root, count) in counts.enumerated() {
      let part = UnsafeMutableRawBufferPointer(rebasing: all[Range(from: first, upTo: first + count)])
      if root == rank { part.copyMemory(from: own) }
      try broadcastInPieces(part, from: root)
      first += count
    }
  }

  /// The same of one rank's.
  func broadcastInPieces(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws(EngineError) {
    var first = 0
    while first < bytes.count {
      let end = first + min(most, bytes.count - first)
      try broadcast(UnsafeMutableRawBufferPointer(rebasing: bytes[Range(from: first, upTo: end)]), from: root)
      first = end
    }
  }
}

/// What went wrong on a rank, as it tells the others.
public struct Complaint: Sendable, Equatable {
  /// `EngineError.Code`'s or `ErrorCode`'s name; `interrupted` for Ctrl-C.
  public let code: String
  public let message: String
  public let help: String

  public init(code: String, message: String, help: String? = nil) {
    (self.code, self.message, self.help) = (code, message, help ?? "")
  }

  public static let interruption = Complaint(code: "interrupted", message: "interrupted")
  public var isInterruption: Bool { code == "interrupted" }

  public init(_ error: any Error) {
    switch error {
    case is CancellationError: self = .interruption
    case let error as EngineError: self.init(code: error.code.name, message: error.message, help: error.help)
    default: self.init(code: "fault", message: "\(error)")
    }
  }

  var bytes: [UInt8] { Array([code, message, help].joined(separator: "\0").utf8) }

  init(bytes: some Sequence<UInt8>) {
    let parts = String(decoding: Array(bytes), as: UTF8.self)
      .split(separator: "\0", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    self.init(code: parts[0], message: parts.count > 1 ? parts[1] : "", help: parts.count > 2 ? parts[2] : nil)
  }
}

/// What ended a statement for all ranks: the complaint of one of them.
public struct RankFailure: Error, Sendable, Equatable {
  public let rank: Int
  public let complaint: Complaint
  /// Whether every rank says the same, so that no rank need be named.
  public let isCommon: Bool

  public var help: String? { complaint.help.isEmpty ? nil : complaint.help }

  /// "on rank 2: the states are not all finite"
  public var message: String { isCommon ? complaint.message : "on rank \(rank): \(complaint.message)" }
}
