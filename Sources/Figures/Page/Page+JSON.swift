extension Page {
  func json(_ moment: Moment, isExact: Bool) -> JSON {
    var members: [(String, JSON)] = [
      ("step", .number(Double(moment.step))), ("heading", moment.heading.map { .string($0) } ?? .null),
      ("name", moment.name.map { .string($0) } ?? .null),
      ("handle", moment.handle.map { .numbers([$0.x, $0.y]) } ?? .null),
      ("points", .numbers(moment.points.map(Double.init))),
    ]
    let vectors = [moment.states, moment.costates]
    if isExact {
      members += zip(["states", "costates"], vectors).map { ($0, .floats($1.joined())) }
    } else {
      // Of earlier moments half as many digits.
      let boxes = vectors.map { Self.box($0.joined()) }
      members += zip(["states", "costates"], zip(vectors, boxes)).map { name, part in
        (name, .steps(part.0.joined(), x: part.1.x, y: part.1.y))
      }
      members.append(
        (
          "boxes",
          .array(
            boxes.map {
              .numbers([$0.x.lowerBound, $0.x.upperBound, $0.y.lowerBound, $0.y.upperBound])
            })
        ))
    }
    members += [
      (
        "means",
        .singles(
          moment.means.joined().flatMap { [$0.state.x, $0.state.y, $0.gradient.x, $0.gradient.y, $0.angular] },
          isExact: isExact)
      ),
      ("charts", .array(moment.charts.map { json($0, isExact: isExact) })),
    ]
    if carrier != nil { members.append(("theta", .singles(moment.theta, isExact: isExact))) }
    return .object(members)
  }

  private func json(_ chart: Chart, isExact: Bool) -> JSON {
    .object([
      ("name", .string(chart.name)), ("resolution", .number(chart.resolution)), ("size", .number(chart.size)),
      (
        "curves",
        .array(
          chart.curves.map {
            .object([
              ("group", $0.group.map { .number(Double($0)) } ?? .null),
              ("values", .singles($0.values, isExact: isExact)),
            ])
          })
      ),
    ])
  }

  /// What holds all points; wider than nothing.
  private static func box(_ points: some Sequence<Point>) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    var (low, high) = (Point(.infinity, .infinity), Point(-.infinity, -.infinity))
    for p in points where p.x.isFinite && p.y.isFinite {
      (low, high) = (Point(min(low.x, p.x), min(low.y, p.y)), Point(max(high.x, p.x), max(high.y, p.y)))
    }
    guard low.x <= high.x else { return (0...1, 0...1) }
    func range(_ a: Double, _ b: Double) -> ClosedRange<Double> { ClosedRange(between: a, and: b > a ? b : a + 1) }
    return (range(low.x, high.x), range(low.y, high.y))
  }
}

extension Page.Carrier {
  var json: JSON {
    .object([
      ("families", .strings(families)), ("kernel", .string(kernel)), ("s", .number(width)),
      ("trained", .truth(isWidthTrained)),
    ])
  }

  var code: [UInt8] { Playground.Map.code(maps) }
}

extension Page.Scenery {
  func json(x: ClosedRange<Double>, y: ClosedRange<Double>) -> JSON {
    .object([
      ("shades", .array(shades.map { .array([.number($0.shade), .steps($0.outline, x: x, y: y)]) })),
      ("centre", centre.map { .numbers([$0.x, $0.y]) } ?? .null), ("areas", .string(areas.rawValue)),
      ("scale", .number(scale)), ("fronts", .truth(fronts)),
    ])
  }
}

extension PanelPlace {
  var json: JSON {
    .object([
      ("rect", .numbers([rect.x, rect.y, rect.width, rect.height])), ("x", x.json(xTicks)), ("y", y.json(yTicks)),
    ])
  }
}

extension Scale {
  func json(_ ticks: [Tick]) -> JSON {
    .object([
      ("low", .number(low)), ("high", .number(high)),
      ("ticks", .array(ticks.map { .array([.number($0.value), .string($0.label)]) })),
    ])
  }
}

extension Theme {
  var json: JSON {
    .object([
      ("name", .string(rawValue)), ("ground", .string(ground.hex)), ("ink", .string(ink.hex)),
      ("axis", .string(axis.hex)),
      ("neutral", .string(neutral.hex)), ("faint", .string(faint.hex)), ("shade", .string(shade.hex)),
      ("series", .strings(series.map(\.hex))),
    ])
  }
}
