/* The page: what trains, what is shown, what the reader does. */
let training, beside = null, isOn = false, isFinishing = null, isFinished = false, isMoved = false;
let layer = 0, chosen = 0, past = [], timer = null;
let subset = new Set();
/* A charge that strays less is conserved, as nsh says it. */
const isSlight = 0.05;
const shows = (name) => byId(name).checked;
const told = (x) => minus(short(x));
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

function chainOf(change = {}) {
  const setup = { ...state, ...change };
  const chain = new Chain(setup, new Population(state.clusters.map(placed), state.seed));
  if (!change.families && state.theta && state.theta.length === chain.theta.length) {
    chain.theta.set(state.theta);
    return chain.pass();
  }
  return chain.draw(state.seed, state.amplitude, state.spread);
}

/* A new chain, untrained; with the exported parameters where the state has them. */
function begin() {
  train(false);
  isFinishing = null;
  [isFinished, isMoved, past] = [false, false, []];
  training = new Training(chainOf(), state);
  const other = { anisotropic: { families: ["anisotropic"] }, pinned: { families: ["pinned"] }, untrained: {} }[state.compare];
  beside = other ? new Training(chainOf(other), state) : null;
  subset = new Set(state.clusters.keys());
  layer = Math.min(layer, state.layers);
  byId("layer").max = state.layers;
  remember();
  showClusters();
  settle();
}

/* The first finite things that are known of a moment of the training. */
function remember() {
  const moment = { step: training.total, ...driftOf(training.chain), other: beside ? driftOf(beside.chain).momentum : NaN };
  if (past.length && past[past.length - 1].step === moment.step) past.pop();
  past.push(moment);
  // Every second of the older half, when there are many.
  if (past.length > 1200) past = past.filter((_, i) => i >= 600 || i % 2 === 0);
}

function driftOf(chain) {
  const found = Object.keys(motions).slice(0, 3).map((name) => charges(chain, motions[name]));
  const scale = Math.max(found[0].scale, found[1].scale);
  const [momentum, angular] = [drift(found.slice(0, 2)), drift(found.slice(2))];
  const defected = defect(chain, [motions["momentum, x"], motions["momentum, y"]], scale);
  return { loss: chain.loss, slope: chain.slope, momentum, angular, defect: defected, residual: residual(chain, found) };
}

/* max_k |drift - defect| over the scale, of the momentum: rounding, at any moment, if the family is closed under translations. */
function residual(chain, found) {
  const rows = ["momentum, x", "momentum, y"].map((name) => defects(chain, motions[name]));
  let most = 0;
  for (let k = 1; k <= chain.layers; k++) {
    most = Math.max(most, Math.hypot(...rows.map((row, a) => found[a].sum[k] - found[a].sum[k - 1] - row[k - 1])));
  }
  return most === 0 ? 0 : most / Math.max(found[0].scale, found[1].scale);
}

/* V(S) = max_t |q_t - q_0| over the mean over t of the members' |q_t|. */
function violation(found) {
  const members = [...subset];
  let [most, size] = [0, 0];
  const [x, y] = found;
  const start = [0, 0];
  for (let k = 0; k <= training.chain.layers; k++) {
    const q = [0, 0];
    for (const c of members) {
      q[0] += x.of[c][k];
      q[1] += y.of[c][k];
      size += Math.hypot(x.of[c][k], y.of[c][k]);
    }
    if (k === 0) [start[0], start[1]] = q;
    most = Math.max(most, Math.hypot(q[0] - start[0], q[1] - start[1]));
  }
  return most === 0 ? 0 : most * (training.chain.layers + 1) / size;
}

function draw() {
  const { chain } = training;
  const found = Object.keys(motions).slice(0, 3).map((name) => charges(chain, motions[name]));
  const v = violation(found);
  frame();
  const size = arrowSizes(chain);
  within(() => {
    if (shows("grid")) drawGrid(chain, layer);
    if (shows("trails")) drawTrails(chain, layer);
    if (shows("points")) drawPoints(chain, layer);
    drawHandles(chosen);
    if (shows("gradients")) drawGradients(chain, layer, size.points);
    if (shows("means")) drawMeans(chain, layer, size.means);
    if (shows("tails")) drawHeadToTail(chain, layer, subset, size.tails, v < isSlight);
  });
  const keys = [["gradients", "gradient", size.points, 1.1], ["means", "mean gradient", size.means, 2.6], ["tails", "momentum", size.tails, 2]];
  drawKey(keys.filter(([name]) => shows(name)).map((key) => key.slice(1)));
  drawCharts(chain, found, v);
  tellNow(chain, v);
}

