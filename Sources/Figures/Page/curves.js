/* The charts: curves of the present moment, drawn once; a cursor stands at the layer. */
const svg = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  return element;
};
const chart = { width: 440, height: 150, left: 66 * letter, right: 12, top: 22 * letter, bottom: 22 * letter };

/* What a chart shows: its values, or their parts of the mean of |g||xi(x)|, which says how much there could be. */
function shownOf(c) {
  const part = byId("relative").checked && c.size > 0 ? 1 / c.size : 1;
  return { resolution: part * c.resolution, curves: c.curves.map((curve) => ({ group: curve.group, values: part === 1 ? curve.values : curve.values.map((v) => (v === null ? null : part * v)) })) };
}

function charts() {
  chart.height = Math.min(150 * letter, Math.max(130, 0.24 * innerHeight));
  chart.width = Math.max(260, Math.min(560, Math.round(byId("charts").clientWidth) || 440));
  byId("charts").replaceChildren(...moment.charts.map((c) => {
    const { curves, resolution } = c.shown = shownOf(c);
    const values = curves.flatMap((curve) => curve.values).filter((v) => v !== null);
    let [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    if (!(low <= high)) [low, high] = [-1, 1];
    // A curve that is flat but for rounding is drawn flat.
    const least = Math.max(resolution, 1e-12 * Math.max(Math.abs(low), Math.abs(high)), 1e-300);
    if (high - low < least) [low, high] = [(low + high - least) / 2, (low + high + least) / 2];
    [low, high] = [low - 0.05 * (high - low), high + 0.05 * (high - low)];
    const x = (k) => chart.left + (chart.width - chart.left - chart.right) * k / Math.max(1, layers);
    const y = (v) => chart.top + (chart.height - chart.top - chart.bottom) * (high - v) / (high - low);
    const picture = svg("svg", { class: "chart", viewBox: `0 0 ${chart.width} ${chart.height}`, role: "img", "aria-label": c.name + " over the " + part + "s" });
    picture.append(svg("path", { d: `M${chart.left},${chart.top}V${chart.height - chart.bottom}H${chart.width - chart.right}`, fill: "none", stroke: "var(--axis)" }));
    if (low < 0 && high > 0) picture.append(svg("path", { d: `M${chart.left},${y(0)}H${chart.width - chart.right}`, fill: "none", stroke: "var(--faint)" }));
    for (const v of ticks(low, high, (chart.height - chart.top - chart.bottom) / 26 / letter)) {
      const text = svg("text", { x: chart.left - 6, y: y(v) + 4 * letter, "text-anchor": "end" });
      text.textContent = ticked(v);
      picture.append(text);
    }
    const title = svg("text", { x: 2, y: 14 * letter, "font-weight": "bold" });
    title.textContent = c.name;
    const now = svg("text", { x: chart.width - chart.right, y: 14 * letter, "text-anchor": "end", class: "now" });
    const end = svg("text", { x: chart.width - chart.right, y: chart.height - 6 * letter, "text-anchor": "end" });
    end.textContent = part + " " + called(layers);
    const start = svg("text", { x: chart.left, y: chart.height - 6 * letter });
    start.textContent = "0";
    picture.append(title, now, start, end);
    for (const curve of curves) {
      const path = curve.values.map((v, k) => (v === null ? "" : (k && curve.values[k - 1] !== null ? "L" : "M") + x(k).toFixed(2) + "," + y(v).toFixed(2))).join("");
      const dash = curve.group !== null && curve.group >= theme.series.length ? { "stroke-dasharray": ["6 3", "2 2", "8 2 2 2"][(Math.floor(curve.group / theme.series.length) - 1) % 3] } : {};
      picture.append(svg("path", { d: path, fill: "none", "stroke-width": curve.group === null ? 3 : 1.8, class: "curve", "data-group": curve.group === null ? "" : curve.group, opacity: curve.group === null ? 0.7 : 1, ...dash }));
    }
    picture.append(svg("line", { class: "cursor", y1: chart.top, y2: chart.height - chart.bottom, stroke: "var(--ink)", "stroke-dasharray": "3 3" }));
    // A click goes to the state there.
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      const px = (event.clientX - box.left) * chart.width / box.width;
      play(false);
      go(Math.round(layers * (px - chart.left) / (chart.width - chart.left - chart.right)));
    });
    return picture;
  }));
}

function cursors() {
  document.querySelectorAll("#charts .chart").forEach((picture, j) => {
    const c = moment.charts[j];
    const x = chart.left + (chart.width - chart.left - chart.right) * layer / Math.max(1, layers);
    const line = picture.querySelector(".cursor");
    line.setAttribute("x1", x);
    line.setAttribute("x2", x);
    const sum = c.shown.curves.find((curve) => curve.group === null) || c.shown.curves[0];
    picture.querySelector(".now").textContent = (c.curves.length < 2 ? "" : sum.group === null ? "sum " : data.groups[sum.group] + " ") + minus(short(sum.values[layer]))
      + (byId("relative").checked && c.size > 0 ? " of E|g||\u03be|" : "");
    picture.querySelectorAll(".curve").forEach((path) => path.setAttribute("stroke", color(path.dataset.group === "" ? null : Number(path.dataset.group))));
  });
  document.querySelectorAll("#legend span").forEach((mark, c) => { mark.style.background = color(c); mark.dataset.mark = Math.floor(c / theme.series.length) % 4; });
}

