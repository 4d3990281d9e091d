/* One map of a family on a grid. Turning the plane and turning the parameters: the turned map (grid) and the map of the turned parameters
   (dots on it) are the same where the family is closed under rotations. */
lives.family = (figure) => {
  const stage = new Stage(figure, { half: 1.5, aspect: 0.7, label: "A grid of the plane, carried along by one map" });
  const s = 0.6;
  let [name, turn, shift] = ["bump", 0, 0];
  const values = { centre: [-0.35, -0.2], vector: [0.55, 0.35], a: 1.2, b: -0.6 };
  const theta = () => maps[name].parameters.filter((p) => p.role !== "logScale").map((p, j, all) => {
    const second = j > 0 && all[j - 1].role === p.role;
    if (p.role === "centre" || p.role === "vector") return values[p.role][Number(second)];
    return p.role === "constant" || !p.trained ? p.rest : values.a;
  });
  const rotate = ([x, y], angle) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
  const moved = ([x, y]) => { const [u, v] = rotate([x, y], turn); return [u + shift, v]; };
  const back = ([x, y]) => rotate([x - shift, y], -turn);
  /* The parameters moved along with the plane, by their roles. */
  const carried = (t) => {
    const found = t.slice();
    const all = maps[name].parameters.filter((p) => p.role !== "logScale");
    for (let j = 0; j < all.length; j++) {
      if (!all[j].trained || (all[j].role !== "centre" && all[j].role !== "vector")) continue;
      const [u, v] = (all[j].role === "centre" ? moved : (p) => rotate(p, turn))([t[j], t[j + 1]]);
      [found[j], found[j + 1]] = [u, v];
      j += 1;
    }
    return found;
  };
  const apply = (points, t) => {
    const n = points.length;
    const [x, y, kept] = [new Float64Array(2 * n), new Float64Array(2 * n), new Float64Array(2 * n)];
    points.forEach(([a, b], i) => { x[i] = a; y[i] = b; });
    const loops = maps[name].loops.gauss ?? maps[name].loops.any;
    loops.forward(x, y, kept, 0, n, t, 0, 1 / (s * s));
    return Array.from({ length: n }, (_, i) => [x[n + i], y[n + i]]);
  };
  stage.handle({ label: "centre of the map", get: () => moved(values.centre), set: (p) => { values.centre = back(p); }, shape: "ring", colour: "c0" });
  const tip = stage.handle({
    label: "tip of the arrow", shape: "dot", colour: "c0",
    get: () => moved(values.centre.map((x, a) => x + values.vector[a])), set: (p) => { values.vector = back(p).map((x, a) => x - values.centre[a]); },
  });
  const amount = stage.slider({ label: "amount", low: -2, high: 2, step: 0.05, value: values.a, change: (v) => { values.a = v; } });
  stage.choice({
    label: "family", value: name, options: [["bump: push", "bump"], ["swirl: turn", "swirl"], ["pinch: pull", "pinch"], ["bump, elliptic", "anisotropic"], ["bump, pinned", "pinned"]],
    change: (v) => { name = v; settle(); },
  });
  stage.slider({ label: "turn the plane", low: -180, high: 180, step: 1, value: 0, text: (v) => minus(v) + "\u00b0", change: (v) => { turn = v * Math.PI / 180; } });
  stage.slider({ label: "move the plane", low: -1, high: 1, step: 0.05, value: 0, change: (v) => { shift = v; } });
  const settle = () => {
    const roles = maps[name].parameters.map((p) => p.role);
    tip.hidden = !roles.includes("vector");
    amount.parentElement.hidden = roles.includes("vector");
  };
  const [lines, fine] = [15, 40];
  stage.paint = () => {
    const t = theta();
    const turned = carried(t);
    let [text, most] = ["", 0];
    const dots = [];
    for (let line = 0; line < 2 * lines; line++) {
      const level = -1.75 + 3.5 * (line % lines) / (lines - 1);
      const points = Array.from({ length: fine + 1 }, (_, i) => { const u = -1.75 + 3.5 * i / fine; return line < lines ? [level, u] : [u, level]; });
      // The plane's own lines, turned; carried by the turned map.
      const shown = apply(points, t).map(moved);
      const other = apply(points.map(moved), turned);
      text += mark.line(shown.map((p) => stage.at(p)), "axis", 0.9, 'stroke-opacity="0.75"');
      for (let i = 0; i <= fine; i++) most = Math.max(most, Math.hypot(shown[i][0] - other[i][0], shown[i][1] - other[i][1]));
      if (line < lines) for (let i = 0; i <= fine; i += 4) dots.push(mark.dot(stage.at(other[i]), 1.9, "c0"));
    }
    text += dots.join("");
    const [centre, end] = [stage.at(moved(values.centre)), stage.at(moved(values.centre.map((x, a) => x + values.vector[a])))];
    if (!tip.hidden) text += mark.arrow(centre, end, "c1", 3);
    const isSame = most < 1e-12;
    stage.tell((turn === 0 && shift === 0 ? "Turn or move the plane: the" : "The") + ` lines are the map seen in the moved plane, the dots the map with moved parameters. They differ by at most ${told(most, 1)}: ${isSame ? "the same map, so the family is closed under this motion" : "not the same map"}.`);
    return text;
  };
  settle();
  stage.draw();
  return { stage };
};