/* Pixels for a unit of each kind of arrow: the longest over all layers is a sixth of the picture. */
function arrowSizes(chain) {
  let [points, mean] = [0, 0];
  for (let i = 0; i < chain.X.length; i++) points = Math.max(points, chain.X[i] ** 2 + chain.Y[i] ** 2);
  const step = Math.max(1, Math.floor(chain.layers / 10));
  for (let k = 0; k <= chain.layers; k += step) for (const [, , gx, gy] of means(chain, k)) mean = Math.max(mean, Math.hypot(gx, gy));
  const most = view.width / 6;
  const size = { points: most / Math.sqrt(points), means: most / mean, tails: 80 / mean };
  if (shows("same")) size.means = size.points;
  for (const name in size) if (!Number.isFinite(size[name])) size[name] = 0;
  return size;
}

function drawCharts(chain, found, v) {
  const ks = Array.from({ length: chain.layers + 1 }, (_, k) => k);
  Object.keys(motions).slice(0, 3).forEach((name, a) => {
    const curves = [...subset].map((c) => ({ values: found[a].of[c], color: color(c), dash: c >= theme.series.length ? [6, 3] : [] }));
    const sum = Float64Array.from(ks, (k) => [...subset].reduce((total, c) => total + found[a].of[c][k], 0));
    if (subset.size > 1) curves.push({ values: sum, color: v < isSlight && a < 2 ? good() : theme.neutral, width: 3.2, alpha: 0.8 });
    curves.resolution = 1e-3 * found[a].scale;
    chart(["chart-x", "chart-y", "chart-angular"][a], { title: name, x: ks, curves, cursor: layer, end: "layer ", note: (subset.size > 1 ? "sum " : "") + minus(short(sum[layer])) });
  });
  const steps = past.map((p) => p.step);
  const line = (name, hue, more) => ({ values: past.map((p) => p[name]), color: hue, ...more });
  const curves = [line("momentum", theme.series[0], { width: 4, alpha: 0.45 }), line("defect", theme.series[1], { dash: [5, 4] }), line("angular", theme.series[2] ?? theme.ink)];
  if (beside) curves.push(line("other", theme.ink, { dash: [2, 3] }));
  chart("chart-drift", { title: "drift against step", x: steps, curves, log: true, end: "step ", height: 180 });
  const transfers = found[0].of.map((row, c) => Float64Array.from({ length: chain.layers }, (_, k) => Math.hypot(row[k + 1] - row[k], found[1].of[c][k + 1] - found[1].of[c][k])));
  ledger("ledger", transfers, layer);
}

function tellNow(chain, v) {
  const last = past[past.length - 1];
  byId("now").textContent = `step ${training.total}, loss ${told(chain.loss)}, |gradient| ${told(chain.slope)}`;
  byId("layer").value = layer;
  byId("layer-now").textContent = layer + " of " + chain.layers;
  byId("layer").setAttribute("aria-valuetext", "layer " + layer + " of " + chain.layers);
  byId("proof").textContent = `drift of momentum ${told(last.momentum)} (thick), its defect ${told(last.defect)} (dashed), drift \u2212 defect ${told(last.residual)}; drift of angular momentum ${told(last.angular)} (thin)`
    + (beside ? `; beside it, ${state.compare}: ${told(last.other)} (dotted)` : "");
  const verdict = v < isSlight ? "conserved" : v < 0.2 ? "nearly conserved" : "not conserved";
  byId("subset").innerHTML = "";
  const text = document.createElement("span");
  text.textContent = subset.size ? `momentum of ${subset.size === state.clusters.length ? "all" : [...subset].map((c) => state.clusters[c].name).join(" + ")}: ${verdict}, V = ${told(v)}` : "no cluster is summed";
  if (v < isSlight && subset.size) text.className = "good";
  byId("subset").append(text);
}

/* What is told when something has come to rest: the spoken text, the address, the script. */
function settle() {
  draw();
  const last = past[past.length - 1];
  byId("status").textContent = `Step ${training.total}, loss ${short(training.chain.loss)}, drift of momentum ${short(last.momentum)}, of angular momentum ${short(last.angular)}.`;
  byId("script").textContent = script(training, isFinished, isMoved || Boolean(state.theta));
  for (const [id, what] of [["chart-x", "momentum, x, over the layers"], ["chart-y", "momentum, y, over the layers"], ["chart-angular", "angular momentum over the layers"], ["chart-drift", "drift and defect against the step"], ["ledger", "what each layer gives to each cluster"]]) byId(id).setAttribute("aria-label", what);
  if (!state.theta) history.replaceState(null, "", address());
  writeSettings();
}