function tell() {
  byId("status").textContent = part + " " + called(layer) + " of " + called(layers) + ". "
    + moment.charts.map((c) => c.name + " " + short((c.curves.find((curve) => curve.group === null) || c.curves[0]).values[layer])).join(", ");
}

function go(k) {
  layer = Math.max(0, Math.min(layers, k));
  draw();
  if (exchange) {
    exchange.state.layer = Math.round(layer * exchange.ledger.layers / layers);
    exchange.redraw();
  }
  if (timer === null) tell();
}

function play(isOn) {
  if (timer !== null) clearInterval(timer);
  timer = null;
  if (isOn && isStillNow()) go(stepped(layer, layers));
  else if (isOn) {
    if (layer === layers) go(0);
    timer = setInterval(() => { if (layer >= layers) play(false); else go(layer + 1); }, Math.max(16, Math.min(80, 6000 / Math.max(1, layers))));
  }
  byId("play").textContent = timer !== null ? "pause" : playing("play");
  byId("play").setAttribute("aria-pressed", String(timer !== null));
  if (timer === null) tell();
}

/* The point nearest to the mouse, within ten pixels of the picture. */
function hover(event) {
  const box = canvas.getBoundingClientRect();
  const scale = data.size[0] / box.width;
  const [mx, my] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  let [best, least] = [-1, 100];
  for (let i = 0; i < moment.points.length; i++) {
    const at = place(layer, i);
    const distance = (across(moment.states[at]) - mx) ** 2 + (down(moment.states[at + 1]) - my) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  const hint = byId("hint");
  hint.hidden = best < 0;
  if (best < 0) return;
  const at = place(layer, best);
  const g = moment.costates.length ? `\ng = (${short(moment.costates[at])}, ${short(moment.costates[at + 1])})` : "";
  hint.textContent = `${data.names[moment.points[best]]}\nx = (${short(moment.states[at])}, ${short(moment.states[at + 1])})${g}`;
  hint.style.left = Math.min(box.width - 170, (across(moment.states[at]) / scale) + 12) + "px";
  hint.style.top = (down(moment.states[at + 1]) / scale + 10) + "px";
}

prepare(draw);
byId("legend").replaceChildren(...data.groups.map((name) => {
  const item = document.createElement("li");
  item.append(document.createElement("span"), name);
  return item;
}));
byId("layer").max = layers;
byId("layer").addEventListener("input", () => { play(false); go(Number(byId("layer").value)); });
function turn(m) {
  if (moment === data.moments[m]) return;
  moment = data.moments[m];
  byId("step").value = m;
  if (moment.heading !== null) byId("heading").textContent = moment.heading;
  charts();
  draw();
  tell();
}
byId("step").max = data.moments.length - 1;
byId("step").value = data.first;
byId("step").addEventListener("input", () => turn(Number(byId("step").value)));

/* Dragging on the picture of light takes the end that is nearest. */
function drag(event) {
  const box = canvas.getBoundingClientRect();
  const scale = data.size[0] / box.width;
  const [mx, my] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  const far = data.moments.map((m) => (across(m.handle[0]) - mx) ** 2 + (down(m.handle[1]) - my) ** 2);
  turn(far.indexOf(Math.min(...far)));
}
if (moment.handle) {
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); drag(event); });
  canvas.addEventListener("pointermove", (event) => { if (event.buttons & 1) drag(event); });
  canvas.style.cursor = "grab";
}
for (const [name, isThere] of [["grid", data.lines > 0 || data.chain], ["areas", scenery && scenery.centre && scenery.areas !== "none"], ["gradients", !scenery], ["angular", !scenery], ["same", !scenery]]) {
  byId(name).parentElement.hidden = !isThere;
}
document.querySelectorAll(".training").forEach((element) => { element.hidden = data.moments.length < 2; });
for (const box of document.querySelectorAll("main fieldset input[type=checkbox]")) box.addEventListener("change", draw);
byId("relative").addEventListener("change", () => { charts(); cursors(); });
new ResizeObserver(() => { charts(); draw(); }).observe(byId("charts"));
byId("play").addEventListener("click", () => play(timer === null));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || ["INPUT", "BUTTON", "SUMMARY"].includes(event.target.tagName)) return;
  const action = {
    ArrowRight: () => go(layer + 1), ArrowLeft: () => go(layer - 1), Home: () => go(0), End: () => go(layers), " ": () => play(timer === null),
  }[event.key];
  if (!action) return;
  event.preventDefault();
  if (event.key !== " " && timer !== null) play(false);
  action();
});
canvas.addEventListener("mousemove", hover);
canvas.addEventListener("mouseleave", () => { byId("hint").hidden = true; });
copying(byId("copy"), () => byId("script").textContent);
/* What the clusters exchange: its layer is this page's. */
let exchange = null;
if (data.exchange) {
  byId("exchanges").hidden = false;
  pieces.Stage.dress(theme);
  exchange = pieces.mountExchange(byId("exchange"), data.exchange, { shared: (at) => { play(false); go(Math.round(at * layers)); } });
  const dressed = () => pieces.Stage.dress(theme);
  byId("ground").addEventListener("click", dressed);
  for (const name of ["beforeprint", "afterprint"]) addEventListener(name, dressed);
}
charts();
go(0);
