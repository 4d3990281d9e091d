import Core
import Foundation
import Testing

@Suite struct TrainingTests {
  /// 1e-9: a rounding of 1e-15 grows to less than 1e-14 in 1,000 steps; the rest allows for another order of summation.
  @Test(arguments: [("gd", [1, 10, 100, 1000]), ("adam", [1, 10, 100, 300, 1000])])
  func followsTheReferenceTrajectories(name: String, stops: [Int]) throws {
    let data = try ReferenceData.load("training")
    let all =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: ReferenceData.folder.appendingPathComponent("ref_training.json")))
      as! [String: Any]
    let optimiser: any Optimiser =
      name == "gd" ? GradientDescent(schedule: Schedule(rate: 0.3)) : Adam(schedule: Schedule(rate: 0.01))
    var training = Training(try data.chain(), optimiser: optimiser)
    for stop in stops {
      _ = try training.run(on: data.population(), until: StopRule(steps: stop - training.steps))
      let expected = (all["\(name)\(stop)"] as! [[Double]]).flatMap { $0 }
      #expect(training.steps == stop)
      #expect(distance(try trained(training).theta, expected) <= 1e-9, "after \(stop) steps")
    }
  }

  private func swap(seed: UInt64) throws -> (Chain, Population) {
    var random = Random(seed: seed, stream: "swap")
    let clusters = try (0..<3).map { k in
      func corner(_ k: Int) -> [Double] {
        let angle = (90 + 120 * Double(k)) * Double.pi / 180
        return [cos(angle), sin(angle)]
      }
      defer { random.skip(pairs: 20) }
      return try Cluster(
        name: "c\(k)", shape: .gaussian(sd: 0.1), count: 20, centre: corner(k),
        destination: .point(corner(k + 1)), random: random)
    }
    let chain = try Chain.random(
      family: Catalogue.family(named: "bump", scale: Scale(0.5)), layers: 50, penalty: 1e-3, random: &random)
    return (chain, try Population(of: clusters))
  }

  /// Nearly all is learnt in the first tenth of the steps: there most of the kept moments lie, the first and the last
  /// among them, and between two of them the loss changes by no more than a fraction of its way.
  @Test func momentsAreKeptWhereTheLossChanges() throws {
    let (chain, population) = try swap(seed: 1)
    var training = Training(chain, optimiser: Adam(schedule: Schedule(rate: 0.02)))
    _ = try training.run(on: population, until: StopRule(steps: 600))
    let kept = training.checkpoints.kept
    #expect(kept.count == 64 && kept.first?.step == 0 && kept.last?.step == 600)
    #expect(kept.filter { $0.step <= 150 }.count > 32, "\(kept.map(\.step))")
    let losses = kept.map { moment in training.history[moment.step].loss }
    let jumps: [Double] = zip(losses, losses.dropFirst()).map { abs(log($1 / $0)) }
    let all: [Double] = training.history.map(\.loss)
    let way: Double = zip(all, all.dropFirst()).map { abs(log($1 / $0)) }.reduce(0, +)
    #expect((jumps.max() ?? .nan) < way / 10, "\(jumps.max() ?? .nan) of \(way)")
  }

  @Test func twentySeedsOfTwentyArriveWithAdam() throws {
    for seed in 1...20 {
      let (chain, population) = try swap(seed: UInt64(seed))
      var training = Training(
        chain, optimiser: Adam(schedule: Schedule(rate: 0.02, decay: .cosine, steps: 1000)))
      #expect(try training.run(on: population, until: StopRule(steps: 1000)) == .steps)
      let end = try trained(training).trace(of: population).states.last!
      let farthest = (0..<population.count).map {
        hypot(end[$0, 0] - population.destinations[$0, 0], end[$0, 1] - population.destinations[$0, 1])
      }.max()!
      #expect(farthest < 0.3, "seed \(seed)")
    }
  }

  @Test func newtonFromTheSharedStartConservesToRounding() throws {
    let data = try ReferenceData.load("swap50_bump")
    let population = try data.population()
    var training = Training(
      try data.chain(theta: data.theta0!),
      optimiser: Adam(schedule: Schedule(rate: 0.02, decay: .cosine, steps: 1000)))
    _ = try training.run(on: population, until: StopRule(steps: 1000))
    var finish = Training(try trained(training), optimiser: Newton(), history: training.history)
    let outcome = try finish.run(on: population, until: StopRule(steps: 300, gradientBelow: 1e-10), threads: 2)
    #expect(outcome == .reached)
    #expect(finish.history.last!.gradientNorm < 1e-10)
    let trace = try trained(finish).trace(of: population)
    for generator in try trained(finish).closure.basis {
      let law = try trained(finish).drift(generator, trace)
      #expect(law.relativeDrift < 1e-12, "\(generator.name)")
      #expect(law.residual < 1e-14, "\(generator.name)")
    }
  }

  @Test func lbfgsComesCloserThanGradientDescent() throws {
    let (chain, population) = try swap(seed: 3)
    var bfgs = Training(chain, optimiser: LBFGS())
    var plain = Training(chain, optimiser: GradientDescent(schedule: Schedule(rate: 0.3)))
    _ = try bfgs.run(on: population, until: StopRule(steps: 1500))
    _ = try plain.run(on: population, until: StopRule(steps: 1500))
    // The gradient's norm goes up and down along the way, by a factor of ten within a few steps: the least of the last
    // hundred is how close a method has come.
    func closest(_ training: Training) -> Double { training.history.suffix(100).map(\.gradientNorm).min()! }
    #expect(closest(bfgs) < 0.1 * closest(plain))
    #expect(bfgs.history.last!.objective < plain.history.last!.objective)
  }

  @Test func aResumedTrainingHasTheBitsOfAnUninterruptedOne() throws {
    let (chain, population) = try swap(seed: 4)
    let starts: [any Optimiser] = [
      Momentum(schedule: Schedule(rate: 0.05)), Adam(schedule: Schedule(rate: 0.02, decay: .cosine, steps: 60)),
      LBFGS(),
    ]
    for optimiser in starts {
      var whole = Training(chain, optimiser: optimiser)
      _ = try whole.run(on: population, until: StopRule(steps: 60))
      var parts = Training(chain, optimiser: optimiser)
      #expect(try parts.run(on: population, until: StopRule(steps: 60), observe: { $0.step < 17 }) == .interrupted)
      #expect(parts.steps == 17)
      _ = try parts.run(on: population, until: StopRule(steps: 43))
      #expect(try trained(parts).theta == trained(whole).theta)
      #expect(parts.history == whole.history)
    }
  }

  @Test func divergenceKeepsTheLastFiniteState() throws {
    let (chain, population) = try swap(seed: 5)
    var training = Training(chain, optimiser: GradientDescent(schedule: Schedule(rate: 1e200)))
    guard case .diverged(let step, _) = try training.run(on: population, until: StopRule(steps: 100)) else {
      Issue.record("it did not diverge")
      return
    }
    #expect(step == training.steps + 1)
    #expect(try trained(training).evaluate(population).isFinite)
  }

  @Test func untilEndsAtItsBound() throws {
    let (chain, population) = try swap(seed: 6)
    var training = Training(chain, optimiser: Adam(schedule: Schedule(rate: 0.02)))
    #expect(try training.run(on: population, until: StopRule(steps: 1000, lossBelow: 0.05)) == .reached)
    #expect(training.history.last!.loss < 0.05)
    #expect(training.history.dropLast().last!.loss >= 0.05)
  }
}

/// The chain that was trained.
private func trained(_ training: Training) throws -> Chain { try #require(training.model as? Chain) }