/* MARK: Training */

function train(on) {
  if (on === isOn) return;
  isOn = on;
  byId("train").textContent = on ? "pause" : "train";
  byId("train").setAttribute("aria-pressed", String(on));
  if (on) requestAnimationFrame(turn);
  else if (training) settle();
}

/* As many steps as fit into a part of a frame. */
function turn() {
  if (!isOn) return;
  const end = performance.now() + 9;
  let isRight = true;
  do isRight = advance(); while (isRight && performance.now() < end);
  remember();
  if (!isRight) return train(false);
  draw();
  requestAnimationFrame(turn);
}

/* One step of what is going on; false where it has come to its end. */
function advance() {
  if (isFinishing) {
    const { done } = isFinishing.next();
    if (done) {
      if (training.isStuck || training.chain.slope < 1e-13) {
        isFinishing = null;
        return false;
      }
      isFinishing = training.newton();
      remember();
    }
    return true;
  }
  if (state.decay === "cosine" && training.count >= state.steps) return false;
  if (!training.step()) {
    byId("now").textContent = "the next step would not be finite: try a smaller rate";
    return false;
  }
  if (beside && state.compare !== "untrained") beside.step();
  return true;
}

function once() {
  train(false);
  isFinishing = null;
  advance();
  remember();
  settle();
}

function finish() {
  [isFinishing, isFinished] = [training.newton(), true];
  training.isStuck = false;
  train(true);
}

/* MARK: What the reader changes */

/* Clusters were moved: the chain keeps its parameters. */
function carry() {
  isMoved = isMoved || training.total > 0;
  state.theta = null;
  const population = new Population(state.clusters.map(placed), state.seed);
  for (const t of [training, beside]) if (t) t.chain.carry(population);
  training.isStuck = false;
  if (isFinishing) isFinishing = training.newton();
  remember();
  if (!isOn) draw();
}

function change(name, value) {
  state[name] = value;
  if (["families", "kernel", "s", "trained", "layers", "seed", "spread", "amplitude", "compare"].includes(name)) {
    state.theta = null;
    begin();
  } else if (name === "distance") carry();
  else {
    isMoved = isMoved || training.total > 0;
    if (name === "penalty") for (const t of [training, beside]) if (t) { t.chain.setup.penalty = value; t.chain.pass(); }
    if (name === "rate") for (const t of [training, beside]) if (t) t.rate = value;
    if (name === "method" || name === "decay") begin();
    if (!isOn) settle();
  }
}

function move(c, what, place) {
  const shift = placed(state.clusters[c])[what].map((x, i) => x - state.clusters[c][what][i]);
  state.clusters[c][what] = place.map((x, i) => Number((x - (state.distance === 1 ? 0 : shift[i])).toFixed(3)));
  carry();
}

const settings = [
  { name: "families", label: "family", options: () => Object.keys(maps), read: (v) => [v], write: (v) => v[0] },
  { name: "kernel", label: "kernel", options: () => ["gauss", "lorentz", "compact"] },
  { name: "s", label: "width s", low: 0.1, high: 2, isLog: true },
  { name: "layers", label: "layers", low: 1, high: 100, isWhole: true },
  { name: "penalty", label: "penalty", low: 1e-5, high: 1, isLog: true },
  { name: "method", label: "optimiser", options: () => Object.keys(optimisers) },
  { name: "rate", label: "rate", low: 1e-4, high: 1, isLog: true },
  { name: "decay", label: "decay", options: () => ["constant", "cosine"] },
  { name: "distance", label: "distance", low: 0.5, high: 3 },
  { name: "compare", label: "beside it", options: () => ["none", "anisotropic", "pinned", "untrained"] },
  { name: "seed", label: "seed", isText: true },
];

