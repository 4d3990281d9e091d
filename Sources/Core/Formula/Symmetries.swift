/// How the parameters of one layer move along with a generator of the states: xi_theta = M theta + m.
struct Action: Sendable {
  let generator: Generator
  let matrix: [Double]
  let offset: [Double]

  func callAsFunction(_ theta: ArraySlice<Double>) -> [Double] {
    offset.indices.map { i in
      zip(theta, 0...).reduce(offset[i]) { $0 + matrix[i * offset.count + $1.1] * $1.0 }
    }
  }
}

/// The named generators under which a formula is closed, and the actions on its parameters.
///
/// A family is closed under xi when some xi_theta makes f_x xi(x) + f_theta xi_theta = xi(f) for all x and theta. Looked
/// for is a function xi_theta = M theta + m of the parameters, as it is for centres, vectors, matrices, lengths,
/// logarithms of lengths: that makes the identity a set of linear equations for M and m, one for each monomial of its
/// normal form. Where they have a solution, the family is closed; where they have none and the form's atoms are
/// independent, it is not. What this leaves open is decided by trying (see `ActionFit`).
struct Symmetries {
  private(set) var actions: [Action] = []
  /// Nil where all is proved.
  private(set) var trial: Trial?

  init(_ jacobian: Jacobian, _ habitat: Habitat, _ parameters: Int) {
    let proof = ActionProof(jacobian, habitat, parameters)
    if proof?.isComplete == true {
      actions = Generator.catalogue.compactMap { proof?.actions[$0.name] }
      return
    }
    let fit = ActionFit(jacobian, habitat, parameters)
    var tried: [String] = []
    for generator in Generator.catalogue {
      if let action = proof?.actions[generator.name] {
        actions.append(action)
      } else if let action = fit.action(of: generator) {
        actions.append(action)
        tried.append(generator.name)
      }
    }
    trial = tried.isEmpty ? nil : Trial(names: tried, states: fit.states)
  }

  /// What a parameter is, of which it was not said: what translations move is a coordinate; else it is a scalar.
  func role(of parameter: FamilyParameter, _ i: Int) -> FamilyParameter {
    for (role, name) in [(FamilyParameter.Role.abscissa, "translation x"), (.ordinate, "translation y")] {
      if let action = actions.first(where: { $0.generator.name == name }), action.offset[i] == 1 {
        return FamilyParameter(parameter.name, role, rest: parameter.rest)
      }
    }
    return parameter
  }
}

extension Action {
  /// A number to the next half, where that is within the accuracy of its solution.
  static func rounded(_ x: Double, within tolerance: Double) -> Double {
    let half = (2 * x).rounded() / 2
    return abs(x - half) < tolerance ? half : x
  }
}

/// f, f_x and f_theta at one point.
struct Jacobian {
  let graph: Graph
  let outputs: [Graph.Node]
  /// Two rows: by the state, then by the parameters.
  let rows: [[Graph.Node]]
  private let tape: Tape

  init(_ graph: Graph, _ outputs: [Graph.Node], _ parameters: Int) {
    var graph = graph
    let variables = (0..<2 + parameters).map { graph.input($0) }
    let one = graph.constant(1)
    rows = outputs.map { graph.gradient(of: [$0], seeds: [one], by: variables) }
    (self.graph, self.outputs) = (graph, outputs)
    tape = Tape(graph, outputs + rows.flatMap { $0 })
  }

  /// - Parameter inputs: state, then parameters.
  func callAsFunction(_ inputs: [Double]) -> (image: [Double], rows: [[Double]]) {
    let (values, width) = (tape(inputs), rows[0].count)
    return (Array(values[..<2]), [Array(values[2..<2 + width]), Array(values[(2 + width)...])])
  }
}

extension FormulaFamily {
  /// Of a generator under which the family is closed, the action that was found; of others, what the parameters' roles
  /// say.
  public func action(of xi: Generator, on theta: ArraySlice<Double>) -> [Double] {
    let (a, b, c, d) = (xi.matrix[0], xi.matrix[1], xi.matrix[2], xi.matrix[3])
    let parts = [xi.offset[0], xi.offset[1], (c - b) / 2, (a + d) / 2, (a - d) / 2, (b + c) / 2]
    var motion = [Double](repeating: 0, count: theta.count)
    for (generator, part) in zip(Generator.catalogue, parts) where part != 0 {
      guard let action = actions.first(where: { $0.generator == generator }) else {
        return roleAction(of: xi, on: theta)
      }
      for (i, m) in action(theta).enumerated() { motion[i] += part * m }
    }
    return motion
  }
}
