/* Two bodies: drag the velocities, choose the masses; their momenta head to tail, the areas they sweep, the sums beside. */
lives.bodies = (figure) => {
  const stage = new Stage(figure, { half: 1.25, aspect: 0.62, label: "Two bodies on their ways, with their momenta", centre: [0.35, 0.05] });
  const steps = 1000;
  const start = ellipse([1, 2], 0.5);
  const bodies = { masses: [1, 2], positions: start.positions, velocities: start.velocities.map(([x, y]) => [x + 0.15, y + 0.1]) };
  let [integrator, now, motion, charges_] = ["verlet", 0, null, null];
  const reach = 0.35;
  const solve = () => {
    motion = orbit(bodies, start.period / steps, steps, integrator);
    charges_ = orbitCharges(motion);
    now = Math.min(now, motion.steps);
  };
  bodies.masses.forEach((_, i) => stage.handle({
    label: `velocity of body ${i + 1}`, colour: "c" + i, shape: "ring",
    get: () => bodies.positions[i].map((x, a) => x + reach * bodies.velocities[i][a]),
    set: (p) => { bodies.velocities[i] = p.map((x, a) => (x - bodies.positions[i][a]) / reach); solve(); },
  }));
  const time = stage.slider({ label: "time", low: 0, high: steps, step: 1, value: now, text: (v) => (v / steps).toFixed(2), change: (v) => { now = Math.min(v, motion.steps); } });
  stage.slider({ label: "mass of the second", low: 0.2, high: 5, step: 0.1, value: 2, text: (v) => v.toFixed(1), change: (v) => { bodies.masses[1] = v; solve(); } });
  stage.choice({ label: "rule for a step", options: [["Verlet: an action", "verlet"], ["Euler: none", "euler"]], value: integrator, change: (v) => { integrator = v; solve(); } });
  Motor.player(stage.button("play", () => {}), "play", 8, () => now / motion.steps, (part) => {
    now = Math.round(part * motion.steps);
    time.show(now);
    stage.draw();
  });
  stage.paint = () => {
    const [q, p] = [motion.states, motion.momenta];
    const place = (i, k) => stage.at([q[k][i], q[k][2 + i]]);
    let text = "";
    for (const i of [0, 1]) {
      text += mark.line(q.map((_, k) => place(i, k)), "c" + i, 1.2, 'stroke-opacity="0.55"');
      const from = Math.max(0, now - 125);
      text += mark.area([stage.at([0, 0]), ...Array.from({ length: now - from + 1 }, (_, k) => place(i, from + k))], "c" + i, 0.22);
    }
    text += mark.dot(stage.at([0, 0]), 3, "ink");
    const size = 0.35 * stage.unit;
    // The corner where the momenta hang together, so that they stay above the words at every time.
    const chained = (axis) => q.flatMap((_, k) => [0, size * p[k][2 * axis], size * (p[k][2 * axis] + p[k][2 * axis + 1])]);
    const corner = [stage.plane.width - 16 - Math.max(...chained(0)), stage.plane.height - 34 * letter + Math.min(...chained(1))];
    let tail = corner;
    for (const i of [0, 1]) {
      text += mark.dot(place(i, now), 5 + 2 * Math.sqrt(bodies.masses[i]), "c" + i);
      const by = ([x, y]) => [x + size * p[now][i], y - size * p[now][2 + i]];
      text += mark.arrow(place(i, now), by(place(i, now)), "c" + i, 2.2) + mark.arrow(tail, by(tail), "c" + i, 2.2);
      text += mark.line([place(i, 0), stage.at(bodies.positions[i].map((x, a) => x + reach * bodies.velocities[i][a]))], "c" + i, 1, 'stroke-dasharray="2 3"');
      tail = by(tail);
    }
    text += mark.arrow(corner, tail, "ink", 3.4) + mark.word([stage.plane.width - 8, stage.plane.height - 8], "the two momenta and their sum", 'text-anchor="end"') + arrowKey("momentum", size);
    const { x, y, angular } = charges_;
    const spread = (row) => Math.max(...row.subarray(0, now + 1)) - Math.min(...row.subarray(0, now + 1));
    // What each swept in the last eighth, times its mass: half of its part of the angular momentum.
    const [first, swept] = [Math.max(0, now - 125), [0, 0]];
    for (const i of [0, 1]) for (let k = first; k < now; k++) swept[i] += bodies.masses[i] * (q[k][i] * q[k + 1][2 + i] - q[k][2 + i] * q[k + 1][i]) / 2;
    const areas = now - first < 125 ? "" : ` Shaded areas, times mass: ${told(swept[0])} + ${told(swept[1])} = ${told(swept[0] + swept[1])}.`;
    stage.tell((motion.end ? motion.end + ". " : "") + `Momenta sum to (${told(x.sum[now])}, ${told(y.sum[now])}), angular momenta to ${told(angular.sum[now])}; so far the sums changed by ${told(Math.max(spread(x.sum), spread(y.sum)), 1)} and ${told(spread(angular.sum), 1)}.${areas}`);
    return text;
  };
  // What has been, and not what comes.
  const seen = (row) => Array.from(row, (v, k) => (k <= now ? v : NaN));
  new Chart(stage, {
    title: "angular momentum about the origin", label: "angular momentum of each body and of both over time", height: 140,
    data: () => ({ curves: [...charges_.angular.of.map((row, i) => ({ name: `body ${i + 1}`, values: seen(row), colour: "c" + i })), { name: "sum", values: seen(charges_.angular.sum), colour: "sum", width: 3.4 }], cursor: now, ends: ["time 0", "one period"], least: 1e-6 }),
  });
  solve();
  stage.draw();
  return { get motion() { return motion; }, bodies };
};