function makeSettings() {
  byId("settings").replaceChildren(...settings.map((s) => {
    const label = document.createElement("label");
    label.append(s.label);
    const input = document.createElement(s.options ? "select" : "input");
    input.id = "set-" + s.name;
    if (s.options) input.append(...s.options().map((o) => new Option(o, o)));
    else if (s.isText) Object.assign(input, { type: "text", inputMode: "numeric" });
    else Object.assign(input, { type: "range", min: 0, max: 1000, step: 1 });
    label.append(input);
    if (!s.options && !s.isText) label.append(document.createElement("output"));
    input.addEventListener(s.options || s.isText ? "change" : "input", () => {
      const value = s.options ? (s.read ?? String)(input.value) : s.isText ? input.value.trim() : slid(s, Number(input.value) / 1000);
      if (s.isText && !/^\d{1,19}$/.test(value)) return writeSettings();
      change(s.name, value);
      if (!s.options && !s.isText) input.nextSibling.textContent = short(value);
    });
    return label;
  }));
}

const slid = (s, t) => {
  const value = s.isLog ? s.low * (s.high / s.low) ** t : s.low + (s.high - s.low) * t;
  return s.isWhole ? Math.round(value) : Number(value.toPrecision(2));
};
const unslid = (s, v) => 1000 * (s.isLog ? Math.log(v / s.low) / Math.log(s.high / s.low) : (v - s.low) / (s.high - s.low));

function writeSettings() {
  for (const s of settings) {
    const input = byId("set-" + s.name);
    if (s.options) {
      const value = (s.write ?? String)(state[s.name]);
      if (![...input.options].some((o) => o.value === value)) input.append(new Option(value, value));
      input.value = value;
    } else if (s.isText) input.value = state[s.name];
    else {
      if (document.activeElement !== input) input.value = unslid(s, state[s.name]);
      input.nextSibling.textContent = short(state[s.name]);
      input.setAttribute("aria-valuetext", short(state[s.name]));
    }
  }
}

/* MARK: Clusters */

function showClusters() {
  byId("clusters").replaceChildren(...state.clusters.map((cluster, c) => {
    const item = document.createElement("li");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: subset.has(c) });
    box.setAttribute("aria-label", "sum " + cluster.name);
    box.addEventListener("change", () => { box.checked ? subset.add(c) : subset.delete(c); subset = new Set([...subset].sort((a, b) => a - b)); draw(); });
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    dot.setAttribute("viewBox", "-7 -7 14 14");
    dot.setAttribute("aria-hidden", "true");
    dot.innerHTML = ["<circle r='6'/>", "<rect x='-5' y='-5' width='10' height='10'/>", "<path d='M0,-7L6,5H-6Z'/>", "<path d='M0,-7L7,0L0,7L-7,0Z'/>"][Math.floor(c / theme.series.length) % 4];
    dot.style.fill = color(c);
    const name = Object.assign(document.createElement("span"), { className: "name", textContent: cluster.name });
    item.append(box, dot, name, handle(c, "at", "start"), handle(c, "to", "goal"));
    if (cluster.own === undefined) item.append(number(c, "n", "points", 1, 500), number(c, "size", sizeNames[cluster.shape], 0, 10));
    const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "\u00d7", disabled: state.clusters.length === 1 });
    drop.setAttribute("aria-label", "remove " + cluster.name);
    drop.addEventListener("click", () => { state.clusters.splice(c, 1); state.theta = null; chosen = 0; begin(); });
    item.append(drop);
    return item;
  }));
}

/* A button that tells a place; with the focus on it, arrow keys move the place. */
function handle(c, what, title) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  const write = () => {
    button.textContent = title;
    button.setAttribute("aria-label", `${title} of ${state.clusters[c].name}, at ${placed(state.clusters[c])[what].map(short).join(", ")}; arrow keys move it`);
  };
  button.addEventListener("focus", () => { chosen = c; draw(); });
  button.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.01 : 0.05;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (!way) return;
    event.preventDefault();
    move(c, what, placed(state.clusters[c])[what].map((x, i) => x + way[i]));
    write();
    if (!isOn) settle();
  });
  write();
  return button;
}

function number(c, key, title, low, high) {
  const input = Object.assign(document.createElement("input"), { type: "number", min: low, max: high, value: state.clusters[c][key], step: key === "n" ? 1 : "any" });
  input.setAttribute("aria-label", `${title} of ${state.clusters[c].name}`);
  input.addEventListener("change", () => {
    const value = Number(input.value);
    if (input.value === "" || !(value >= low && value <= high) || key === "n" && !Number.isInteger(value)) { input.value = state.clusters[c][key]; return; }
    state.clusters[c][key] = value;
    carry();
    if (!isOn) settle();
  });
  const label = document.createElement("label");
  label.append(title + " ", input);
  return label;
}

