/* The plane: where it lies on the canvas, and what is drawn there. All sizes are those of the screen, whatever the canvas is scaled to. */
const view = { x: 0, y: 0, half: 1.5, width: 640, height: 560 };
const edge = { left: 44 * letter, right: 8, top: 26 * letter, bottom: 30 * letter };
const unit = () => Math.min((view.width - edge.left - edge.right) / 2, (view.height - edge.top - edge.bottom) / 2) / view.half;
const middle = () => [(edge.left + view.width - edge.right) / 2, (edge.top + view.height - edge.bottom) / 2];
const across = (x) => middle()[0] + unit() * (x - view.x);
const down = (y) => middle()[1] - unit() * (y - view.y);
const onPlane = (px, py) => [view.x + (px - middle()[0]) / unit(), view.y - (py - middle()[1]) / unit()];

/* All places of clusters, with room around; of a chain, all that its points pass. */
function fit(chain) {
  const places = state.clusters.map(placed).flatMap((c) => [c.at, c.to]);
  const range = (i, all) => all.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], places.reduce(([low, high], p) => [Math.min(low, p[i]), Math.max(high, p[i])], [Infinity, -Infinity]));
  const [[left, right], [bottom, top]] = [range(0, chain ? chain.x : []), range(1, chain ? chain.y : [])];
  [view.x, view.y] = [(left + right) / 2, (bottom + top) / 2];
  view.half = Math.max(0.3, (right - left) / 2, (top - bottom) / 2) * (chain ? 1.12 : 1.5);
}

function frame() {
  const { sharp, width, height } = measure(canvas, (w) => Math.min(560, lowScreen(0.62), Math.round(w * 0.875)));
  [view.width, view.height] = [width, height];
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.ground;
  pen.fillRect(0, 0, width, height);
  const [right, bottom] = [width - edge.right, height - edge.bottom];
  pen.strokeStyle = theme.axis;
  pen.lineWidth = 1;
  pen.strokeRect(edge.left + 0.5, edge.top + 0.5, right - edge.left, bottom - edge.top);
  pen.fillStyle = theme.ink;
  pen.font = lettering();
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  const [low, top] = onPlane(edge.left, edge.top);
  const [far, under] = onPlane(right, bottom);
  for (const x of ticks(low, far, width / 80 / letter)) pen.fillText(minus(x), across(x), bottom + 14 * letter);
  pen.textAlign = "right";
  for (const y of ticks(under, top, height / 90 / letter)) pen.fillText(minus(y), edge.left - 6, down(y));
  pen.textAlign = "left";
}

function within(body) {
  pen.save();
  pen.beginPath();
  pen.rect(edge.left, edge.top, view.width - edge.left - edge.right, view.height - edge.top - edge.bottom);
  pen.clip();
  pen.lineJoin = "round";
  body();
  pen.restore();
}

/* A cluster's mark: colours come again after eight, and then the mark is another. */
const marks = [
  (x, y, r) => disc(x, y, r), (x, y, r) => pen.fillRect(x - r, y - r, 2 * r, 2 * r),
  (x, y, r) => { pen.beginPath(); pen.moveTo(x, y - 1.3 * r); pen.lineTo(x + 1.2 * r, y + r); pen.lineTo(x - 1.2 * r, y + r); pen.fill(); },
  (x, y, r) => { pen.beginPath(); pen.moveTo(x, y - 1.4 * r); pen.lineTo(x + 1.4 * r, y); pen.lineTo(x, y + 1.4 * r); pen.lineTo(x - 1.4 * r, y); pen.fill(); },
];
const mark = (c) => marks[Math.floor(c / theme.series.length) % marks.length];

/* The plane's grid, carried through the layers up to the one that is shown. */
function drawGrid(chain, layer) {
  const [lines, fine] = [13, 48];
  const [low, top] = onPlane(edge.left, edge.top);
  const [far, under] = onPlane(view.width - edge.right, view.height - edge.bottom);
  const each = fine + 1;
  const n = 2 * lines * each;
  const [x, y] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  for (let line = 0, i = 0; line < 2 * lines; line++) {
    const s = line % lines / (lines - 1);
    for (let j = 0; j < each; j++, i++) {
      const t = j / fine;
      [x[i], y[i]] = line < lines ? [low + (far - low) * s, under + (top - under) * t] : [low + (far - low) * t, under + (top - under) * s];
    }
  }
  const [kept, q] = [new Float64Array(2 * n), 1 / (chain.setup.s * chain.setup.s)];
  for (let k = 0; k < layer; k++) {
    chain.loops[k].forward(x, y, kept, 0, n, chain.theta, chain.offsets[k], q);
    x.copyWithin(0, n);
    y.copyWithin(0, n);
  }
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 0.8;
  for (let line = 0; line < 2 * lines; line++) {
    pen.beginPath();
    for (let i = line * each; i < (line + 1) * each; i++) pen.lineTo(across(x[i]), down(y[i]));
    pen.stroke();
  }
}

