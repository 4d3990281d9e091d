import Core
import Syntax

/// What a person has given names to: values, functions and formulas.
extension Holding {
  static let variables = Holding(
    word: "variable", plural: "variables", headings: ["kind", "size", "value"],
    example: "let a = 1..9\ninspect variables",
    synonym: "variable",
    names: { w in w.variables.names.filter { w.function($0) == nil } }, size: { name, w in w.variables[name]?.size },
    about: { name, session in session.workspace.variables[name].map { "\(bare($0)) \($0.glance)" } ?? "" },
    row: { name, session in
      guard let value = session.workspace.variables[name] else { return [] }
      return [.init(bare(value)), value.size.map { .number(Double($0)) } ?? .none, .init(value.glance)]
    },
    inspect: { name, session in
      guard let value = session.workspace.variables[name] else { return [] }
      let size = value.size.map { ", size \($0)" } ?? ""
      return [.text("\(name): \(value.kind)\(size)"), .value(value)]
    },
    needs: { name, workspace in try workspace.variables[name]?.heldNames() ?? [] }, reliance: "holds it",
    remove: { name, workspace in workspace.variables[name] = nil })

  /// The kind without its article.
  private static func bare(_ value: Value) -> String {
    ["a ", "an "].first { value.kind.hasPrefix($0) }.map { String(value.kind.dropFirst($0.count)) } ?? value.kind
  }

  static let functions = Holding(
    word: "function", plural: "functions", headings: ["usage", "definition"],
    example: "def f(x) = x^2\ninspect functions",
    synonym: "function",
    names: { w in w.variables.names.filter { w.function($0) != nil } }, size: { _, _ in nil },
    about: { name, session in session.workspace.function(name)?.usage ?? "" },
    row: { name, session in
      guard let definition = session.workspace.function(name) else { return [] }
      let text = definition.text(named: name, session).split(separator: "\n")
      return [.init(definition.usage), .init((text.first.map(String.init) ?? "") + (text.count > 1 ? " ..." : ""))]
    },
    inspect: { name, session in
      guard let definition = session.workspace.function(name) else { return [] }
      return [.text(definition.text(named: name, session))]
    },
    needs: { name, workspace in
      guard let definition = workspace.function(name) else { return [] }
      // What a function without a name took along it has.
      let own = (definition.captured as? Surroundings)?.names ?? []
      return definition.usedNames.subtracting(own + [name])
    },
    remove: { name, workspace in workspace.variables[name] = nil })

  static let quantities = Holding(
    word: "quantity", plural: "quantities", headings: ["formula"],
    example: "define quantity spin = mean(cross(x, g))\ninspect quantities",
    synonym: "quantity",
    names: { $0.quantities.names },
    size: { _, _ in nil },
    about: { name, session in session.workspace.quantities[name].map { Printer.text($0.formula) } ?? "" },
    row: { name, session in
      [.init(session.workspace.quantities[name].map { Printer.text($0.formula) } ?? "")]
    },
    inspect: { name, session in
      guard let own = session.workspace.quantities[name] else { return [] }
      return [.text("define quantity \(name) = \(Printer.text(own.formula))")]
    },
    needs: { name, workspace in
      workspace.quantities[name]?.formula.usedNames.subtracting(Quantity.variables) ?? []
    },
    remove: { name, workspace in workspace.quantities[name] = nil })

  static let families = Holding(
    word: "family", plural: "families", headings: ["parameters", "closed under", "formula"],
    example: "define family wave(x, y; c, a) = (x + a*sin(y - c), y)\ninspect families",
    unit: "parameter", synonym: "family",
    names: { $0.families.names }, size: { name, w in w.families[name]?.parameters.count },
    about: { name, session in session.workspace.families[name]?.definition ?? "" },
    row: { name, session in
      guard let own = session.workspace.families[name] else { return [] }
      return [
        .number(Double(own.parameters.count)), .init(own.symmetries.map(\.name).joined(separator: ", ")),
        .init(own.definition),
      ]
    },
    inspect: { name, session in
      guard let own = session.workspace.families[name] else { return [] }
      return [.text("define family \(own.definition)\n  \(DefineFamily.describe(own))")]
    }, remove: { name, workspace in workspace.families[name] = nil })

  static let actions = Holding(
    word: "action", plural: "actions", headings: ["parameters", "formula"],
    example: "define action spring(q, v) = v^2/2 - q^2/2\ninspect actions",
    unit: "parameter", synonym: "action",
    names: { $0.actions.names },
    size: { name, w in w.actions[name]?.parameters.count },
    about: { name, session in session.workspace.actions[name]?.definition ?? "" },
    row: { name, session in
      guard let own = session.workspace.actions[name] else { return [] }
      return [.number(Double(own.parameters.count)), .init(own.definition)]
    },
    inspect: { name, session in
      guard let own = session.workspace.actions[name] else { return [] }
      return [.text("define action \(own.definition)\n  \(DefineAction.describe(own))")]
    }, remove: { name, workspace in workspace.actions[name] = nil })
}

extension Workspace {
  /// A function of the script.
  func function(_ name: String) -> Definition? {
    if case .function(let definition)? = variables[name] { definition } else { nil }
  }
}

extension Definition {
  /// As a script writes it.
  fileprivate func text(named name: String, _ session: Session) -> String {
    isAnonymous
      ? "let \(name) = \(usage)"
      : session.language.printer.text(Statement(kind: .definition(self), span: self.name.span))
  }
}

extension Value {
  /// Clusters and processes that it stands for.
  fileprivate func heldNames() throws -> Set<String> {
    var names = Set<String>()
    try forEachWithin { value in
      if case .cluster(let name) = value { names.insert(name) }
      if case .process(let name) = value { names.insert(name) }
    }
    return names
  }
}
