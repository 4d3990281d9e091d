/* A map of a family, its parameters in the reader's hand, and a frame that is dragged: mountFamily(element, state, options). In a closed
   family the map of moved parameters, f_{g theta}, and the map seen from the moved frame, g o f_theta o g^-1, are the same. `families`
   and `kernels` are declared beside nsh's: { map, parameters: [{ name, role, start, rest, low, high, swings, isTrained }], view, isRadial }. */
const familyDefaults = { family: "bump", kernel: "gauss", p: {}, frame: { x: 0.8, y: 0.4, turn: 0.6, grow: 1 }, grid: true, field: false, framed: false };

function mountFamily(element, start = {}, options = {}) {
  const state = { ...copied(familyDefaults), ...copied(start) };
  const set = setter(state, arrange, changed, rested);
  const parts = pieceParts(element, options);
  const piece = { element, state, script, set, image, redraw: () => stage.draw(), destroy, get miss() { return miss(); }, get title() { return "the family " + state.family; } };
  const stage = new Stage(parts.picture, { label: options.label ?? "a grid of the plane under a map of a family", ratio: 0.9, onDraw, onMove: changed, onRest: rested });
  let family, controls, choice;
  if (options.choose !== false && Object.keys(families).length > 1) {
    choice = new Controls(parts.side, [{ name: "family", label: "family", options: Object.keys(families) }], () => state.family, (_, family) => set({ family, p: {} }));
  }
  const formula = Object.assign(document.createElement("p"), { className: "piece-formula" });
  parts.side.prepend(formula);
  const frame = document.createElement("div");
  const play = parts.button("play", () => swing(!swinging));
  parts.button("reset", () => { swing(false); set({ ...copied(familyDefaults), family: state.family, ...copied(start.family === state.family ? start : {}) }); });
  parts.side.append(parts.bar, frame);

  /* A parameter's name of its number i of `count`. */
  const title = (name, i, count) => (count === 1 ? name : name + (count === 2 ? ["x", "y"][i] : ["11", "12", "21", "22"][i]));
  const entries = () => family.parameters.flatMap((q) => { const all = [].concat(q.start); return all.map((_, i) => ({ q, i, isOne: !Array.isArray(q.start), key: title(q.name, i, all.length) })); });

  function arrange() {
    family = families[state.family];
    for (const q of family.parameters) state.p[q.name] ??= copied(q.start);
    if (choice) choice.show();
    formula.textContent = `f(x) = ${family.formula}` + (family.isRadial ? `, k = ${kernelFormula()}, r = |x \u2212 c|/s` : "");
    const sliders = entries().map(({ q, key }) => ({ name: key, label: key, low: q.low, high: q.high }));
    const kernel = family.isRadial ? [{ name: "kernel", label: "kernel", options: Object.keys(kernels) }] : [];
    const boxes = [{ name: "grid", label: "grid", isBox: true }, { name: "field", label: "field", isBox: true }, { name: "framed", label: "a moved frame", isBox: true }];
    const moved = state.framed ? [{ name: "frame.x", label: "frame, x", low: -family.view[1], high: family.view[1] }, { name: "frame.y", label: "frame, y", low: -family.view[1], high: family.view[1] }, { name: "frame.turn", label: "turned by", low: -3.14, high: 3.14 }, { name: "frame.grow", label: "grown", low: 0.4, high: 2.5, isLog: true }] : [];
    frame.replaceChildren();
    controls = new Controls(frame, [...kernel, ...sliders, ...boxes, ...moved], read, (name, value) => {
      write(name, value);
      if (name === "framed") arrange();
      changed();
    }, rested);
    stage.setHandles([...places(), ...(state.framed ? [
      { name: "origin of the frame", at: () => [state.frame.x, state.frame.y], move: ([x, y]) => Object.assign(state.frame, { x, y }) },
      { name: "first axis of the frame", at: () => tip(), move: ([x, y]) => {
        const [u, v] = [x - state.frame.x, y - state.frame.y];
        if (Math.hypot(u, v) > 0) Object.assign(state.frame, { turn: round3(Math.atan2(v, u)), grow: state.grown ? clamp(round3(Math.hypot(u, v) / reach()), 0.4, 2.5) : state.frame.grow });
      } },
    ] : [])]);
    stage.view = { x: 0, y: 0, half: 1.1 * family.view[1] };
  }

  /* Of its own script. */
  function kernelFormula() { return minus(String(kernels[state.kernel]).replace(/^.*?=>\s*/, "").replaceAll("Math.", "").replaceAll("**3", "\u00b3").replaceAll("r2", "r\u00b2").replace(/(.*) \? (.*) : 0/, "$2 where $1, else 0")); }

  /* Points and vectors among the parameters are dragged: the centre, and the heads of arrows from it. */
  function places() {
    const isPoint = (name) => Array.isArray(state.p[name]) && state.p[name].length === 2;
    const origin = () => (isPoint("c") ? state.p.c : [0, 0]);
    return [
      ...(isPoint("v") ? [{ name: "head of v", at: () => state.p.v.map((x, i) => x + origin()[i]), move: (p) => { state.p.v = p.map((x, i) => round3(x - origin()[i])); } }] : []),
      ...(isPoint("c") ? [{ name: "centre c", at: () => state.p.c, move: (p) => { state.p.c = p; } }] : []),
    ];
  }

  const reach = () => family.view[1] / 2.5;
  const tip = () => { const g = new Frame(state.frame); return g.to([reach() / (state.grown ? 1 : state.frame.grow), 0]); };

  function read(name) {
    if (name.startsWith("frame.")) return state.frame[name.slice(6)];
    const entry = entries().find((e) => e.key === name);
    return entry ? (entry.isOne ? state.p[entry.q.name] : state.p[entry.q.name][entry.i]) : state[name];
  }

  function write(name, value) {
    if (name.startsWith("frame.")) { state.frame[name.slice(6)] = value; return; }
    const entry = entries().find((e) => e.key === name);
    if (!entry) state[name] = value;
    else if (entry.isOne) state.p[entry.q.name] = value;
    else state.p[entry.q.name][entry.i] = value;
  }

  function changed() {
    told();
    stage.draw();
    controls.show(document.activeElement);
    if (options.onChange) options.onChange(piece);
  }

  function rested() { parts.spoken.textContent = state.framed ? parts.told.textContent : script().trim(); }

  function image(x, y, p = state.p) { return family.map(x, y, p, kernels[state.kernel]); }

  /* How far apart the two maps are, of how far they move anything. */
  function miss() {
    const points = [];
    for (let i = 0; i < 25; i++) for (let j = 0; j < 25; j++) points.push([i, j].map((k) => family.view[0] + (family.view[1] - family.view[0]) * k / 24));
    return frameMiss(family, kernels[state.kernel], state.p, new Frame(state.frame), points);
  }

  function told() {
    if (!state.framed) {
      parts.told.textContent = family.remark ?? "";
      return;
    }
    const far = miss();
    const moved = new Frame(state.frame).moved(state.p, family);
    const words = Object.entries(moved).map(([name, v]) => name + " = " + said(v)).join(", ");
    parts.told.textContent = `In the moved frame the parameters are ${words}. The map with these (thin) and the map seen from the frame, g \u2218 f \u2218 g\u207b\u00b9 (wide), `
      + (far < 1e-9 ? `are the same, to ${minus(far.toExponential(0))} of what they move: it is one family, wherever one stands.` : `differ by ${Math.max(0.1, Number((100 * far).toPrecision(2)))} % of what they move: for this motion the family is not closed.`);
  }

  /* MARK: The picture */

  const lines = 21;
  const between = (t) => family.view[0] + (family.view[1] - family.view[0]) * t;

  function drawGrid(map, hue, width, alpha) {
    const fine = 4 * (lines - 1);
    for (const isAcross of [false, true]) for (let j = 0; j < lines; j++) {
      const line = [];
      for (let i = 0; i <= fine; i++) {
        const [a, b] = [between(i / fine), between(j / (lines - 1))];
        line.push(...(isAcross ? map(b, a) : map(a, b)));
      }
      stage.line(line, hue, { width, alpha });
    }
  }

  function drawField(map) {
    const arrows = [];
    let longest = 0;
    for (let i = 0; i < lines; i++) for (let j = 0; j < lines; j++) {
      const [x, y] = [between(i / (lines - 1)), between(j / (lines - 1))];
      const [u, v] = map(x, y);
      arrows.push([x, y, u - x, v - y]);
      longest = Math.max(longest, Math.hypot(u - x, v - y));
    }
    const scale = longest > 0 ? 1.5 * (family.view[1] - family.view[0]) / (lines - 1) / longest : 0;
    for (const [x, y, u, v] of arrows) stage.arrow([x, y], [scale * u, scale * v], Stage.theme.series[1], 1);
    if (scale > 0) stage.key("displacement", stage.unit * scale, 1);
  }

  function onDraw() {
    if (!family) return;
    const moved = state.framed ? new Frame(state.frame) : null;
    if (moved) {
      const q = moved.moved(state.p, family);
      if (state.grid) {
        drawGrid((x, y) => moved.to(image(...moved.from([x, y]))), Stage.theme.series[0], 4.5, 0.35);
        drawGrid((x, y) => image(x, y, q), Stage.theme.ink, 0.9, 0.9);
      }
      if (state.field) drawField((x, y) => image(x, y, q));
      drawParameters(q, Stage.theme.series[0]);
      const r = reach();
      stage.arrow([moved.x, moved.y], moved.turned([r, 0]), Stage.theme.series[1], 3);
      stage.arrow([moved.x, moved.y], moved.turned([0, r]), Stage.theme.series[1], 1.6);
      stage.arrow([0, 0], [r, 0], Stage.theme.axis, 3);
      stage.arrow([0, 0], [0, r], Stage.theme.axis, 1.6);
      drawParameters(state.p, Stage.theme.axis);
    } else {
      if (state.grid) drawGrid((x, y) => image(x, y), Stage.theme.neutral, 0.8, 0.75);
      if (state.field) drawField((x, y) => image(x, y));
      drawParameters(state.p, Stage.theme.series[0]);
    }
  }

  function drawParameters(p, hue) {
    const isPoint = (q) => Array.isArray(q) && q.length === 2;
    const origin = isPoint(p.c) ? p.c : [0, 0];
    if (isPoint(p.v)) stage.arrow(origin, p.v, hue, 2.5);
    if (isPoint(p.c)) stage.disc(p.c, 6, hue);
  }

  /* The amplitudes swing between their values and the map that does nothing. */
  let swinging = null;
  function swing(on) {
    swinging = on ? {} : null;
    play.textContent = on ? "pause" : "play";
    play.setAttribute("aria-pressed", String(on));
    if (!on) return;
    const mine = swinging;
    const from = copied(state.p);
    let phase = 0;
    let last = null;
    const turn = (now) => {
      if (mine !== swinging || !play.isConnected) return;
      phase += last === null ? 0 : (now - last) / 570;
      last = now;
      for (const q of family.parameters.filter((q) => q.swings)) {
        const mix = (value, rest) => rest + (value - rest) * Math.cos(phase);
        state.p[q.name] = Array.isArray(q.rest) ? q.rest.map((r, i) => mix(from[q.name][i], r)) : mix(from[q.name], q.rest);
      }
      changed();
      if (!isStillNow()) requestAnimationFrame(turn); else swing(false);
    };
    if (isStillNow()) phase = Math.PI;
    requestAnimationFrame(turn);
  }

  const said = (v) => (Array.isArray(v) ? (v.length === 2 ? "(" + v.map(short).join(", ") + ")" : "[" + v.map(short).join(", ") + "]") : short(v));
  function script() {
    const words = family.parameters.map((q) => q.name + "=" + said(state.p[q.name]));
    return (family.definition ? "define family " + family.definition + "\n" : "") + "plot family " + state.family + " " + (family.isRadial ? "kernel=" + state.kernel + " " : "") + words.join(" ") + "\n";
  }

  function destroy() {
    swing(false);
    stage.destroy();
    element.replaceChildren();
  }

  arrange();
  changed();
  return piece;
}
