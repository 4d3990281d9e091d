/* Light between two places, or a fan of it: mountLens(element, state, options). Start, end and the lens' centre are dragged; its settings
   are sliders; p, the triangles of centre, place and p, and at an interface Snell's products are drawn and told. */
const lensDefaults = { medium: "bump", settings: {}, from: [-1.5, 0], to: [1.5, 0], centre: [0, 0], segments: 64, starts: 4, fan: 0, direction: 0, spread: 0.7, time: 3, at: 0.3, triangles: true, momenta: true };

function mountLens(element, start = {}, options = {}) {
  const state = { ...lensDefaults, ...copied(start) };
  const set = setter(state, arrange, changed, rested);
  const parts = pieceParts(element, options);
  const piece = { element, state, rays: [], script, set, redraw: () => stage.draw(), destroy, get title() { return title(); } };
  const stage = new Stage(parts.picture, { label: options.label ?? "rays of light through a medium", onDraw, onMove: changed, onRest: rested });
  const charts = options.compact ? [] : [["angular", "angular momentum, (q \u2212 c) \u2227 p"], ["x", "p along x"]].map(([name, title]) => ({ name, title, canvas: parts.chart(title + ", along the rays") }));
  let medium, shade, controls, choice;
  if (options.choose !== false && Object.keys(media).length > 1) {
    choice = new Controls(parts.picture, [{ name: "medium", label: "medium", options: Object.entries(media).map(([name, m]) => [name, m.title]) }], () => state.medium, (_, value) => { set({ medium: value, settings: {} }); });
  }
  const play = player(parts, "go along", () => state.at, (at) => { state.at = at; told(); stage.draw(); drawCharts(); controls.show(); }, 5);
  if (options.fans !== false) parts.button("a fan", (event) => { set({ fan: state.fan ? 0 : 15 }); event.target.textContent = state.fan ? "two ends" : "a fan"; }).textContent = state.fan ? "two ends" : "a fan";
  const frame = document.createElement("div");
  parts.picture.append(parts.bar, frame);

  /* What is there to set depends on the medium. */
  function arrange() {
    if (choice) choice.show();
    medium = new Medium(state.medium, state.settings, state.centre);
    const range = ([name, value]) => (medium.declared.positive.includes(name) ? { low: value / 5, high: value * 4, isLog: true } : { low: -0.9, high: 2 + 2 * Math.abs(value) });
    const settings = Object.entries(medium.declared.settings).map((s, i) => ({ name: s[0], label: s[0] + inFormula(i), ...range(s) }));
    const fan = state.fan ? [{ name: "direction", label: "direction", low: -3.14, high: 3.14 }, { name: "spread", label: "spread", low: 0.05, high: 6 }, { name: "time", label: "time", low: 0.2, high: 8 }, { name: "fan", label: "rays", low: 2, high: 41, isWhole: true }] : [];
    const more = [{ name: "at", label: "along the ray", low: 0, high: 1 }, { name: "segments", label: "segments", low: 2, high: 200, isWhole: true }];
    const boxes = state.fan ? [] : [{ name: "momenta", label: "p", isBox: true }, ...(medium.shape === "plane" ? [] : [{ name: "triangles", label: medium.isRound ? "triangles" : "parts along", isBox: true }])];
    frame.replaceChildren();
    controls = new Controls(frame, [...settings, ...fan, ...more, ...boxes], read, (name, value) => {
      if (name in medium.declared.settings) state.settings[name] = value; else state[name] = value;
      changed();
    }, rested);
    const handle = (name, key) => ({ name, at: () => state[key], move: (p) => { state[key] = p; } });
    stage.setHandles([handle("start", "from"), ...(state.fan ? [] : [handle("end", "to")]), ...(medium.isRound || medium.shape === "layered" ? [handle(medium.isRound ? "centre of the lens" : "interface", "centre")] : [])]);
    const reach = medium.isRound ? [[state.centre[0] - 1, state.centre[1] - 1], [state.centre[0] + 1, state.centre[1] + 1]] : [state.centre];
    const far = state.fan ? [[state.from[0] - 1, state.from[1] - 1], [state.from[0] + state.time * 0.8, state.from[1] + 1]] : [state.to];
    stage.fit([state.from, ...far, ...reach], 1.25);
  }

  /* The letter that stands for a setting in the medium's formula. */
  function inFormula(i) { return new RegExp(`\\b${"abcd"[i]}\\b`).test(medium.declared.title) ? " " + "abcd"[i] : ""; }

  function read(name) { return medium && name in medium.declared.settings ? state.settings[name] ?? medium.declared.settings[name] : state[name]; }

  function changed() {
    medium = new Medium(state.medium, state.settings, state.centre);
    shade = null;
    const angle = (i) => state.direction + (state.fan === 1 ? 0 : i / (state.fan - 1) - 0.5) * state.spread;
    piece.rays = state.fan
      ? Array.from({ length: state.fan }, (_, i) => shotRay(medium, state.from, angle(i), state.time, state.segments)).filter(Boolean)
      : raysBetween(medium, state.from, state.to, state.segments, state.starts);
    told();
    stage.draw();
    drawCharts();
    if (options.onChange) options.onChange(piece);
  }

  function rested() { parts.spoken.textContent = parts.told.textContent; }

  /* The state of a ray at which the slider stands. */
  const spot = (ray) => Math.round(state.at * ray.count);

  /* MARK: What is told */

  const time = (r) => minus(short(r.time)) + (r.morseIndex > 0 ? " (saddle)" : "");

  /* As nsh says it. */
  function title() {
    const count = piece.rays.length;
    if (!count) return "no ray through " + medium.declared.title;
    return `${count} ray${count === 1 ? "" : "s"} through ${medium.declared.isOwn ? medium.declared.title : state.medium}, T = ` + (state.fan ? short(state.time) : piece.rays.map(time).join(", "));
  }

  function told() {
    const { rays } = piece;
    parts.warning.textContent = rays.length ? coarse() : "No ray was found: an end lies where no light can be, or where none comes; move it, or take more segments.";
    if (!rays.length) { parts.told.textContent = ""; return; }
    const head = state.fan ? `${rays.length} rays, all for the time ${short(state.time)}` : `${rays.length} ray${rays.length === 1 ? "" : "s"}, T = ${rays.map(time).join(", ")}`;
    parts.told.textContent = head + ". " + (medium.shape === "layered" ? snell(rays[0]) : medium.isRound ? bouguer(rays) : "Nothing makes a motion of this medium a symmetry: what is drawn is not constant.");
  }

  function coarse() {
    const most = piece.rays.reduce((m, r) => Math.max(m, ...[0, 0.25, 0.5, 0.75, 1].map((t) => {
      const k = Math.round(t * r.count);
      return Math.abs(Math.hypot(r.momenta[2 * k], r.momenta[2 * k + 1]) / medium.index(r.points[2 * k], r.points[2 * k + 1]) - 1);
    })), 0);
    return most < 0.02 ? "" : `Segments are long for this medium: |p| differs from n by up to ${Math.round(100 * most)} %. Take more.`;
  }

  function bouguer(rays) {
    const charges = rays.map((r) => rayCharges(r, state.centre).angular);
    const spread = Math.max(...charges.map((c) => Math.max(...c) - Math.min(...c)));
    const area = rays.length > 3 ? "each ray its own" : charges.map((c) => minus(short(c[0]))).join(", ");
    return `(q \u2212 c) \u2227 p = ${area}: the same all along, to ${minus(spread.toExponential(0))}. Twice the triangle's area.`;
  }

  function snell(ray) {
    const end = (k) => {
      const [p, q] = [ray.momenta[2 * k], ray.momenta[2 * k + 1]];
      const n = medium.index(ray.points[2 * k], ray.points[2 * k + 1]);
      const sine = Math.abs(p) / Math.hypot(p, q);
      return { text: `${short(n)} \u00d7 sin ${short(Math.asin(Math.min(1, sine)) * 180 / Math.PI)}\u00b0`, product: Math.abs(p) };
    };
    const [a, b] = [end(0), end(ray.count)];
    const through = crossing(ray);
    return `n sin \u03b8: ${a.text} = ${short(a.product)} at the start, ${b.text} = ${short(b.product)} at the end, a difference of ${minus(Math.abs(a.product - b.product).toExponential(0))}`
      + (through ? `; it goes through the interface at x = ${told2(through[0])}.` : ".");
  }
  const told2 = (x) => minus(short(x));

  /* Where a ray meets the line of the interface. */
  function crossing(ray) {
    for (let k = 0; k < ray.count; k++) {
      const [x, y, u, v] = ray.points.slice(2 * k, 2 * k + 4);
      const [a, b] = [y - state.centre[1], v - state.centre[1]];
      if (a === b || a * b > 0) continue;
      return [x + (u - x) * a / (a - b), state.centre[1]];
    }
    return null;
  }

  /* MARK: The picture */

  /* The index in shades, a cell of some pixels each, kept until the medium or the view is another. */
  function drawShades() {
    const [columns, rows] = [180, 144];
    const key = [stage.width, stage.height, stage.view.x, stage.view.y, stage.view.half, Stage.theme.name].join();
    if (!shade || shade.key !== key) {
      const values = new Float64Array(columns * rows);
      let [low, high] = [Infinity, -Infinity];
      for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) {
        const n = medium.index(...stage.onPlane((i + 0.5) / columns * stage.width, (j + 0.5) / rows * stage.height));
        values[j * columns + i] = n;
        if (n > 0) [low, high] = [Math.min(low, n), Math.max(high, n)];
      }
      const image = document.createElement("canvas");
      [image.width, image.height] = [columns, rows];
      const c = image.getContext("2d");
      const cells = c.createImageData(columns, rows);
      const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
      const [ground, dark] = [rgb(Stage.theme.ground), rgb(Stage.theme.shade)];
      values.forEach((n, i) => {
        const t = n > 0 ? (high > low ? (n - low) / (high - low) : 0) : 0;
        for (let a = 0; a < 3; a++) cells.data[4 * i + a] = n > 0 ? ground[a] + (dark[a] - ground[a]) * t : rgb(Stage.theme.faint)[a];
        cells.data[4 * i + 3] = 255;
      });
      c.putImageData(cells, 0, 0);
      shade = { key, image, low, high };
    }
    stage.pen.imageSmoothingEnabled = true;
    stage.pen.drawImage(shade.image, 0, 0, stage.width, stage.height);
  }

  function onDraw() {
    if (!medium) return;
    drawShades();
    const { rays } = piece;
    const scale = 0.32 * stage.view.half / Math.max(1, shade.high || 1);
    if (medium.shape === "layered") stage.line([stage.view.x - 99, state.centre[1], stage.view.x + 99, state.centre[1]], Stage.theme.axis, { dash: [5, 4] });
    rays.forEach((ray, i) => stage.line(ray.points, hue(i), { width: state.fan ? 1.3 : 2, dash: ray.morseIndex > 0 && !state.fan ? [7, 4] : [] }));
    if (state.fan) drawFronts();
    else rays.forEach((ray, i) => drawAlong(ray, i, scale));
    if (!state.fan) stage.cross(state.to, 7, Stage.theme.ink);
    stage.ring(state.from, 8, Stage.theme.ink);
    if (medium.isRound) stage.disc(state.centre, 5, Stage.theme.ink);
    if (medium.shape === "layered") stage.disc(state.centre, 4, Stage.theme.ink);
    if (state.momenta && rays.length && !state.fan) stage.key("p", stage.unit * scale);
    stage.words(`n from ${short(shade.low)} to ${short(shade.high)}`, stage.width - stage.edge.right - 8, stage.edge.top + 14, Stage.theme.ink, "right");
  }

  const hue = (i) => (state.fan ? Stage.theme.series[1] : Stage.color(i));

  /* p where the slider stands, and the triangle or the part of p that stays, there and fainter all along. */
  function drawAlong(ray, i, scale) {
    const at = (k) => [[ray.points[2 * k], ray.points[2 * k + 1]], [ray.momenta[2 * k] * scale, ray.momenta[2 * k + 1] * scale]];
    const here = spot(ray);
    const places = [...new Set([0, 1, 2, 3, 4].map((j) => Math.round(j * ray.count / 4)))];
    if (state.triangles && medium.isRound) for (const k of [...places.filter((k) => k !== here), here]) {
      const [q, p] = at(k);
      stage.line([...state.centre, ...q, q[0] + p[0], q[1] + p[1]], hue(i), { fill: true, alpha: k === here ? 0.4 : 0.13 });
    }
    if (state.triangles && medium.shape === "layered") for (const k of places) {
      const [q, p] = at(k);
      stage.arrow(q, [p[0], 0], Stage.good, 3);
      stage.line([q[0] + p[0], q[1], q[0] + p[0], q[1] + p[1]], Stage.theme.axis, { width: 1, dash: [2, 2] });
    }
    if (state.momenta) for (const k of [...places, here]) stage.arrow(...at(k), hue(i), k === here ? 3.2 : 1.4);
    stage.disc(at(here)[0], 4.5, hue(i));
  }

  /* The points of one travel time are a wavefront. */
  function drawFronts() {
    const fronts = 10;
    for (let j = 1; j <= fronts; j++) front(Math.round(j * state.segments / fronts), 1, 0.45);
    front(Math.round(state.at * state.segments), 3, 1);
  }

  function front(k, width, alpha) {
    const rays = piece.rays.filter((r) => k <= r.count && r.count === state.segments);
    const line = rays.flatMap((r) => [r.points[2 * k], r.points[2 * k + 1]]);
    if (line.length > 2) stage.line(line, Stage.theme.ink, { width, alpha });
  }

  function drawCharts() {
    for (const { name, title, canvas } of charts) {
      const found = piece.rays.slice(0, 41).map((r) => rayCharges(r, state.centre));
      const count = Math.max(1, ...piece.rays.map((r) => r.count));
      const curves = found.map((c, i) => ({ values: c[name], color: hue(i), dash: piece.rays[i].morseIndex > 0 && !state.fan ? [7, 4] : [], width: state.fan ? 1 : 1.8 }));
      curves.resolution = 1e-3 * piece.rays.reduce((m, r) => Math.max(m, ...r.momenta.map(Math.abs)), 0);
      const isKept = medium.isRound ? name === "angular" : medium.shape === "layered" && name === "x";
      chart(canvas, { title, x: Array.from({ length: count + 1 }, (_, k) => k), curves, cursor: state.at * count, end: "segment ", note: isKept ? "a symmetry's: constant" : "no symmetry's" , height: 130 });
    }
  }
  stage.onDress = () => { shade = null; stage.draw(); drawCharts(); };

  /* MARK: In nsh */

  /* nsh has its lenses at the origin: ends are told from the centre. */
  function script() {
    const place = (p) => "(" + p.map((x, i) => round3(x - (medium.shape === "plane" ? 0 : state.centre[i] * (medium.isRound || i === 1 ? 1 : 0)))).join(", ") + ")";
    const isMoved = medium.shape !== "plane" && state.centre.some((c, i) => c !== 0 && (medium.isRound || i === 1));
    const lens = medium.declared.definition ? `lens="${medium.declared.definition}"` : medium.declared.isOwn ? "index=n" : "lens=" + state.medium;
    const settings = Object.entries(state.settings).filter(([name, v]) => v !== medium.declared.settings[name]).map(([name, v]) => ` ${name}=${v}`).join("");
    const given = medium.declared.isOwn || !settings && Object.keys(medium.declared.settings).length === 0 ? "" : Object.keys(medium.declared.settings).map((name) => ` ${name}=${read(name)}`).join("");
    const ends = state.fan ? `fan=${state.fan} direction=${round3(state.direction)} spread=${round3(state.spread)} time=${round3(state.time)}` : `to=${place(state.to)}${state.starts === 4 ? "" : " starts=" + state.starts}`;
    return (isMoved ? "# the lens lies at the origin there: places are told from its centre\n" : "") + (medium.declared.isOwn ? "# `n` is the script's index\n" : "")
      + `build ray ${lens}${given} from=${place(state.from)} ${ends} segments=${state.segments}\nconserve\nplot path\n`;
  }

  function destroy() {
    play.play(false);
    stage.destroy();
    element.replaceChildren();
  }

  arrange();
  changed();
  return piece;
}
