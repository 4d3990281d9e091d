/* What trains: the chain, another beside it, what is remembered of both, and what the reader changes while they train. */
let training, beside = null, isOn = false, finishing = null, isMoved = false, drawingTime = 0;
/* Whether it was brought to rest: "no", "begun" or "yes". */
let finished = "no";
let layer = 0, chosen = 0, past = [], timer = null;
let subset = new Set();
/* A charge that strays less is conserved, as nsh says it. */
const isSlight = 0.05;
const shows = (name) => byId(name).checked;

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
  [finished, isMoved, past] = ["no", false, []];
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

/* MARK: Training */

function train(on) {
  if (on === isOn) return;
  isOn = on;
  byId("train").textContent = on ? "pause" : "train";
  byId("train").setAttribute("aria-pressed", String(on));
  if (on) requestAnimationFrame(turn);
  else {
    for (const t of [training, beside]) if (t) t.phase = null;
    finishing = null;
    if (training) settle();
  }
  byId("finish").textContent = finishing ? "stop" : "finish";
}

/* As many steps as fit into a part of a frame; on the way to rest for twice as long as a picture takes, so that most of the time is the
   steps', and a click is heard soon. */
function turn() {
  if (!isOn) return;
  const end = performance.now() + (finishing ? clamp(2 * drawingTime, 9, 30) : 9);
  let isRight = true;
  do isRight = advance(); while (isRight && performance.now() < end);
  remember();
  if (!isRight) return train(false);
  const begun = performance.now();
  draw();
  drawingTime = performance.now() - begun;
  requestAnimationFrame(turn);
}

/* One step of what is going on; false where it has come to its end. */
function advance() {
  if (finishing) {
    if (!finishing.next().done) return true;
    finished = "yes";
    return false;
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
  advance();
  remember();
  settle();
}

/* To rest, both chains that train; a second click stops it, and nothing is lost. */
function finish() {
  if (finishing) return train(false);
  finished = "begun";
  finishing = toRest();
  if (isOn) byId("finish").textContent = "stop";
  else train(true);
}

function* toRest() {
  yield* training.finish();
  if (beside && state.compare !== "untrained") yield* beside.finish();
}

/* MARK: What the reader changes */

/* Clusters were moved: the chain keeps its parameters. */
function carry() {
  isMoved = isMoved || training.total > 0;
  state.theta = null;
  const population = new Population(state.clusters.map(placed), state.seed);
  for (const t of [training, beside]) if (t) t.chain.carry(population);
  if (finishing) finishing = toRest();
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
    if (finishing) finishing = toRest();
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
