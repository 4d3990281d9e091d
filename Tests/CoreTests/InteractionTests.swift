import Core
import Testing

/// The ledger of transfers: exact at any parameters, the third law where the process is stationary, verdicts, and
/// groups found without enumeration.
@Suite struct InteractionTests {
  // MARK: The ledger

  @Test func chargesAndTransfersAreThoseOfTheTrace() throws {
    let data = try ReferenceData.load("inter_E3")
    let trace = try data.chain().trace(of: data.population())
    let ledger = try TransferLedger(trace)
    for (a, generator) in Generator.catalogue.prefix(2).enumerated() {
      for c in trace.clusters.indices {
        let q = trace.charges(generator, cluster: c)
        // The same sums in the same order: the same bits.
        #expect(ledger.byGenerator[a][c] == zip(q.dropFirst(), q).map { $0 - $1 })
        #expect(ledger.transfer(layer: 7, cluster: c)[a] == q[7] - q[6])
      }
    }
  }

  /// Two computations that share nothing but the states and costates: differences of charges, and pullbacks to the
  /// parameters. 1e-14: roundings of sums of a hundred terms.
  @Test(arguments: Catalogue.names)
  func aTransferIsTheClustersOwnParameterGradient(family: String) throws {
    let family = try Catalogue.family(named: family, kernel: .gauss, scale: Scale(0.7, isTrained: true))
    var random = Random(seed: 3, stream: "test")
    let chain = try Chain.random(
      family: family, layers: 6, penalty: 0, amplitude: 0.2, spread: 1, arithmetic: .portable, random: &random)
    let trace = try chain.trace(of: population(clusters: 3, each: 20, &random))
    for generator in family.closure.basis {
      let ledger = try TransferLedger(trace, generators: [generator])
      let residual = try ledger.residual(of: chain, trace)
      #expect(residual <= 1e-14, "\(generator.name)")
      #expect(ledger.imbalance > 1e-3, "nothing is trained: the third law does not hold yet")
    }
  }

  @Test func theMatrixIsThatOfTheTransfers() throws {
    let trace = try trace(balancedCharges([[0, 1], [2, 3, 4]], steps: 9, noise: 0, seed: 1))
    let ledger = try TransferLedger(trace)
    let (m, n) = (ledger.matrix, 5)
    for a in 0..<n {
      for b in 0..<n {
        let sum = (1...9).reduce(0.0) { sum, t in
          zip(ledger.transfer(layer: t, cluster: a), ledger.transfer(layer: t, cluster: b)).reduce(sum) {
            $0 + $1.0 * $1.1
          }
        }
        // Sums of eighteen products of size one.
        #expect(abs(m[a * n + b] - sum) <= 1e-14)
      }
      #expect(abs((0..<n).reduce(0) { $0 + m[a * n + $1] }) <= 1e-13, "rows sum to zero")
      #expect(abs(m[a * n + a] - ledger.volumes[a]) <= 1e-14)
    }
    for set in [[0], [0, 2], [0, 1, 4]] {
      let cut = set.reduce(0) { sum, a in set.reduce(sum) { $0 + m[a * n + $1] } }
      #expect(abs(ledger.isolation(of: set).cut - cut) <= 1e-13)
    }
  }

  @Test func itTakesStatesOfAnyDimension() throws {
    let charges = balancedCharges([[0, 1], [2, 3]], steps: 6, noise: 0, seed: 2, dimension: 3)
    let ledger = try TransferLedger(trace(charges))
    #expect(ledger.generators.map(\.name) == ["translation 1", "translation 2", "translation 3"])
    #expect(ledger.transfer(layer: 4, cluster: 3).count == 3)
    #expect(try IsolatedGroups(of: ledger).groups.map(\.members).sorted { $0[0] < $1[0] } == [[0, 1], [2, 3]])
  }

  @Test func itStopsWhenItIsTold() throws {
    let trace = try trace(balancedCharges([[0, 1]], steps: 3, noise: 0, seed: 1))
    #expect(throws: CancellationError.self) { try TransferLedger(trace, isCancelled: { true }) }
    #expect(throws: CancellationError.self) { try IsolatedGroups(of: TransferLedger(trace), isCancelled: { true }) }
  }

