/* The settings, and the list of clusters. */
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
    if (!cluster.offsets) item.append(number(c, "n", "points", 1, 500), number(c, "size", sizeNames[cluster.shape], 0, 10));
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
