/* The experiment that the page stands for: clusters, the chain that is built, how it is trained. It is in the address, and it is a
   script of nsh's. `data.start` is the one that was exported; clusters may have points of their own in `data.start.clusters`. */

let state = copied(data.start);

/* The names of a shape's size, as `define cluster` has them. */
const sizeNames = { gaussian: "sd", disc: "radius", ring: "radius", segment: "length", grid: "spacing" };
const fields = [
  ["f", "families", (v) => v.join("+"), (v) => v.split("+")], ["k", "kernel"], ["w", "s"], ["t", "trained"], ["l", "layers"], ["p", "penalty"], ["seed", "seed"],
  ["a", "amplitude"], ["b", "spread"], ["o", "method"], ["r", "rate"], ["d", "decay"], ["n", "steps"], ["x", "distance"], ["c", "compare"],
];

/* Where a cluster lies when all are moved apart (distance above one) or together. */
function placed(cluster) {
  const shift = [0, 1].map((i) => (state.distance - 1) * (cluster.at[i] + cluster.to[i]) / 2);
  return { ...cluster, at: cluster.at.map((x, i) => x + shift[i]), to: cluster.to.map((x, i) => x + shift[i]) };
}

function address() {
  const parts = fields.filter(([, name]) => String(state[name]) !== String(data.defaults[name]) && state[name] !== null)
    .map(([key, name, write]) => key + "=" + encodeURIComponent(write ? write(state[name]) : state[name]));
  for (const c of state.clusters) {
    const points = c.own !== undefined ? ["own", c.own] : c.offsets ? ["pts", c.offsets.flat().join(";")] : [c.n, c.shape, c.size];
    const goals = c.goals && c.own === undefined ? ["to", c.goals.flat().join(";")] : [];
    parts.push("g=" + [encodeURIComponent(c.name), ...c.at, ...c.to, ...points, ...goals].join(","));
  }
  return "#" + parts.join("&");
}

/* The state of an address; null where it is none, or holds what a page cannot do. */
function read(text) {
  const found = { ...copied(data.defaults), clusters: [] };
  try {
    for (const part of text.replace(/^#/, "").split("&")) {
      const [key, value] = [part.slice(0, part.indexOf("=")), decodeURIComponent(part.slice(part.indexOf("=") + 1))];
      if (key === "g") found.clusters.push(cluster(part.slice(2).split(",")));
      else {
        const field = fields.find((f) => f[0] === key);
        if (!field) return null;
        const example = data.defaults[field[1]];
        found[field[1]] = field[3] ? field[3](value) : typeof example === "boolean" ? value === "true" : typeof example === "number" || field[1] === "amplitude" ? Number(value) : value;
      }
    }
  } catch { return null; }
  return isRight(found) ? found : null;
}

function cluster([name, ax, ay, bx, by, ...points]) {
  const base = { name: decodeURIComponent(name), at: [Number(ax), Number(ay)], to: [Number(bx), Number(by)] };
  const pairs = (text) => { const all = text.split(";").map(Number); return Array.from({ length: all.length / 2 }, (_, i) => [all[2 * i], all[2 * i + 1]]); };
  const goals = points.indexOf("to");
  if (goals >= 0) base.goals = pairs(points[goals + 1]);
  if (points[0] === "pts") return { ...base, offsets: pairs(points[1]) };
  if (points[0] !== "own") return { ...base, n: Number(points[0]), shape: points[1], size: Number(points[2]) };
  const { offsets, goals: own_, own } = data.start.clusters.find((c) => c.own === Number(points[1]));
  return { ...base, offsets, goals: own_, own };
}

const sizeOf = (c) => (c.offsets ? c.offsets.length : c.n);
const areFinite = (list) => list.length >= 1 && list.length <= 1000 && list.every((p) => p.length === 2 && p.every(Number.isFinite));
const isCount = (n, most) => Number.isInteger(n) && n >= 1 && n <= most;
function isRight(s) {
  return s.clusters.length >= 1 && s.clusters.length <= 64 && new Set(s.clusters.map((c) => c.name)).size === s.clusters.length
    && s.clusters.every((c) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(c.name) && [...c.at, ...c.to].every(Number.isFinite) && (c.offsets ? areFinite(c.offsets) : isCount(c.n, 500) && shapes[c.shape] && c.size >= 0 && Number.isFinite(c.size))
      && (!c.goals || areFinite(c.goals) && c.goals.length === sizeOf(c)))
    && s.families.every((f) => maps[f]) && ["gauss", "lorentz", "compact"].includes(s.kernel) && isCount(s.layers, 400) && s.penalty >= 0 && s.s > 0 && s.rate > 0
    && [s.penalty, s.s, s.rate, s.spread, s.distance].every(Number.isFinite) && optimisers[s.method] && /^\d{1,19}$/.test(s.seed);
}

const point = ([x, y]) => "(" + x + ", " + y + ")";

/* The script that does in nsh what the page does, from its start. */
function script(training, finished, isMoved) {
  const s = state;
  const lines = ["seed " + s.seed, ...s.families.filter((f) => maps[f].definition).map((f) => "define family " + maps[f].definition)];
  for (const c of s.clusters.map(placed)) {
    const drawn = c.offsets && c.own === undefined;
    if (drawn) lines.push(`write table(x=[${c.offsets.map((p) => c.at[0] + p[0]).join(", ")}], y=[${c.offsets.map((p) => c.at[1] + p[1]).join(", ")}]) > "${c.name}.csv"`);
    if (c.own !== undefined) lines.push(`# ${c.name} has points of its own: \`export trace\` writes them, \`define cluster file=\` reads them`);
    const shape = ["ring", "grid", "segment"].includes(c.shape) ? ` shape=${c.shape}` : "";
    const points = !c.offsets ? `n=${c.n}${shape} ${sizeNames[c.shape]}=${c.size} at=${point(c.at)}` : `file="${c.name}.csv"`;
    const goal = c.goals && c.own === undefined ? "[" + c.goals.map((p) => point([c.to[0] + p[0], c.to[1] + p[1]])).join(", ") + "]" : point(c.to);
    lines.push(`define cluster ${c.name} ${points} to=${goal}`);
  }
  const families = s.families.length === 1 ? s.families[0] : "[" + s.families.join(", ") + "]";
  const isRadial = s.families.some((f) => maps[f].isRadial);
  lines.push(`build chain layers=${s.layers} family=${families}` + (isRadial ? ` kernel=${s.kernel} s=${s.s}${s.trained ? " scale=trained" : ""}` : "")
    + ` penalty=${s.penalty}` + (s.amplitude === null ? "" : ` amplitude=${s.amplitude}`) + (s.spread === 1.5 ? "" : ` spread=${s.spread}`));
  if (isMoved) lines.push("# clusters, or how it is trained, were changed on the way: this is all of it from the start");
  const count = training.count;
  if (count > 0) {
    const isWhole = s.decay !== "cosine" || count === s.steps;
    if (!isWhole) lines.push(`# the page stands at step ${count} of these`);
    lines.push(`train ${s.method} steps=${s.decay === "cosine" ? s.steps : count} rate=${s.rate}` + (s.decay === "cosine" ? " decay=cosine" : ""));
  }
  if (finished === "begun") lines.push("# the page was stopped on its way to rest; this goes all of it");
  if (finished !== "no") lines.push("train newton until gradient < 1e-10");
  lines.push("conserve", "plot momentum by cluster");
  return lines.join("\n") + "\n";
}