  // MARK: Verdicts

  /// The stationary reference of two pairs: its figures are those that its own program gave.
  @Test func twoPairsThatDoNotMeet() throws {
    let data = try ReferenceData.load("inter_E3")
    let ledger = try TransferLedger(data.chain().trace(of: data.population()))
    #expect(ledger.imbalance <= 1e-11)
    for single in ledger.singles {
      #expect(single.verdict == .interacts)
      #expect((1.5...2).contains(single.violation))
    }
    let pairs = try #require(try ledger.conservedSubsets())
    #expect(pairs.map(\.members) == [[0, 1], [2, 3]])
    for pair in pairs {
      #expect(pair.verdict == .conserved)
      #expect((1e-4...2e-3).contains(pair.violation), "about 6e-4")
    }
    #expect(ledger.whole.violation <= 1e-11)
    #expect(ledger.whole.kappa.isNaN, "no others are left")
    let groups = try IsolatedGroups(of: ledger)
    #expect(groups.groups.map(\.members).sorted { $0[0] < $1[0] } == [[0, 1], [2, 3]])
    #expect(
      groups.couplings.count == 4 && groups.couplings[0] <= 1e-11 && groups.couplings[1] < 1e-2
        && groups.couplings[2] > 1)
  }

  @Test func theFloorForbidsVerdicts() throws {
    // Transfers of size one that balance to a part in a thousand, and the same that balance to a half.
    for (noise, isResolved) in [(1e-3, true), (0.5, false)] {
      let ledger = try TransferLedger(trace(balancedCharges([[0, 1], [2, 3]], steps: 30, noise: noise, seed: 4)))
      #expect(ledger.isResolved == isResolved)
      #expect(ledger.singles.allSatisfy { $0.verdict == (isResolved ? .interacts : .unresolved) })
      #expect(try ledger.conservedSubsets()?.isEmpty == !isResolved)
      #expect(try IsolatedGroups(of: ledger).groups.count == (isResolved ? 2 : 1))
    }
  }

  @Test func aClusterThatNothingTouchesIsFreeWhateverTheOthersDo() throws {
    var charges = balancedCharges([[0, 1]], steps: 20, noise: 0.5, seed: 5)
    for t in charges.indices { charges[t].append([0.3, -0.2]) }
    let ledger = try TransferLedger(trace(charges))
    #expect(ledger.singles.map(\.verdict) == [.unresolved, .unresolved, .free])
    #expect(ledger.singles[2].violation == 0)
  }

  @Test func whatHasNoMomentumGetsNoVerdict() throws {
    var charges = balancedCharges([[0, 1]], steps: 20, noise: 0, seed: 5)
    for t in charges.indices { charges[t].append([0, 0]) }
    let last = try TransferLedger(trace(charges)).singles[2]
    #expect(last.violation.isNaN && last.verdict == .unresolved)
  }

  @Test func bodiesObeyTheThirdLaw() throws {
    let bodies = try Bodies(
      masses: [1, 2, 3], positions: [[0, 0], [1, 0], [0, 2]], velocities: [[0, 1], [0, -0.5], [0.2, 0]], softening: 0.3)
    let motion = try Orbit(bodies, steps: 500, by: 0.01)
    for generators in [nil, [Generator.rotation()]] {
      let ledger = try TransferLedger(motion.trace, generators: generators)
      // Each step's forces cancel to rounding; the momenta are of size one, their changes a hundredth.
      #expect(ledger.imbalance <= 1e-13)
      #expect(ledger.singles.allSatisfy { $0.verdict == .interacts || $0.verdict == .nearlyFree })
      #expect(ledger.whole.verdict == .conserved)
    }
  }

  // MARK: Groups

  /// Groups of random sizes whose transfers cancel within each: found whatever the order of the clusters, and where few
  /// enough, the same as by going through all subsets.
  @Test(arguments: 1...20)
  func groupsAreThoseThatWereMade(seed: Int) throws {
    var random = Random(seed: UInt64(seed), stream: "groups")
    let count = seed <= 10 ? 4 + seed % 9 : 60
    var order = Array(0..<count)
    for i in order.indices.reversed() { order.swapAt(i, Int(random.uniform() * Double(i + 1))) }
    var made: [[Int]] = []
    while !order.isEmpty {
      let size = min(order.count, 2 + Int(random.uniform() * 3))
      made.append(order.prefix(size).sorted())
      order.removeFirst(size)
    }
    if made.count > 1, made[made.count - 1].count < 2 {
      made[made.count - 2] = (made[made.count - 2] + made.removeLast()).sorted()
    }
    made.sort { $0[0] < $1[0] }
    let ledger = try TransferLedger(trace(balancedCharges(made, steps: 40, noise: 1e-5, seed: seed)))
    let found = try IsolatedGroups(of: ledger)
    #expect(found.groups.map(\.members).sorted { $0[0] < $1[0] } == made)
    #expect(found.groups.allSatisfy { $0.verdict == .conserved })
    #expect(found.couplings.filter { $0 < 1e-3 }.count == made.count, "one small singular value for each group")
    if count <= TransferLedger.mostEnumerated, made.count > 1 {
      #expect(try ledger.conservedSubsets()?.map(\.members).sorted { $0[0] < $1[0] } == made)
    }
  }

  /// Two pairs that exchange a little: the second singular value is that little, down to where a Gram matrix sees
  /// nothing.
  @Test(arguments: [1e-2, 1e-5, 1e-9, 1e-12])
  func aCouplingIsMeasured(strength: Double) throws {
    var charges = balancedCharges([[0, 1], [2, 3]], steps: 20, noise: 0, seed: 6)
    var leak = [0.0, 0.0]
    for t in charges.indices.dropFirst() {
      for a in 0..<2 {
        leak[a] += strength * (t % 2 == 0 ? 1 : 0.5)
        charges[t][0][a] += leak[a]
        charges[t][2][a] -= leak[a]
      }
    }
    let couplings = try IsolatedGroups(of: TransferLedger(trace(charges))).couplings
    // Transfers are of size one, charges too, so that differences are right to 1e-15.
    #expect(couplings[0] <= 1e-14)
    #expect((0.1...3).contains(couplings[1] / strength), "\(couplings)")
    #expect(couplings[2] > 0.9)
  }

  /// Two pairs whose coupling is weak enough to look like a gap, and too strong for either to be closed.
  @Test func whatIsNotClosedIsJoined() throws {
    var charges = balancedCharges([[0, 1], [2, 3]], steps: 20, noise: 0, seed: 6)
    for t in charges.indices.dropFirst() {
      charges[t][0][0] += 0.3 * Double(t)
      charges[t][2][0] -= 0.3 * Double(t)
    }
    let ledger = try TransferLedger(trace(charges))
    let found = try IsolatedGroups(of: ledger)
    #expect(found.couplings[1] < 0.5 && ledger.isolation(of: [0, 1]).verdict == .interacts)
    #expect(found.groups.map(\.members) == [[0, 1, 2, 3]])
  }

  /// More clusters than rows: two hundred in a hundred rows, two pairs in each layer, which push in about the same
  /// direction.
  @Test func fewRowsAreTakenApartAlongTheExchanges() throws {
    let pairs = (0..<100).map { [2 * $0, 2 * $0 + 1] }
    var random = Random(seed: 1, stream: "pairs")
    var charges = [(0..<200).map { _ in [random.normal(), random.normal()] }]
    for pair in 0..<50 {
      var next = charges[pair]
      for k in [2 * pair, 2 * pair + 1] {
        let gain = [3 + random.uniform(), random.normal()]
        for a in 0..<2 {
          next[pairs[k][0]][a] += gain[a]
          next[pairs[k][1]][a] -= gain[a]
        }
      }
      charges.append(next)
    }
    let found = try IsolatedGroups(of: TransferLedger(trace(charges)))
    #expect(found.groups.allSatisfy { $0.verdict == .conserved })
    let members = found.groups.map(\.members)
    #expect(members.flatMap { $0 }.count + found.free.count == 200)
    #expect(members.allSatisfy { $0.count <= 4 && $0.count % 2 == 0 })
    // Two rows cannot tell four clusters apart, but nothing that meets in different layers is put together.
    #expect(members.allSatisfy { $0[0] / 4 == $0[$0.count - 1] / 4 })
  }

  @Test func aThousandClustersInPairs() throws {
    let pairs = (0..<500).map { [$0, 999 - $0] }
    let found = try IsolatedGroups(of: TransferLedger(trace(balancedCharges(pairs, steps: 500, noise: 1e-6, seed: 7))))
    #expect(found.groups.map(\.members).sorted { $0[0] < $1[0] } == pairs)
  }

  // MARK: Layers

  @Test func layersTellWhoMeetsWhere() throws {
    // a gives to b in layer 1, b to c in layer 2. They stand at 0, 1 and 3, then all twice as far apart: separation is
    // that at a layer's input.
    let charges = [[[1.0], [0], [0]], [[0.5], [0.5], [0]], [[0.5], [0.2], [0.3]]]
    let states = [1.0, 2, 4].map { Columns<State>(points: [[0], [$0], [3 * $0]]) }
    let trace = try Trace(
      states: states, costates: charges.map { Columns<Costate>(points: $0) }, weights: [1, 1, 1], labels: [0, 1, 2],
      clusters: ["a", "b", "c"])
    let ledger = try TransferLedger(trace)
    let layers = try ledger.exchanges(in: trace)
    #expect(layers.map(\.layer) == [1, 2])
    #expect(layers.map(\.pair.0) == [0, 1] && layers.map(\.pair.1) == [1, 2])
    #expect(layers.map(\.separation) == [1, 4])
    #expect(abs(layers[0].transfer - 0.5) <= 1e-15 && abs(layers[1].transfer - 0.3) <= 1e-15)
    let some = try ledger.exchanges(in: trace, among: [0, 2])
    #expect(some.map(\.separation) == [3, 6])
    #expect(abs(some[0].transfer - 0.25) <= 1e-15 && abs(some[1].transfer - 0.15) <= 1e-15)
  }

  // MARK: Made data

  private func population(clusters: Int, each n: Int, _ random: inout Random) throws -> Population {
    let points = (0..<clusters * n).map { _ in [random.normal(), random.normal()] }
    let goals = points.map { _ in [random.normal(), random.normal()] }
    return try Population(
      states: Columns(points: points), destinations: Columns(points: goals), labels: points.indices.map { $0 / n },
      clusters: (0..<clusters).map { "c\($0)" })
  }

  /// One point of weight one for each cluster, its costate the charge.
  private func trace(_ charges: [[[Double]]]) throws -> Trace {
    let count = charges[0].count
    return try Trace(
      states: charges.map { Columns(count: count, dimension: $0[0].count) },
      costates: charges.map { Columns(points: $0) },
      weights: [Double](repeating: 1, count: count), labels: Array(0..<count), clusters: (0..<count).map { "c\($0)" })
  }

  /// Charges whose changes are of size one and cancel within each group, but for some noise.
  private func balancedCharges(_ groups: [[Int]], steps: Int, noise: Double, seed: Int, dimension: Int = 2)
    -> [[[Double]]]
  {
    var random = Random(seed: UInt64(seed), stream: "charges")
    let count = groups.joined().count
    var charges = [(0..<count).map { _ in (0..<dimension).map { _ in random.normal() } }]
    for _ in 1...steps {
      var next = charges[charges.count - 1]
      for group in groups {
        for a in 0..<dimension {
          let gains = group.map { _ in random.normal() }
          let mean = gains.reduce(0, +) / Double(group.count)
          for (c, gain) in zip(group, gains) { next[c][a] += gain - mean + noise * random.normal() }
        }
      }
      charges.append(next)
    }
    return charges
  }
}