function add() {
  let k = state.clusters.length;
  while (state.clusters.some((c) => c.name === "c" + k)) k += 1;
  const angle = 2.4 * k;
  const at = [view.x + view.half * 0.6 * Math.cos(angle), view.y + view.half * 0.6 * Math.sin(angle)].map((x) => Number(x.toFixed(2)));
  state.clusters.push({ name: "c" + k, at, to: at.map((x) => Number((x * 0.6).toFixed(2))), n: 20, shape: "gaussian", size: 0.1 });
  state.theta = null;
  begin();
}

/* MARK: The picture by hand */

const where = (event) => {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

/* The start or destination under a place of the canvas. */
function under([px, py]) {
  let [best, least] = [null, 18 ** 2];
  state.clusters.map(placed).forEach((cluster, c) => {
    for (const what of ["to", "at"]) {
      const distance = (across(cluster[what][0]) - px) ** 2 + (down(cluster[what][1]) - py) ** 2;
      if (distance < least) [best, least] = [{ c, what }, distance];
    }
  });
  return best;
}

let dragged = null;
canvas.addEventListener("pointerdown", (event) => {
  dragged = under(where(event));
  if (!dragged) return;
  canvas.setPointerCapture(event.pointerId);
  chosen = dragged.c;
  event.preventDefault();
});
canvas.addEventListener("pointermove", (event) => {
  if (dragged) move(dragged.c, dragged.what, onPlane(...where(event)));
  else canvas.style.cursor = under(where(event)) ? "grab" : "default";
});
for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => {
  if (!dragged) return;
  dragged = null;
  showClusters();
  if (!isOn) settle();
});
// A finger on a handle drags it; elsewhere it scrolls the page.
canvas.addEventListener("touchstart", (event) => { if (under(where(event.touches[0]))) event.preventDefault(); }, { passive: false });

function goTo(k) {
  layer = Math.max(0, Math.min(state.layers, k));
  if (!isOn) draw();
}

function playLayers(on) {
  clearInterval(timer);
  timer = null;
  if (on) {
    if (layer === state.layers) goTo(0);
    timer = setInterval(() => (layer >= state.layers ? playLayers(false) : goTo(layer + 1)), isStill ? 400 : Math.max(30, Math.min(120, 5000 / state.layers)));
  }
  byId("play").textContent = on ? "pause" : "play the layers";
  byId("play").setAttribute("aria-pressed", String(on));
}

byId("ledger").addEventListener("click", (event) => {
  const box = byId("ledger").getBoundingClientRect();
  goTo(Math.ceil(state.layers * (event.clientX - box.left - room.left) / (box.width - room.left - room.right)));
});

function take(next) {
  state = next;
  layer = 0;
  fit();
  begin();
}

byId("example").append(...data.examples.map((e, i) => new Option(e.title, i)));
byId("example").addEventListener("change", () => take(copied(data.examples[Number(byId("example").value)].state)));
byId("train").addEventListener("click", () => { if (!isOn) isFinishing = null; train(!isOn); });
byId("once").addEventListener("click", once);
byId("finish").addEventListener("click", finish);
byId("reset").addEventListener("click", () => { state.theta = null; begin(); });
byId("add").addEventListener("click", add);
byId("fit").addEventListener("click", () => { fit(training.chain); draw(); });
byId("play").addEventListener("click", () => playLayers(timer === null));
byId("layer").addEventListener("input", () => { playLayers(false); goTo(Number(byId("layer").value)); });
for (const box of ["points", "gradients", "means", "grid", "trails", "tails", "same"]) byId(box).addEventListener("change", () => draw());
byId("ground").addEventListener("click", () => {
  theme = data.themes[theme === data.themes[0] ? 1 : 0];
  dressed();
  showClusters();
  draw();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || ["INPUT", "BUTTON", "SELECT", "SUMMARY"].includes(event.target.tagName)) return;
  const action = { ArrowRight: () => goTo(layer + 1), ArrowLeft: () => goTo(layer - 1), Home: () => goTo(0), End: () => goTo(state.layers), " ": () => byId("train").click() }[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
window.addEventListener("hashchange", () => {
  const next = read(location.hash);
  if (next && location.hash !== address()) take(next);
});
new ResizeObserver(() => { if (training && !isOn) draw(); }).observe(canvas.parentElement);
window.addEventListener("beforeprint", () => draw());
copying(byId("copy"), () => byId("script").textContent);
copying(byId("link"), () => location.href, "copy the link");

function dressed() {
  dress();
  document.documentElement.style.setProperty("--good", good());
}
dressed();
makeSettings();
take(location.hash.length > 1 ? read(location.hash) ?? state : state);
