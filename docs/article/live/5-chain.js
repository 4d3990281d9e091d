/* A chain that trains in the page: Adam, then Newton's method to where the gradient is rounding. */
const around = (radius, k) => [radius * Math.cos((90 + 120 * k) * Math.PI / 180), radius * Math.sin((90 + 120 * k) * Math.PI / 180)];
const cluster = (name, at, to, n, size) => ({ name, at, to, n, shape: "gaussian", size });
const scenes = {
  swap: (sd = 0.1) => [0, 1, 2].map((k) => cluster("c" + k, around(1, k), around(1, k + 1), 20, sd)),
  pairs: (x = 1.5) => [["left1", -x, 1], ["left2", -x, -1], ["right1", x, 1], ["right2", x, -1]].map(([name, at, sign]) => cluster(name, [at, 0.3 * sign], [at, -0.3 * sign], 12, 0.12)),
  small: () => [0, 1, 2].map((k) => cluster("c" + k, around(1, k), around(1, k + 1), 3, 0.15)),
};

/* Steps of Adam with the rate falling like a cosine; then down to rest, by L-BFGS and Newton's method. What was seen on the way is kept
   in `past`. */
class Course {
  constructor(chain, { rate = 0.02, steps = 1000 } = {}) {
    this.chain = chain;
    this.training = new Training(chain, { method: "adam", rate, decay: "cosine", steps });
    [this.steps, this.finishing, this.isDone, this.past, this.division] = [steps, null, false, [], null];
    this.counts = { "L-BFGS": 0, "Newton\u2019s method": 0 };
    this.note();
  }

  note() {
    const { chain } = this;
    const found = ["momentum, x", "momentum, y", "angular momentum"].map((name) => charges(chain, motions[name]));
    const scale = Math.max(found[0].scale, found[1].scale);
    let force = 0;
    for (let i = 0; i < chain.X.length; i++) force += Math.hypot(chain.X[i], chain.Y[i]);
    // What is rounding is shown as rounding, and not as nothing.
    const least = (v) => Math.max(v, 1e-17);
    this.past.push({
      momentum: least(drift(found.slice(0, 2))), angular: least(drift(found.slice(2))), force: force / chain.X.length,
      defect: least(defect(chain, [motions["momentum, x"], motions["momentum, y"]], scale)),
    });
    this.found = found;
  }

  /* As much as one picture should show: more steps the later they are. */
  go() {
    if (this.training.count < this.steps) {
      const count = Math.max(1, Math.floor(this.training.count / 30));
      for (let i = 0; i < count && this.training.count < this.steps; i++) if (!this.training.step()) return false;
      this.note();
      return true;
    }
    this.division ??= this.past.length - 1;
    this.finishing ??= this.training.finish();
    const [begun, end] = [this.training.total, performance.now() + 20];
    const count = Math.max(10, Math.floor((begun - this.steps) / 20));
    while (!this.isDone && this.training.total < begun + count && performance.now() < end) this.descend();
    if (this.training.total > begun) this.note();
    return !this.isDone;
  }

  descend() {
    const { phase, total } = this.training;
    this.isDone = this.finishing.next().done;
    if (this.training.total > total) this.counts[phase] += 1;
  }

  get name() {
    const { "L-BFGS": downs, "Newton\u2019s method": newtons } = this.counts;
    if (this.isDone) return `${this.chain.steepness < 1e-10 ? "Trained" : "Stopped"}: ${this.steps} steps of Adam, ${downs} of L-BFGS, ${newtons} of Newton`;
    if (this.division === null) return `Step ${this.training.count} of Adam`;
    return newtons ? `Step ${newtons} of Newton, ${downs} of L-BFGS` : `Step ${downs} of L-BFGS`;
  }
}

/* Mean state and mean gradient of each cluster behind a layer: x, y, gx, gy. */
function means(chain, layer) {
  const { count, label, clusters, sizes } = chain.population;
  const found = Array.from({ length: clusters }, () => [0, 0, 0, 0]);
  for (let i = 0, j = layer * count; i < count; i++, j++) [chain.x, chain.y, chain.X, chain.Y].forEach((a, k) => { found[label[i]][k] += a[j] / sizes[label[i]]; });
  return found;
}

const summed = (found, members) => found.of[0].map((_, k) => members.reduce((sum, c) => sum + found.of[c][k], 0));