function drawTrails(chain, layer) {
  const { count, label } = chain.population;
  pen.lineWidth = 0.9;
  pen.globalAlpha = 0.35;
  for (let i = 0; i < count; i++) {
    pen.strokeStyle = color(label[i]);
    pen.beginPath();
    for (let k = Math.max(0, layer - 12); k <= layer; k++) pen.lineTo(across(chain.x[k * count + i]), down(chain.y[k * count + i]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function drawPoints(chain, layer) {
  const { count, label } = chain.population;
  for (let i = 0; i < count; i++) {
    pen.fillStyle = color(label[i]);
    mark(label[i])(across(chain.x[layer * count + i]), down(chain.y[layer * count + i]), 2.6);
  }
}

/* Starts are rings, destinations crosses; both are dragged. */
function drawHandles(chosen) {
  state.clusters.map(placed).forEach((cluster, c) => {
    const [[ax, ay], [bx, by]] = [[across(cluster.at[0]), down(cluster.at[1])], [across(cluster.to[0]), down(cluster.to[1])]];
    pen.strokeStyle = color(c);
    pen.lineWidth = c === chosen ? 3 : 1.6;
    pen.setLineDash([4, 3]);
    pen.beginPath();
    pen.arc(ax, ay, 12, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
    pen.lineWidth = c === chosen ? 4 : 2.4;
    pen.beginPath();
    for (const [dx, dy] of [[6, 6], [6, -6]]) {
      pen.moveTo(bx - dx, by - dy);
      pen.lineTo(bx + dx, by + dy);
    }
    pen.stroke();
  });
}

/* The gradients of the points, each an arrow; or the clusters' mean gradients. `size` is pixels for a unit. */
function drawGradients(chain, layer, size) {
  const { count, label } = chain.population;
  for (let i = 0, j = layer * count; i < count; i++, j++) {
    pen.strokeStyle = pen.fillStyle = color(label[i]);
    const [x, y] = [across(chain.x[j]), down(chain.y[j])];
    arrow(x, y, x + size * chain.X[j], y - size * chain.Y[j], 1.1);
  }
}

/* Mean state and mean gradient of each cluster behind a layer. */
function means(chain, layer) {
  const { count, label, clusters, sizes } = chain.population;
  const found = Array.from({ length: clusters }, () => [0, 0, 0, 0]);
  for (let i = 0, j = layer * count; i < count; i++, j++) {
    const m = found[label[i]];
    for (const [a, v] of [chain.x, chain.y, chain.X, chain.Y].entries()) m[a] += v[j] / sizes[label[i]];
  }
  return found;
}

function drawMeans(chain, layer, size) {
  means(chain, layer).forEach(([x, y, gx, gy], c) => {
    pen.strokeStyle = pen.fillStyle = color(c);
    arrow(across(x), down(y), across(x) + size * gx, down(y) - size * gy, 2.6);
  });
}

/* The momenta E[1_C g] of a subset laid head to tail from a corner: where they end is the subset's momentum. */
function drawHeadToTail(chain, layer, members, size, isConserved) {
  const { count, sizes } = chain.population;
  const start = [view.width - edge.right - 90, edge.top + 90];
  let [x, y] = start;
  means(chain, layer).forEach(([, , gx, gy], c) => {
    if (!members.has(c)) return;
    pen.strokeStyle = pen.fillStyle = color(c);
    const [nx, ny] = [x + size * gx * sizes[c] / count, y - size * gy * sizes[c] / count];
    arrow(x, y, nx, ny, 2);
    [x, y] = [nx, ny];
  });
  pen.strokeStyle = pen.fillStyle = isConserved ? good() : theme.ink;
  arrow(start[0], start[1], x, y, 3.4);
  disc(start[0], start[1], 3);
}
const good = () => Stage.good;

function drawKey(items) {
  pen.font = lettering();
  inkKeys(pen, items, { x: edge.left + 2, y: edge.top - 12 * letter, right: view.width - edge.right, ink: theme.ink, ground: theme.ground });
}
