/* The page of one piece: its theme, its state in the address, its script. */

/* Where there are no canvases the still picture and the text remain. */
if (!document.createElement("canvas").getContext?.("2d")) throw new Error("no canvas");
document.documentElement.classList.add("alive");
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const mounts = {
  lens: mountLens, orbit: mountOrbit, family: mountFamily,
  exchange: (element, state, options) => mountExchanges(element, { ...state, scenes: data.scenes }, options),
};
let piece;

rights.exchange = (s) => isIn(s.at, 0, 1) && typeof s.points === "boolean" && Object.entries(s.subsets).every(([name, set]) => {
    const scene = data.scenes.find((other) => other.name === name);
    return scene && Array.isArray(set) && set.every((c) => Number.isInteger(c) && c >= 0 && c < scene.clusters.length);
  });

/* The state in the address: what differs from the exported one, as JSON. Null where it is none. */
function stateOf(hash) {
  if (hash.length < 2) return null;
  try {
    const found = { ...data.state, ...JSON.parse(decodeURIComponent(hash.slice(1))) };
    return rights[data.piece](found) ? found : null;
  } catch { return null; }
}

function tell() {
  const script = piece.script();
  byId("now").textContent = script;
  byId("same").hidden = script.trim() === "";
  if (!data.isTitled) byId("heading").textContent = document.title = piece.title;
  const changed = Object.fromEntries(Object.entries(piece.state).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(data.state[key])));
  history.replaceState(null, "", Object.keys(changed).length ? "#" + encodeURIComponent(JSON.stringify(changed)) : location.pathname + location.search);
}

/* A burst of changes writes the address once. */
let waiting = null;
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (piece) tell(); }, 200);
}

let theme = themes[matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0];
function dress() {
  Stage.dress(theme);
  byId("ground").textContent = theme.name === "dark" ? "light page" : "dark page";
}
byId("ground").addEventListener("click", () => { theme = themes[theme === themes[0] ? 1 : 0]; dress(); });
onPaper(themes[0], () => theme, (next) => { theme = next; dress(); });
function mount(state) {
  if (piece) piece.destroy();
  piece = mounts[data.piece](byId("piece"), state, { onChange: later });
  tell();
}
dress();
mount(stateOf(location.hash) ?? data.state);
window.addEventListener("hashchange", () => { const next = stateOf(location.hash); if (next) mount(next); });
copying(byId("copy"), () => byId("now").textContent);
copying(byId("link"), () => { tell(); return location.href; }, "copy the link");
byId("again").addEventListener("click", () => mount(data.state));

/* The page's formula beside nsh's numbers: the largest difference over a sample. */
if (data.sample) document.documentElement.dataset.difference = String(Math.max(...data.sample.map(([x, y, u, v]) => {
  const [a, b] = families[data.state.family].map(x, y, data.state.p, kernels[data.state.kernel]);
  return Math.max(Math.abs(a - u), Math.abs(b - v));
})));