/* V(S) = max_t |q_t - q_0| over the mean over t of the members' |q_t|. */
function violation([x, y], members) {
  const [sx, sy] = [summed(x, members), summed(y, members)];
  let [most, size] = [0, 0];
  for (let k = 0; k < sx.length; k++) {
    most = Math.max(most, Math.hypot(sx[k] - sx[0], sy[k] - sy[0]));
    for (const c of members) size += Math.hypot(x.of[c][k], y.of[c][k]);
  }
  return most === 0 ? 0 : most * sx.length / size;
}

/* Whether the members' transfers stand out from what is left of an unfinished training: vol(S) > 100 times the floor, as nsh asks. */
function isResolved([x, y], members) {
  let [volume, floor] = [0, 0];
  for (let k = 1; k < x.sum.length; k++) {
    floor += (x.sum[k] - x.sum[k - 1]) ** 2 + (y.sum[k] - y.sum[k - 1]) ** 2;
    for (const c of members) volume += (x.of[c][k] - x.of[c][k - 1]) ** 2 + (y.of[c][k] - y.of[c][k - 1]) ** 2;
  }
  return volume > 100 * floor;
}

/* What is drawn of a chain behind a layer: ways, points, gradients, means. */
function painted(stage, chain, layer, { arrows = "means" }) {
  const { count, label } = chain.population;
  const place = (k, i) => stage.at([chain.x[k * count + i], chain.y[k * count + i]]);
  let text = "";
  for (let i = 0; i < count; i++) text += mark.line(Array.from({ length: chain.layers + 1 }, (_, k) => place(k, i)), "c" + label[i], 0.8, 'stroke-opacity="0.3"');
  for (let i = 0; i < count; i++) text += mark.dot(place(layer, i), 2.4, "c" + label[i]);
  // The longest arrow of all layers is a sixth of the picture.
  let most = 0;
  if (arrows === "points") for (let j = 0; j < chain.X.length; j++) most = Math.max(most, Math.hypot(chain.X[j], chain.Y[j]));
  else for (let k = 0; k <= chain.layers; k++) for (const [, , gx, gy] of means(chain, k)) most = Math.max(most, Math.hypot(gx, gy));
  const size = most > 0 ? Math.min(stage.plane.width, stage.plane.height) / 6 / most : 0;
  if (arrows === "points") {
    for (let i = 0, j = layer * count; i < count; i++, j++) {
      const [x, y] = place(layer, i);
      text += mark.arrow([x, y], [x + size * chain.X[j], y - size * chain.Y[j]], "c" + label[i], 1);
    }
  } else means(chain, layer).forEach(([x, y, gx, gy], c) => {
    const [px, py] = stage.at([x, y]);
    text += mark.arrow([px, py], [px + size * gx, py - size * gy], "c" + c + " strong", 3);
  });
  return text + arrowKey(arrows === "points" ? "gradient" : "mean gradient", size);
}

/* The ledger: |D| of layer t and cluster C, dark where much. */
function ledger(stage, chain, found, layer) {
  const rows = found[0].of.map((row, c) => Array.from({ length: chain.layers }, (_, k) => Math.hypot(row[k + 1] - row[k], found[1].of[c][k + 1] - found[1].of[c][k])));
  const most = Math.max(...rows.flat());
  return { rows, most };
}

