import Core
import Syntax

/// define family wave(x, y; c, a, w) = (x + a*sin(w*(y - c)), y)
enum DefineFamily {
  static let command = Command(
    "define", "family", "defines a family of maps of one's own by a formula, with derivatives made from it",
    details: [
      "define family NAME(x, y; PARAMETERS) = (X, Y). The state is two numbers, or one point: NAME(p; ...). Behind the semicolon stand the parameters of "
        + "a layer; `c: centre` or `v: vector` is a point of two numbers (c.x, c.y), `m: matrix` has four (m[1] to m[4]), `s: length` is a width that the penalty "
        + "leaves alone, `c: x` and `c: y` are coordinates, `a: scalar` a number. `a = 1` gives the value that the penalty draws to, by itself 0.",
      "Parameters whose kind is not said get it so: what translations move is a coordinate, the rest scalars. The motions of the plane under which the "
        + "family is closed are proved on the formula; where that cannot be decided, it is said at how many states they were tried. `conserve` shows their "
        + "charges. `closed=euclidean` (translations, euclidean, similarities, affine) claims them, and is refused where it is wrong.",
      "A formula has + - * / ^, points, and the functions \(GraphBuilder.functions.joined(separator: ", ")). Variables and functions of the script are taken as "
        + "they are now. Where abs, max or min bend, the derivative is the mean of both sides; that of sign is 0.",
    ], [closed], signature: .family,
    ranks: .alike, also: ["map", "deformation", "diffeomorphism", "own", "formula"],
    examples: [
      .init(
        "define family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)",
        shows:
          "wave: 3 parameters (c: y, a: scalar, w: scalar), closed under translation x, translation y, dilation, stretch"
      )
    ]
  ) { call, session in
    guard let (signature, body) = call.definition else { return }
    let family = try FamilyDefinition.family(signature, body, &session)
    if let claim = try call[closed] {
      let lacking = claim.basis.filter { !family.symmetries.contains($0) }
      if !lacking.isEmpty {
        throw Diagnostic(
          .wrongClaim, "`\(family.name)` is not closed under \(lacking.map(\.name).joined(separator: ", "))",
          at: call.span(of: closed.parameter),
          label: "it is \(family.symmetryText)")
      }
    }
    session.workspace.families[family.name] = family
    session.show(.report(describe(family), seconds: nil))
  }

  static let closed = Option.optional(
    "closed", .choice(of: Closure.allCases.filter { $0 != .none }), "the claimed group of symmetries")

  static func describe(_ family: FormulaFamily) -> String {
    var seen = Set<String>()
    let parts = family.parameters.filter { seen.insert($0.stem).inserted }.map { "\($0.stem): \($0.role.rawValue)" }
    let count = family.parameters.count
    let kinks =
      family.kinks.isEmpty ? "" : "; the mean of both slopes where \(family.kinks.joined(separator: ", ")) bends"
    return
      "\(family.name): \(count) parameter\(count == 1 ? "" : "s")\(parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"), \(family.symmetryText)\(kinks)"
  }
}
