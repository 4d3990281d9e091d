/* What is shown of the training: the plane, the charts, the ledger, and the texts. */
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
  drawOther();
  drawCharts(chain, found, v);
  tellNow(chain, v);
}

/* The chain that trains beside it, in the same view. */
function drawOther() {
  byId("beside").hidden = !beside;
  if (!beside) return;
  const { chain } = beside;
  const [mine, size] = [[canvas, pen], [view.width, view.height]];
  canvas = byId("other");
  pen = canvas.getContext("2d");
  frame();
  const arrows = arrowSizes(chain);
  within(() => {
    if (shows("grid")) drawGrid(chain, layer);
    if (shows("trails")) drawTrails(chain, layer);
    if (shows("points")) drawPoints(chain, layer);
    drawHandles(-1);
    if (shows("gradients")) drawGradients(chain, layer, arrows.points);
    if (shows("means")) drawMeans(chain, layer, arrows.means);
  });
  const last = past[past.length - 1];
  byId("beside-told").textContent = `beside it, ${state.compare}: loss ${told(chain.loss)}, drift of momentum ${told(last.other)}, where above it is ${told(last.momentum)}`;
  [[canvas, pen], [view.width, view.height]] = [mine, size];
}

/* Pixels for a unit of each kind of arrow: the longest over all layers is a sixth of the picture. */
function arrowSizes(chain) {
  let [points, mean] = [0, 0];
  for (let i = 0; i < chain.X.length; i++) points = Math.max(points, chain.X[i] ** 2 + chain.Y[i] ** 2);
  const step = Math.max(1, Math.floor(chain.layers / 10));
  const arrows = [];
  for (let k = 0; k <= chain.layers; k += step) for (const m of means(chain, k)) {
    mean = Math.max(mean, Math.hypot(m[2], m[3]));
    arrows.push(m);
  }
  const most = view.width / 6;
  const size = { points: most / Math.sqrt(points), means: most / mean, tails: 80 / mean };
  // Shorter, down to a third, where one would leave the picture.
  const room = { left: edge.left, right: view.width - edge.right, top: edge.top, bottom: view.height - edge.bottom };
  size.means *= clamp(Math.min(1, ...arrows.map(([x, y, gx, gy]) => roomFor(across(x), down(y), size.means * gx, -size.means * gy, room))), 1 / 3, 1);
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
    if (beside) curves.push({ values: charges(beside.chain, motions[name]).sum, color: theme.ink, dash: [2, 3] });
    curves.resolution = 1e-3 * found[a].scale;
    chart(byId(["chart-x", "chart-y", "chart-angular"][a]), { title: name, x: ks, curves, cursor: layer, end: "layer ", note: (subset.size > 1 ? "sum " : "") + minus(short(sum[layer])) });
  });
  const steps = past.map((p) => p.step);
  const line = (name, hue, more) => ({ values: past.map((p) => p[name]), color: hue, ...more });
  const curves = [line("momentum", theme.series[0], { width: 4, alpha: 0.45 }), line("defect", theme.series[1], { dash: [5, 4] }), line("angular", theme.series[2] ?? theme.ink)];
  if (beside) curves.push(line("other", theme.ink, { dash: [2, 3] }));
  chart(byId("chart-drift"), { title: "drift against step", x: steps, curves, log: true, end: "step ", height: 180 });
  const transfers = found[0].of.map((row, c) => Float64Array.from({ length: chain.layers }, (_, k) => Math.hypot(row[k + 1] - row[k], found[1].of[c][k + 1] - found[1].of[c][k])));
  ledger(byId("ledger"), transfers, layer);
}

function tellNow(chain, v) {
  const last = past[past.length - 1];
  const phase = training.phase ?? (beside?.phase ? "beside it: " + beside.phase : null);
  const end = phase ?? (finished === "yes" ? (chain.steepness < 1e-10 ? "at rest" : "no step goes further down") : null);
  byId("now").textContent = `step ${training.total}, loss ${told(chain.loss)}, |gradient| ${told(chain.slope)}` + (end ? `: ${end}` : "");
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
  byId("script").textContent = script(training, finished, isMoved || Boolean(state.theta));
  for (const [id, what] of [["chart-x", "momentum, x, over the layers"], ["chart-y", "momentum, y, over the layers"], ["chart-angular", "angular momentum over the layers"], ["chart-drift", "drift and defect against the step"], ["ledger", "what each layer gives to each cluster"]]) byId(id).setAttribute("aria-label", what);
  if (!state.theta) history.replaceState(null, "", address());
  writeSettings();
}
