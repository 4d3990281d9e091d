/* Bodies that attract each other: mountOrbit(element, state, options). Bodies and the heads of their velocities are dragged; masses, step and
   rule are set beside; areas, momenta head to tail and the energy are drawn, of a second rule too. */
const orbitDefaults = { masses: [1, 1], positions: [[-0.25, 0], [0.25, 0]], velocities: [[0, -1.22], [0, 1.22]], softening: 0, step: 0.00889, steps: 500, integrator: "verlet", beside: "none", at: 0.2, areas: true, momenta: true };

function mountOrbit(element, start = {}, options = {}) {
  const state = { ...copied(orbitDefaults), ...copied(start) };
  const set = setter(state, arrange, changed, rested);
  const parts = pieceParts(element, options);
  const piece = { element, state, motion: null, beside: null, script, set, redraw: () => stage.draw(), destroy, get title() { return `${state.masses.length} bodies, ${piece.motion.steps} ${state.integrator} steps of ${short(state.step)}`; } };
  const stage = new Stage(parts.picture, { label: options.label ?? "bodies that attract each other, their ways, momenta and areas", ratio: 0.86, onDraw, onMove: changed, onRest: rested });
  const charts = options.compact ? [] : [["x", "momentum, x"], ["angular", "angular momentum"], ["energy", "error of the energy, of the mean kinetic energy"]].map(([name, title]) => ({ name, title, canvas: parts.chart(title + ", over the steps") }));
  let controls, size = 1, charges;
  const play = player(parts, "play", () => state.at, (at) => { state.at = at; told(); stage.draw(); drawCharts(); controls.show(); }, 8);
  const add = parts.button("add a body", () => {
    const place = stage.onPlane(stage.width * 0.8, stage.height * 0.2).map(round3);
    set({ masses: [...state.masses, 0.1], positions: [...state.positions, place], velocities: [...state.velocities, [0, 0]], softening: state.softening || round3(0.05 * stage.view.half) });
  });
  const drop = parts.button("remove one", () => set({ masses: state.masses.slice(0, -1), positions: state.positions.slice(0, -1), velocities: state.velocities.slice(0, -1) }));
  const finer = parts.button("halve the step", () => set({ step: state.step / 2, steps: Math.min(mostSteps, 2 * state.steps) }));
  parts.bar.append(finer);
  const frame = document.createElement("div");
  parts.picture.append(parts.bar, frame);
  const mostSteps = 20000;

  function arrange() {
    const n = state.masses.length;
    [add.disabled, drop.disabled] = [n >= 8, n <= 2];
    const masses = state.masses.map((m, i) => ({ name: "mass" + i, label: `mass ${i + 1}`, low: Math.min(0.05, m / 2), high: Math.max(20, 2 * m), isLog: true }));
    const rules = Object.keys(integrators);
    frame.replaceChildren();
    controls = new Controls(frame, [
      ...masses, ...(n === 2 && !options.noEllipse ? [{ name: "eccentricity", label: "eccentricity", low: 0, high: 0.95 }] : []),
      { name: "step", label: "step", low: state.step / 30, high: state.step * 30, isLog: true }, { name: "steps", label: "steps", low: 10, high: Math.max(2000, state.steps), isWhole: true },
      { name: "softening", label: "softening", low: 0, high: round3(stage.view.half / 2) }, { name: "at", label: "through the motion", low: 0, high: 1 },
      { name: "integrator", label: "rule", options: rules }, { name: "beside", label: "beside it", options: ["none", ...rules] },
      { name: "areas", label: "areas", isBox: true }, { name: "momenta", label: "momenta", isBox: true },
    ], read, write, rested);
    stage.setHandles(state.masses.flatMap((_, i) => [
      { name: `body ${i + 1}`, at: () => state.positions[i], move: (p) => { state.positions[i] = p; } },
      { name: `velocity of body ${i + 1}`, at: () => tip(i), move: (p) => { state.velocities[i] = p.map((x, a) => round3((x - state.positions[i][a]) / size)); } },
    ]));
  }

  /* The head of a body's velocity. */
  const tip = (i) => state.positions[i].map((x, a) => x + size * state.velocities[i][a]);

  /* The eccentricity that two bodies have: the length of the Laplace-Runge-Lenz vector. */
  function eccentricity() {
    const [m1, m2] = state.masses;
    const [d, v] = [0, 1].map((k) => [0, 1].map((a) => [state.positions, state.velocities][k][1][a] - [state.positions, state.velocities][k][0][a]));
    const [turn, r] = [d[0] * v[1] - d[1] * v[0], Math.hypot(...d)];
    return Math.hypot(v[1] * turn / (m1 + m2) - d[0] / r, -v[0] * turn / (m1 + m2) - d[1] / r);
  }

  /* The semi-major axis, as long as they are bound. */
  function axis() {
    const [m1, m2] = state.masses;
    const d = Math.hypot(...[0, 1].map((a) => state.positions[1][a] - state.positions[0][a]));
    const v2 = [0, 1].reduce((sum, a) => sum + (state.velocities[1][a] - state.velocities[0][a]) ** 2, 0);
    const found = 1 / (2 / d - v2 / (m1 + m2));
    return found > 0 && Number.isFinite(found) ? found : d;
  }

  function read(name) {
    if (name.startsWith("mass")) return state.masses[Number(name.slice(4))];
    return name === "eccentricity" ? clamp(eccentricity(), 0, 0.95) : state[name];
  }

  function write(name, value) {
    if (name.startsWith("mass")) state.masses[Number(name.slice(4))] = value;
    else if (name === "eccentricity") {
      const found = ellipse(state.masses, value, round3(axis()));
      Object.assign(state, { positions: found.positions, velocities: found.velocities, softening: 0 });
    } else state[name] = value;
    changed();
  }

  function changed() {
    const run = (rule) => orbit(state, state.step, state.steps, rule);
    piece.motion = run(state.integrator);
    piece.beside = state.beside === "none" ? null : run(state.beside);
    charges = orbitCharges(piece.motion);
    told();
    stage.draw();
    drawCharts();
    controls.show(document.activeElement);
    if (options.onChange) options.onChange(piece);
  }

  function rested() {
    fit();
    stage.draw();
    parts.spoken.textContent = parts.told.textContent + " " + parts.warning.textContent;
  }

  /* The view holds what is bound; what flies away leaves it. */
  function fit() {
    const { states, count: n } = piece.motion;
    const places = state.positions.slice();
    const reach = 4 * Math.max(...state.positions.map((p) => Math.hypot(p[0] - centre()[0], p[1] - centre()[1])));
    for (let k = 0; k < states.length; k += Math.max(1, Math.floor(states.length / 300))) for (let i = 0; i < n; i++) {
      if (Math.hypot(states[k][i] - centre()[0], states[k][n + i] - centre()[1]) < reach) places.push([states[k][i], states[k][n + i]]);
    }
    const fastest = Math.max(...state.velocities.map((v) => Math.hypot(...v)));
    stage.fit(places, 1.25);
    size = fastest > 0 ? 0.45 * stage.view.half / fastest : stage.view.half / 4;
    stage.fit([...places, ...state.positions.map((_, i) => tip(i))], 1.1);
  }

  const now = () => Math.round(state.at * piece.motion.steps);
  function centre(k = 0) {
    const { states, count: n } = piece.motion;
    const total = state.masses.reduce((a, b) => a + b, 0);
    return [0, 1].map((a) => state.masses.reduce((sum, m, i) => sum + m * states[k][a * n + i], 0) / total);
  }

  /* MARK: What is told */

  /* What the energy errs by, of the mean kinetic energy: of two bodies on an ellipse that is the energy itself. */
  function energyErrors(motion) {
    const n = motion.count;
    const kinetic = (p) => state.masses.reduce((sum, m, i) => sum + (p[i] ** 2 + p[n + i] ** 2) / (2 * m), 0);
    const scale = motion.momenta.reduce((sum, p) => sum + kinetic(p), 0) / motion.momenta.length;
    return Float64Array.from(motion.energies, (e) => (e - motion.energies[0]) / scale);
  }

  const most = (values) => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

  function told() {
    const { motion } = piece;
    const drift = (c) => most(c.sum.map((v) => v - c.sum[0])) / Math.max(most(c.of.flatMap((row) => [...row])), 1e-300);
    const [error, swept] = [most(energyErrors(motion)), areas()];
    parts.told.textContent = `${motion.count} bodies, ${motion.steps} ${state.integrator} steps of ${short(state.step)}, time ${short(now() * state.step)}. Over all of them the sum of momenta strays by ${sci(Math.max(drift(charges.x), drift(charges.y)))} and of angular momenta by ${sci(drift(charges.angular))} of the parts, the energy by ${sci(error)}.`
      + (swept === null ? "" : ` Mass times area swept in the last eighth: ${minus(short(swept))}.`);
    finer.hidden = !(motion.end || error > 0.01) || state.steps >= mostSteps;
    parts.warning.textContent = motion.end ? `At the step ${motion.steps} of ${state.steps} ${motion.end}: take smaller steps, or softening.`
      : error > 0.01 && state.integrator !== "euler" ? `The energy strays by ${Math.max(1, Math.round(100 * error))} %: these steps are too long to tell where the bodies are. Take smaller ones.` : "";
  }
  const sci = (x) => minus(x === 0 ? "0" : x.toExponential(0));

  /* Mass times area, swept about the centre of mass in the last eighth of the time, of all bodies. */
  function areas() {
    const { states, count: n, steps } = piece.motion;
    const eighth = Math.floor(steps / 8);
    const k = now();
    if (eighth < 1 || k < eighth) return null;
    let sum = 0;
    for (let j = k - eighth; j < k; j++) {
      const [c, d] = [centre(j), centre(j + 1)];
      state.masses.forEach((m, i) => {
        const [x, y, u, v] = [states[j][i] - c[0], states[j][n + i] - c[1], states[j + 1][i] - d[0], states[j + 1][n + i] - d[1]];
        sum += m * (x * v - y * u) / 2;
      });
    }
    return sum;
  }

  /* MARK: The picture */

  const way = (motion, i, from, to) => {
    const found = [];
    const each = Math.max(1, Math.floor((to - from) / 2000));
    for (let k = from; k <= to; k += each) found.push(motion.states[k][i], motion.states[k][motion.count + i]);
    if ((to - from) % each) found.push(motion.states[to][i], motion.states[to][motion.count + i]);
    return found;
  };

  function onDraw() {
    const { motion, beside } = piece;
    if (!motion) return;
    const [n, k] = [motion.count, now()];
    const heaviest = Math.max(...state.masses);
    if (beside) for (let i = 0; i < n; i++) stage.line(way(beside, i, 0, beside.steps), Stage.color(i), { width: 1.2, alpha: 0.8, dash: [4, 4] });
    for (let i = 0; i < n; i++) stage.line(way(motion, i, 0, motion.steps), Stage.color(i), { width: 1.4, alpha: 0.6 });
    const eighth = Math.floor(motion.steps / 8);
    if (state.areas) for (let i = 0; i < n; i++) stage.line([...centre(k), ...way(motion, i, Math.max(0, k - eighth), k)], Stage.color(i), { fill: true, alpha: 0.28 });
    for (let i = 0; i < n; i++) {
      stage.ring(state.positions[i], 8, Stage.color(i), 2, [3, 2]);
      stage.arrow(state.positions[i], state.velocities[i].map((v) => v * size), Stage.theme.axis, 1.6);
      stage.ring(tip(i), 5, Stage.theme.axis, 1.4);
    }
    if (state.momenta) drawMomenta(k);
    for (let i = 0; i < n; i++) stage.disc([motion.states[k][i], motion.states[k][n + i]], 4 + 5 * Math.cbrt(state.masses[i] / heaviest), Stage.color(i));
    stage.disc(centre(k), 2.5, Stage.theme.ink);
    stage.key("velocity", stage.unit * size, 1.6);
  }

  /* Each body's momentum, and all of them head to tail in the corner: where they end is the sum. */
  function drawMomenta(k) {
    const { motion } = piece;
    const n = motion.count;
    const largest = Math.max(...motion.momenta.filter((_, j) => j % 10 === 0).map((p) => most(p)), 1e-300);
    const pixels = 0.22 * stage.width / largest;
    let [x, y] = [stage.width - 90, stage.height - stage.edge.bottom - 60];
    const start = [x, y];
    for (let i = 0; i < n; i++) {
      const [px, py] = [motion.momenta[k][i] * pixels, motion.momenta[k][n + i] * pixels];
      const [ax, ay] = [stage.across(motion.states[k][i]), stage.down(motion.states[k][n + i])];
      stage.inkArrow(ax, ay, ax + px / 2, ay - py / 2, Stage.color(i), 2.6);
      stage.inkArrow(x, y, x + px / 2, y - py / 2, Stage.color(i), 2);
      [x, y] = [x + px / 2, y - py / 2];
    }
    stage.inkArrow(...start, x, y, Stage.good, 3.4);
    stage.pen.fillStyle = Stage.good;
    stage.pen.fillRect(start[0] - 3, start[1] - 3, 6, 6);
    stage.words("sum of momenta", start[0], start[1] + 26, Stage.theme.ink, "center");
    stage.key("momentum", pixels / 2, 2.6);
  }

  function drawCharts() {
    const { motion, beside } = piece;
    const each = Math.max(1, Math.ceil(motion.states.length / 600));
    const some = (values) => Array.from(values).filter((_, k) => k % each === 0);
    for (const { name, title, canvas } of charts) {
      const longest = beside && beside.steps > motion.steps ? beside : motion;
      const x = some(longest.states.map((_, k) => k));
      let curves;
      if (name === "energy") {
        curves = [{ values: some(energyErrors(motion)), color: Stage.theme.ink, width: 2 }];
        if (beside) curves.push({ values: some(energyErrors(beside)), color: Stage.theme.series[1], dash: [5, 4] });
        curves.resolution = 1e-13;
      } else {
        curves = charges[name].of.map((row, i) => ({ values: some(row), color: Stage.color(i) }));
        curves.push({ values: some(charges[name].sum), color: Stage.good, width: 3.2, alpha: 0.8 });
        if (beside) curves.push({ values: some(orbitCharges(beside)[name].sum), color: Stage.theme.ink, dash: [2, 3] });
        curves.resolution = 1e-3 * most(charges[name].of.flatMap((row) => [...row]));
      }
      const sum = name === "energy" ? (beside ? `${state.integrator}; ${state.beside} dashed` : state.integrator) : "sum " + minus(short(charges[name].sum[now()]));
      chart(canvas, { title, x, curves, cursor: now(), end: "step ", note: sum, height: 128 });
    }
  }
  stage.onDress = () => { stage.draw(); drawCharts(); };

  /* MARK: In nsh */

  function script() {
    const list = (points) => "[" + points.map((p) => "(" + p.join(", ") + ")").join(", ") + "]";
    return `build orbit masses=[${state.masses.join(", ")}] positions=${list(state.positions)} velocities=${list(state.velocities)} softening=${state.softening} step=${state.step} steps=${state.steps} integrator=${state.integrator}\nconserve\nplot path\n`;
  }

  function destroy() {
    play.play(false);
    stage.destroy();
    element.replaceChildren();
  }

  piece.motion = orbit(state, state.step, state.steps, state.integrator);
  fit();
  arrange();
  changed();
  stage.draw();
  return piece;
}
