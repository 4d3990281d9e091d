import Syntax

/// help tour
enum HelpTour {
  static let command = Command(
    "help", "tour", "shows around in five minutes: each step explains itself and runs",
    details: [
      "Your own work stays as it is; where there was none, the tour's clusters and its chain are yours afterwards."
    ], [],
    isAboutTheDialogue: true, ranks: .alike, examples: [.init("help tour", shows: "*")]
  ) { call, session in
    let own = session.workspace
    let isEmpty = own.processes.isEmpty && own.clusters.isEmpty
    session.workspace = Workspace()
    defer {
      if isEmpty {
        // What remains is the chain; the bodies and the light were only to be seen.
        session.workspace.processes = session.workspace.processes.filter { !$0.value.theta.isEmpty }
        session.workspace.current = BuildChain.standardName
      } else {
        session.workspace = own
      }
    }
    for (number, step) in steps.enumerated() {
      session.show(.text("\n[\(number + 1)/\(steps.count)] \(step.text)"))
      for line in step.code.split(separator: "\n") {
        session.show(.text("nsh> \(line)"))
        try run(String(line), &session)
      }
      guard number == steps.count - 1 || session.host.pause() else {
        return session.show(.text("The tour ends here; `help` tells the rest."))
      }
    }
  }

  private static func run(_ line: String, _ session: inout Session) throws {
    var parser = Parser(Source(line), session.language.vocabulary)
    let statements = parser.parse()
    _ = try session.evaluating { try $0.execute(statements) }
  }

  static let steps: [(text: String, code: String)] = [
    (
      "A process carries points through the plane. Two clusters are to trade places. A seed makes everything repeatable.",
      "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\ndefine cluster blue n=20 at=(1, 0) to=(0, 1)"
    ),
    (
      "Fifty small deformations, each x -> x + a k(|x - c|/s) with its own a and c, make the chain. Nothing is trained yet.",
      "build chain layers=50 family=bump s=0.5 penalty=1e-2"
    ),
    (
      "Training makes the loss stationary: Adam comes near, Newton arrives at rounding level.",
      "train adam steps=1000 rate=0.02 decay=cosine\ntrain newton until gradient < 1e-10"
    ),
    ("Where the points went, layer by layer:", "plot path"),
    (
      "Depth plays the part of time. The mean gradient at each layer is the chain's linear momentum, the mean of x ^ g its angular momentum. "
        + "The layers move along with the plane, so both are the same at every layer (Noether). Look at the drift:",
      "conserve"
    ),
    (
      "Each cluster's own momentum is not conserved: they push each other. Only the sum is flat.",
      "plot momentum by cluster"
    ),
    (
      "Quantities are values. They can be sliced and computed with, and new ones defined by a formula.",
      "momentum.red[25]\nmax(norm(momentum.red + momentum.blue - momentum))\ndefine quantity spin = mean(cross(x, g))\n"
        + "max(abs(spin - angular))"
    ),
    (
      "One layer closely: what it does to each cluster, and what it hands over.",
      "inspect layer 25\nplot layer 25 deformation=grid arrows=mean"
    ),
    ("Who takes momentum from whom, at which layer: red gains it, blue loses it.", "plot transfers"),
    (
      "A family of maps on its own. Turned or moved, the family is the same family; that is where conservation comes from.",
      "plot family swirl a=1.5"
    ),
    (
      "Where the subject begins: two bodies. Their costates are momenta, their charges the same pairing <p, xi(q)>, summed over the bodies; moving or "
        + "turning both changes no action, so it stays, and together they sweep the same area in equal times.",
      "build orbit masses=[1, 2] eccentricity=0.5\nconserve\nplot path"
    ),
    (
      "And light through a lens: p is the gradient of travel time, the same pairing <p, xi(q)> is Bouguer's n r sin(phi), the area of each triangle.",
      "build ray lens=bump from=(-1.5, 0) to=(1.5, 0)\nplot path\nuse chain"
    ),
    (
      "`expect` turns a claim into a check; scripts end with status 3 when one fails. `plot path > \"swap.svg\"` writes a picture, "
        + "`export page \"swap.html\"` a page that plays in a browser, `history save \"mine.nsh\"` what you did, `undo` takes a step back, `help` tells the rest. That is all; enjoy.",
      "expect drift(momentum) < 1e-10 \"linear momentum is conserved\""
    ),
  ]
}
