import Foundation
import Sweeps
import Tables
import Testing

/// Several processes at one store.
@Suite struct CrowdTests {
  /// A file that is not there yet, and is gone afterwards.
  private static func file<T>(_ body: (_ path: String) throws -> T) rethrows -> T {
    let path = StoreTests.temporary()
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    return try body(path)
  }

  /// Eight writers with connections of their own, and readers beside them: none is refused, nothing is lost.
  @Test func manyWriteAtOnce() throws {
    try Self.file { path in
      let first = try RunStore(path: path, name: "x", creates: true)
      _ = try first.begin(StoreTests.sweep())
      DispatchQueue.concurrentPerform(iterations: 10) { worker in
        do {
          let store = try RunStore(path: path, name: "x", creates: false)
          let sweep = try #require(try store.sweep(named: "fit"))
          for i in 0..<150 {
            if worker >= 8 {
              _ = try store.table(sweep, RunQuestion(order: (column: "loss", isDescending: false), first: 5))
            } else {
              let number = worker * 150 + i + 1
              try store.record(
                [StoreTests.run(number, rate: .number(1), loss: .number(Double(-number)))], of: sweep, host: "h")
            }
          }
        } catch { Issue.record("worker \(worker): \(error)") }
      }
      let sweep = try #require(try first.sweep(named: "fit"))
      #expect(try first.counts(sweep) == [.done: 1200])
    }
  }

  /// Eight that make one store at once: all get it. One time is not enough to meet each other.
  @Test func manyBeginAtOnce() {
    for _ in 0..<40 {
      Self.file { path in
        let (ready, go, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchGroup())
        for worker in 0..<8 {
          done.enter()
          Thread.detachNewThread {
            ready.signal()
            go.wait()
            do {
              let store = try RunStore(path: path, name: "x", creates: true)
              _ = try store.begin(StoreTests.sweep("fit \(worker)"))
            } catch { Issue.record("worker \(worker): \(error)") }
            done.leave()
          }
        }
        for _ in 0..<8 { ready.wait() }
        for _ in 0..<8 { go.signal() }
        done.wait()
        let names = try? RunStore(path: path, name: "x", creates: false).sweeps().map(\.name).sorted()
        #expect(names == (0..<8).map { "fit \($0)" })
      }
    }
  }

  /// Who still works for a sweep that another process has taken away is told so, and touches no other one.
  @Test func whatIsForgottenMeanwhileIsTold() throws {
    let store = try RunStore(inMemory: "t")
    let plan = try #require(SweepPlan([.init("rate", [.number(1)])], .grid))
    let old = try store.begin(StoreTests.sweep())
    let planned = try store.add(plan, to: old)
    try store.remove(old)
    let new = try store.begin(StoreTests.sweep("other"))
    let run = StoreTests.run(1, rate: .number(1), loss: .number(1))
    let asks: [(String, () throws -> Void)] = [
      ("record", { try store.record([run], of: old, host: "h") }),
      ("pass", { try store.record([], passed: [1], of: old, host: "h") }),
      ("add", { _ = try store.add(try #require(SweepPlan([.init("rate", [.number(2)])], .grid)), to: old) }),
      ("table", { _ = try store.table(old) }), ("counts", { _ = try store.counts(old) }),
      ("groups", { _ = try store.groups(old, by: "rate") }), ("keys", { _ = try store.keys(old, outside: planned) }),
      ("kind", { _ = try store.kind(of: "rate", old) }), ("finished", { _ = try store.finished(planned, of: old) }),
    ]
    for (name, ask) in asks {
      do {
        try ask()
        Issue.record("\(name) finds something")
      } catch let error as StoreError {
        #expect(error.kind == .noSweep && error.message.contains("`fit` was forgotten meanwhile"), "\(name): \(error)")
      }
    }
    #expect(try store.table(new).count == 0)
  }
}
