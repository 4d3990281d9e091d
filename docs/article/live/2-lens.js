/* Light between two points: the path, p along it, the triangles of centre, place and p. `round: false` lets the reader squeeze the lens. */
media.elliptic = {
  shape: "plane", settings: { height: 0.6, width: 0.5, squeeze: 1 },
  squared(x, y, { height, width, squeeze }) {
    const e = height * Math.exp(-(x * x + squeeze * y * y) / width);
    const n = 1 + e;
    const [ux, uy] = [-2 * x / width, -2 * squeeze * y / width];
    const [h, g] = [2 * n * e, 2 * e * (n + e)];
    return [n * n, h * ux, h * uy, g * ux * ux - 2 * h / width, g * ux * uy, g * uy * uy - 2 * h * squeeze / width];
  },
};

lives.lens = (figure, { squeezes = false }) => {
  const stage = new Stage(figure, { half: 1.15, aspect: 0.6, label: "Light from one point to another through a lens" });
  const ends = squeezes ? [[-1.4, 0.2], [1.4, 0.6]] : [[-1.5, 0], [1.5, 0]];
  let [height, squeeze, centre, which] = [0.6, 1, [0, 0], 0];
  // Other ways are shown once they were asked for.
  let isAsked = false;
  let [medium, rays] = [null, []];
  const solve = () => {
    medium = squeezes ? new Medium("elliptic", { height, squeeze }, centre) : new Medium("bump", { height, width: 0.5 }, centre);
    rays = raysBetween(medium, ...ends);
    which = Math.min(which, Math.max(0, rays.length - 1));
  };
  stage.handle({ label: "source", get: () => ends[0], set: (p) => { ends[0] = p; solve(); }, shape: "ring" });
  stage.handle({ label: "goal", get: () => ends[1], set: (p) => { ends[1] = p; solve(); }, shape: "cross" });
  if (!squeezes) stage.handle({ label: "centre of the lens", get: () => centre, set: (p) => { centre = p; solve(); }, shape: "dot", colour: "c1" });
  stage.slider({ label: "glass", low: 0, high: 1.2, step: 0.05, value: height, text: (v) => "n up to " + (1 + v).toFixed(2), change: (v) => { height = v; solve(); } });
  if (squeezes) stage.slider({ label: "squeeze", low: 1, high: 4, step: 0.1, value: squeeze, text: (v) => (v === 1 ? "round" : "\u00d7 " + v.toFixed(1)), change: (v) => { squeeze = v; solve(); } });
  else stage.button("is there another way?", () => {
    isAsked = true;
    which = (which + 1) % Math.max(1, rays.length);
    stage.draw();
  });
  const shades = () => {
    let text = "";
    const [x, y] = stage.at(centre);
    for (let i = 1; i <= 9; i++) {
      const r = stage.unit * Math.sqrt(-0.5 * Math.log(i / 10));
      text += `<ellipse class="shade" cx="${round(x)}" cy="${round(y)}" rx="${round(r)}" ry="${round(r / Math.sqrt(squeeze))}" fill="currentColor" fill-opacity="${(0.16 * Math.sqrt(height)).toFixed(3)}"/>`;
    }
    return text;
  };
  let drifts = { curves: [] };
  stage.paint = () => {
    const ray = rays[which];
    if (!ray) { stage.tell("From here no way was found; move an end."); drifts = { curves: [] }; return shades(); }
    const place = (k) => stage.at([ray.points[2 * k], ray.points[2 * k + 1]]);
    const tip = (k) => stage.at([ray.points[2 * k] + 0.28 * ray.momenta[2 * k], ray.points[2 * k + 1] + 0.28 * ray.momenta[2 * k + 1]]);
    let text = shades();
    rays.forEach((r, i) => { if (isAsked && i !== which) text += mark.line(Array.from({ length: r.count + 1 }, (_, k) => stage.at([r.points[2 * k], r.points[2 * k + 1]])), "neutral", 1.2, 'stroke-dasharray="4 4"'); });
    for (let k = 0; k <= ray.count; k += 16) text += mark.area([stage.at(centre), place(k), tip(k)], "c0", 0.22);
    text += mark.line(Array.from({ length: ray.count + 1 }, (_, k) => place(k)), "c0", 2.4);
    for (let k = 0; k <= ray.count; k += 16) text += mark.arrow(place(k), tip(k), "c0", 2);
    text += arrowKey("p", 0.28 * stage.unit, "c0");
    const { angular, x, y } = rayCharges(ray, centre);
    const spread = Math.max(...angular) - Math.min(...angular);
    drifts = { curves: [{ name: "(q \u2212 c) \u2227 p", values: angular, colour: "c0", width: 3 }, { name: "p along x", values: x, colour: "c1" }, { name: "p along y", values: y, colour: "c2", dash: "6 4" }], ends: ["source", "goal"], least: 0.1 };
    const ways = `Way ${which + 1} of ${rays.length}, ${which === 0 ? "the fastest" : ray.morseIndex > 0 ? "slower: a saddle" : ray.time < rays[0].time * (1 + 1e-9) ? "just as fast" : "slower"}; travel`;
    stage.tell((isAsked ? ways : "Travel") + ` time ${ray.time.toFixed(4)}; (q \u2212 c) \u2227 p goes from ${told(angular[0], 3)} to ${told(angular[ray.count], 3)}, its largest difference on the way is ${told(spread, 1)}`);
    return text;
  };
  new Chart(stage, { title: "along the way", label: "charges along the ray", height: 130, data: () => drifts });
  solve();
  stage.draw();
  return { get rays() { return rays; }, ends, solve };
};
