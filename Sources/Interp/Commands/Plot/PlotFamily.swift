import Core
import Figures
import Syntax

/// plot family swirl c=(0, 0) a=1
enum PlotFamily {
  static let family = Option.required(
    "family", .name(.family), "which family: one of those below, or of `define family`", positional: true)
  static let kernel = Option("kernel", .choice, "how the map fades with distance", default: Kernel.gauss)
  static let s = Option.optional("s", .value(.quantity), "the kernel's width; 0.7 by itself")
  static let deformation = Option(
    "deformation", .choice(of: [.grid, .field]), "a displaced grid, or arrows of the displacement",
    default: Deformation.Kind.grid)
  static let view = Option("view", .positive, "the picture shows [-view, view]^2", default: 1.5)
  /// One for each stem of all families' parameters.
  static let parameters: [Option<Value?>] = stems.map { stem in
    let families = Catalogue.families.filter {
      FamilyPicture.stems(of: $0.init(kernel: .gauss, scale: Scale(1))).contains(stem)
    }.map { $0.name }
    return .optional(stem, .value(.quantity), "a parameter of \(families.joined(separator: ", "))")
  }

  private static var stems: [String] {
    var seen = Set<String>()
    return Catalogue.families.flatMap { FamilyPicture.stems(of: $0.init(kernel: .gauss, scale: Scale(1))) }.filter {
      $0 != "s" && seen.insert($0).inserted
    }
  }

  static let command = Command(
    "plot", "family", "draws what a map of a family does to the plane, for any of its parameters",
    details: [
      "A parameter is a number, a point (x, y), or the list of a matrix' four entries. When one is a range, or a list of such values, the picture "
        + "has a panel for some of them, and a .gif a frame for each; without any, a .gif lets the amplitudes swing.",
      Picture.endings + " With .html it becomes a page on which the parameters are dragged.",
    ] + Catalogue.families.map { "\($0.name): \($0.formula)" },
    [family] + parameters + [s, kernel, deformation, view] + Picture.options, file: Picture.playing,
    takesMore: { call in
      call.arguments.dropFirst().first.map { argument in !Catalogue.names.contains(argument.value.bareName ?? "") }
        ?? false
    },
    ranks: .alike, also: ["draw", "picture", "explore", "vector", "field"],
    examples: [
      .init("plot family swirl c=(0, 0) a=1 > \"swirl.svg\"", shows: "swirl.svg written"),
      .init("plot family pinch b=-0.5..1 step 0.5 > \"pinch.png\"", shows: "pinch.png written"),
    ]
  ) { call, session in
    let name = try call[family]
    let wanted = try call[kernel]
    let type = try session.placed(call.span(of: family.parameter)) {
      try $0.workspace.family(named: name, kernel: wanted, scale: Scale(0.7))
    }
    var picture = FamilyPicture(
      type, kernel: wanted, view: try call[view], kind: try call[deformation])
    let declared = parameters + [s]
    let more = call.arguments.keys.filter { name in call.command.parameter(named: name) == nil }.sorted().map {
      Option.optional($0, .value(.quantity), "")
    }
    for option in declared + more {
      guard let value = try call[option] else { continue }
      let span = call.span(of: option.parameter)
      guard picture.has(option.parameter.name) else {
        throw Diagnostic(
          .unknownOption, "`\(name)` has no parameter `\(option.parameter.name)`", at: span,
          label: "it has " + picture.names.joined(separator: ", "))
      }
      try session.placed(span) { _ in try picture.set(option.parameter.name, value) }
    }
    let final = picture
    let (script, seed) = (
      session.scriptText ?? session.dialogue.script, session.workspace.seed.map { String($0) }
    )
    try Picture(
      { try final.still() }, moving: { try final.animation() },
      page: { try final.explorer(script: script, seed: seed).html() }
    )
    .deliver(call, &session)
  }
}