lives.chain = (figure, options) => {
  const { scene, layers = 50, s = 0.5, penalty = 1e-3, seed = "1", families = null, charts = [], controls = [], drags = false, half = 1.5, aspect = 0.66 } = options;
  const stage = new Stage(figure, { half, aspect, label: "Clusters of points on their way through the layers" });
  const state = { penalty, distance: options.distance ?? null, family: "bump", layer: 0, arrows: options.arrows ?? "means", end: options.end ?? "" };
  let clusters = scenes[scene](options.distance ?? options.sd);
  let members = clusters.map((_, c) => c);
  let course = null;
  const setup = () => {
    const own = families ?? [state.family];
    const all = state.end ? [...Array.from({ length: layers - 1 }, () => own[0]), state.end] : own;
    return { families: all, kernel: "gauss", s, trained: false, layers, penalty: state.penalty };
  };
  const begin = () => {
    motor.turn(false);
    course = new Course(new Chain(setup(), new Population(clusters, seed)).draw(seed));
    train.disabled = false;
  };
  /* Clusters moved: the chain keeps its parameters, and trains anew from there. */
  const carry = () => {
    course.chain.carry(new Population(clusters, seed));
    course = new Course(course.chain);
    train.disabled = false;
  };
  const train = stage.button("train", () => {}, true);
  let last = -1000;
  const motor = new Motor(train, ["train", "pause"], (now) => {
    const isOn = course.go();
    if (!isOn) train.disabled = course.isDone;
    if (!isStill || now - last > 500 || !isOn) { last = now; stage.draw(); }
    return isOn;
  });
  stage.button("start over", () => { begin(); stage.draw(); });
  const layer = stage.slider({ label: "layer", low: 0, high: layers, step: 1, value: 0, text: (v) => `${v} of ${layers}`, change: (v) => { state.layer = v; } });
  let at = 0;
  Motor.player(stage.button("play the layers", () => {}), "play the layers", 0.07 * layers, () => (Math.round(at * layers) === state.layer ? at : state.layer / layers), (part) => {
    at = part;
    const next = Math.round(part * layers);
    if (next === state.layer) return;
    state.layer = next;
    layer.show(next);
    stage.draw();
  });
  if (controls.includes("arrows")) stage.choice({ label: "arrows", options: [["a cluster\u2019s mean gradient", "means"], ["each point\u2019s gradient", "points"]], value: state.arrows, change: (v) => { state.arrows = v; } });
  if (controls.includes("penalty")) stage.choice({ label: "price of moving", options: [["none", 0], ["0.0001", 1e-4], ["0.001", 1e-3], ["0.01", 1e-2]], value: state.penalty, change: (v) => { state.penalty = Number(v); begin(); } });
  if (controls.includes("family")) stage.choice({ label: "family", options: [["bump, round", "bump"], ["bump, elliptic", "anisotropic"], ["bump, pinned", "pinned"]], value: "bump", change: (v) => { state.family = v; begin(); } });
  if (controls.includes("end")) stage.choice({ label: "last layer", options: [["a bump", ""], ["affine", "affine"]], value: state.end, change: (v) => { state.end = v; begin(); } });
  if (controls.includes("distance")) stage.slider({ label: "distance", low: 0.35, high: 1.6, step: 0.05, value: state.distance, change: (v) => { state.distance = v; clusters = scenes.pairs(v); carry(); } });
  if (controls.includes("members")) {
    const boxes = clusters.map((c, i) => {
      const box = made("input", { type: "checkbox", checked: true });
      box.addEventListener("change", () => { members = boxes.map((b, k) => (b.firstChild.checked ? k : -1)).filter((k) => k >= 0); stage.redraw(); });
      return made("label", { className: "box c" + i }, box, made("span", { textContent: c.name }));
    });
    stage.panel.append(made("fieldset", { className: "members" }, made("legend", { textContent: "add up" }), ...boxes));
  }
  if (drags) clusters.forEach((c, i) => {
    stage.handle({ label: "start of " + c.name, get: () => c.at, set: (p) => { c.at = p; carry(); }, shape: "ring", colour: "c" + i });
    stage.handle({ label: "goal of " + c.name, get: () => c.to, set: (p) => { c.to = p; carry(); }, shape: "cross", colour: "c" + i });
  });
  const layered = (name, title) => () => {
    const found = charges(course.chain, motions[name]);
    const curves = members.map((c) => ({ name: clusters[c].name, values: found.of[c], colour: "c" + c }));
    const sum = summed(found, members);
    const isKept = isResolved(course.found, members) && violation(course.found, members) < 0.05;
    if (members.length > 1) curves.push({ name: "sum", values: sum, colour: isKept ? "good" : "sum", width: 3.6 });
    return { curves, cursor: state.layer, ends: ["layer 0", String(layers)], least: 1e-3 * found.scale };
  };
  const trained = (names) => () => ({
    curves: names.map(([key, name, colour, width, dash]) => ({ name, values: course.past.map((p) => p[key]), colour, width, dash })),
    log: true, ends: ["untrained", course.isDone ? "trained" : course.name.replace("Step", "step")], division: course.division,
  });
  const kinds = {
    momentum: () => new Chart(stage, { title: "momentum of each cluster, along x", label: "each cluster's momentum over the layers, and their sum", data: layered("momentum, x") }),
    drift: () => new Chart(stage, { title: "how much the momentum changes over the layers", label: "drift of the momentum over the training, and the defect", data: trained([["momentum", "drift", "sum", 5], ["defect", "defect", "c0", 1.8, "5 4"]]) }),
    drifts: () => new Chart(stage, { title: "how much the charges change over the layers", label: "drifts over the training", data: trained([["momentum", "momentum", "c1", 2.4], ["angular", "angular momentum", "c0", 2.4, "6 4"]]) }),
    force: () => new Chart(stage, { title: "the force on a point, E|g|, and the relative drift", label: "mean force and drift over the training", data: trained([["force", "mean force", "c2", 3], ["momentum", "drift of momentum", "c1", 2, "6 4"]]) }),
  };
  for (const kind of charts) if (kinds[kind]) kinds[kind]();
  let table = null;
  const line = 22 * letter;
  if (charts.includes("ledger")) {
    const box = stage.beside("the ledger: what each layer gives to each cluster");
    table = new Picture(box, { height: () => (clusters.length + 1) * line, label: "a row for each cluster, a column for each layer; dark where the layer changes the cluster's momentum much" });
  }
  const paintLedger = () => {
    const { rows, most } = ledger(stage, course.chain, course.found, state.layer);
    const [left, right] = [58 * letter, 10];
    const each = (table.width - left - right) / layers;
    let text = "";
    rows.forEach((row, c) => {
      text += mark.word([left - 8, line * (c + 0.68)], clusters[c].name, 'text-anchor="end"');
      row.forEach((v, k) => { text += `<rect class="c${c}" fill="currentColor" fill-opacity="${most > 0 ? (v / most).toFixed(3) : 0}" x="${round(left + k * each)}" y="${line * c}" width="${round(each + 0.5)}" height="${line - 2}"/>`; });
    });
    text += `<rect class="faint" fill="none" stroke="currentColor" x="${left}" y="0" width="${table.width - left - right}" height="${line * rows.length}"/>`;
    if (state.layer > 0) text += `<rect class="ink" fill="none" stroke="currentColor" stroke-width="1.5" x="${round(left + (state.layer - 1) * each)}" y="0" width="${round(each)}" height="${line * rows.length}"/>`;
    table.svg.innerHTML = text + mark.word([left, table.height - 5], "layer 1") + mark.word([table.width - right, table.height - 5], String(layers), 'text-anchor="end"');
  };
  if (table) table.onResize = paintLedger;
  stage.paint = () => {
    const now = course.past[course.past.length - 1];
    if (table) paintLedger();
    let text = `${course.name}; loss ${told(course.chain.loss)}. `;
    if (controls.includes("members")) {
      const v = violation(course.found, members);
      const whose = members.length === clusters.length ? "all" : members.map((c) => clusters[c].name).join(" + ") || "nobody";
      text += `Momentum of ${whose} changes by V = ${told(v)}: ${!isResolved(course.found, members) ? "not to be told before training is further" : v < 0.05 ? "conserved" : v < 0.2 ? "nearly conserved" : "not conserved"}.`;
    } else if (charts.includes("force")) text += `Mean force on a point ${told(now.force)}, drift of the momentum relative to it ${told(now.momentum)}.`;
    else if (charts.includes("drifts")) text += `Drift of momentum ${told(now.momentum)}, of angular momentum ${told(now.angular)}.`;
    else text += `Drift of the momentum ${told(now.momentum)}, defect ${told(now.defect)}.`;
    if (controls.includes("end")) text = `${course.name}; loss ${told(course.chain.loss)}. Largest momentum at any layer ${told(Math.max(...course.found[0].sum.map((x, k) => Math.hypot(x, course.found[1].sum[k]))))}, angular momentum ${told(course.found[2].sum[0])}, changing by ${told(now.angular)} of its scale.`;
    stage.tell(text);
    return painted(stage, course.chain, state.layer, { arrows: state.arrows }) + (drags ? "" : clusters.map((c, i) => mark.cross(stage.at(c.to), 5, "c" + i)).join(""));
  };
  begin();
  stage.draw();
  return { get course() { return course; }, state, begin, stage };
};
