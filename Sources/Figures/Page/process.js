const layers = data.layers;
const groups = data.groups.length;
const destinations = floats(data.destinations);
const grid = data.grid ? Float32Array.from(new Uint16Array(Uint8Array.from(atob(data.grid), (c) => c.charCodeAt(0)).buffer),
  (word, i) => data.box[i % 2 * 2] + (data.box[i % 2 * 2 + 1] - data.box[i % 2 * 2]) * word / 65535) : null;
/* 16 bits over a range each for x and y: [low, high, low, high]. */
const spread = (text, box) => Float32Array.from(new Uint16Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer),
  (word, i) => box[i % 2 * 2] + (box[i % 2 * 2 + 1] - box[i % 2 * 2]) * word / 65535);
for (const moment of data.moments) {
  moment.states = moment.boxes ? spread(moment.states, moment.boxes[0]) : floats(moment.states);
  moment.costates = moment.boxes ? spread(moment.costates, moment.boxes[1]) : floats(moment.costates);
}
const part = data.part;
const scenery = data.scenery;
const words = (text) => new Uint16Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const shades = scenery ? scenery.shades.map(([shade, text]) => [shade, Float32Array.from(words(text),
  (word, i) => data.box[i % 2 * 2] + (data.box[i % 2 * 2 + 1] - data.box[i % 2 * 2]) * word / 65535)]) : [];
/* What a state is called: its number, or that of the step it was kept from. */
const called = (k) => (data.total === null ? k : Math.floor(k * data.total / layers));
let layer = 0;
let moment = data.moments[data.first];
let timer = null;
const shows = (name) => byId(name).checked;

/* Point i of a moment behind layer k. */
const place = (k, i) => 2 * (k * moment.points.length + i);
const group = (i) => data.labels[moment.points[i]];

/* The grid behind this layer at this moment: nsh's own, of the last moment; or carried through the layers here, by the loops that are
   declared beside the families. */
function drawGrid() {
  const each = data.chain ? 49 : grid.length / 2 / (layers + 1) / data.lines;
  const carried = data.chain ? carriedGrid(each) : null;
  pen.strokeStyle = theme.faint;
  pen.lineWidth = 0.8;
  for (let line = 0; line < (carried ? 26 : data.lines); line++) {
    pen.beginPath();
    for (let j = 0; j < each; j++) {
      const at = carried ? line * each + j : 2 * ((layer * data.lines + line) * each + j);
      if (carried) pen.lineTo(across(carried.x[at]), down(carried.y[at])); else pen.lineTo(across(grid[at]), down(grid[at + 1]));
    }
    pen.stroke();
  }
}

function carriedGrid(each) {
  const n = 26 * each;
  const [x, y, kept] = [new Float64Array(2 * n), new Float64Array(2 * n), new Float64Array(2 * n)];
  const [low, high_, left_, right] = [data.place.y.low, data.place.y.high, data.place.x.low, data.place.x.high];
  for (let line = 0, i = 0; line < 26; line++) {
    const s = line % 13 / 12;
    for (let j = 0; j < each; j++, i++) {
      const t = j / (each - 1);
      [x[i], y[i]] = line < 13 ? [left_ + (right - left_) * s, low + (high_ - low) * t] : [left_ + (right - left_) * t, low + (high_ - low) * s];
    }
  }
  const { families, kernel, s, trained } = data.chain;
  for (let k = 0, offset = 0; k < layer; k++) {
    const map = maps[families[k % families.length]];
    const loop = map.loops[(trained ? "trained " : "") + kernel] ?? map.loops.any;
    loop.forward(x, y, kept, 0, n, moment.theta, offset, 1 / (s * s));
    offset += map.parameters.filter((p) => p.role !== "logScale" || trained).length;
    x.copyWithin(0, n);
    y.copyWithin(0, n);
  }
  return { x, y };
}

/* The medium of light: each shade covers what is lighter. */
function drawShades() {
  const mix = (a, b, t) => "rgb(" + [1, 3, 5].map((i) => Math.round((1 - t) * parseInt(a.slice(i, i + 2), 16) + t * parseInt(b.slice(i, i + 2), 16))).join(",") + ")";
  for (const [shade, outline] of shades) {
    pen.fillStyle = mix(theme.ground, theme.shade, shade);
    pen.beginPath();
    for (let i = 0; i < outline.length; i += 2) pen.lineTo(across(outline[i]), down(outline[i + 1]));
    pen.fill();
  }
}

/* The triangle of centre, place and costate, or the sector that was swept in the last eighth of the time. */
function drawAreas() {
  const [cx, cy] = scenery.centre;
  pen.globalAlpha = 0.28;
  for (let i = 0; i < moment.points.length; i++) {
    pen.fillStyle = color(group(i));
    pen.beginPath();
    pen.moveTo(across(cx), down(cy));
    const at = place(layer, i);
    if (scenery.areas === "triangles") {
      pen.lineTo(across(moment.states[at]), down(moment.states[at + 1]));
      pen.lineTo(across(moment.states[at] + scenery.scale * moment.costates[at]), down(moment.states[at + 1] + scenery.scale * moment.costates[at + 1]));
    } else {
      for (let k = Math.max(0, layer - Math.round(layers / 8)); k <= layer; k++) pen.lineTo(across(moment.states[place(k, i)]), down(moment.states[place(k, i) + 1]));
    }
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/* A scene's whole ways, and the place that is dragged. */
function drawWays() {
  pen.lineWidth = 1.4;
  pen.globalAlpha = 0.6;
  for (let i = 0; i < moment.points.length; i++) {
    pen.strokeStyle = color(group(i));
    pen.beginPath();
    for (let k = 0; k <= layers; k++) pen.lineTo(across(moment.states[place(k, i)]), down(moment.states[place(k, i) + 1]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
  if (!moment.handle) return;
  pen.fillStyle = theme.faint;
  for (const other of data.moments) disc(across(other.handle[0]), down(other.handle[1]), 1.6);
  pen.strokeStyle = theme.ink;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(across(moment.handle[0]), down(moment.handle[1]), 7, 0, 2 * Math.PI);
  pen.stroke();
}

function drawTrails() {
  if (scenery) return drawWays();
  pen.lineWidth = 0.8;
  pen.globalAlpha = 0.35;
  for (let i = 0; i < moment.points.length; i++) {
    pen.strokeStyle = color(group(i));
    pen.beginPath();
    for (let k = Math.max(0, layer - 12); k <= layer; k++) pen.lineTo(across(moment.states[place(k, i)]), down(moment.states[place(k, i) + 1]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/* Colours come again after eight groups, and then the mark is another. */
function drawMark(c, x, y, r) {
  const kind = Math.floor(c / theme.series.length) % 4;
  pen.beginPath();
  if (kind === 0) pen.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === 1) pen.rect(x - r, y - r, 2 * r, 2 * r);
  else for (const [dx, dy] of kind === 2 ? [[0, -1.4], [1.3, 1], [-1.3, 1]] : [[0, -1.5], [1.5, 0], [0, 1.5], [-1.5, 0]]) pen.lineTo(x + dx * r, y + dy * r);
  pen.fill();
}

function drawPoints() {
  for (let i = 0; i < moment.points.length; i++) {
    pen.fillStyle = color(group(i));
    drawMark(group(i), across(moment.states[place(layer, i)]), down(moment.states[place(layer, i) + 1]), 2.4);
  }
}

/* The points of one time of a fan are a wavefront. */
function drawFronts() {
  for (let j = 0; j <= 10; j++) {
    const k = j < 10 ? Math.round((j + 1) * layers / 10) : layer;
    pen.strokeStyle = theme.ink;
    pen.globalAlpha = j < 10 ? 0.4 : 1;
    pen.lineWidth = j < 10 ? 1 : 2.6;
    pen.beginPath();
    for (let i = 0; i < moment.points.length; i++) pen.lineTo(across(moment.states[place(k, i)]), down(moment.states[place(k, i) + 1]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/* Lengths of the picture for a unit of each kind of arrow at this moment: the longest over all layers is a sixth of the picture; mean ones are
   shorter, down to a third, where one would leave it. */
let sizes = null;
function arrowSizes() {
  if (sizes && sizes.moment === moment) return sizes;
  const longest = (values, each, at) => {
    let most = 0;
    for (let i = at; i < values.length; i += each) most = Math.max(most, values[i] ** 2 + values[i + 1] ** 2);
    return Math.sqrt(most);
  };
  const size = (most) => (most > 0 ? wide / unitAcross() / 6 / most : 0);
  let turn = 0;
  for (let i = 4; i < moment.means.length; i += 5) turn = Math.max(turn, Math.abs(moment.means[i]));
  sizes = { moment, gradient: size(longest(moment.costates, 2, 0)), mean: size(longest(moment.means, 5, 2)), angular: turn > 0 ? 4.7 / turn : 0 };
  const [room, unit] = [{ left, right: left + wide, top: top_, bottom: top_ + high }, sizes.mean * unitAcross()];
  let part = 1;
  for (let i = 0; i < moment.means.length; i += 5) {
    const [x, y, gx, gy] = moment.means.slice(i, i + 4);
    part = Math.min(part, roomFor(across(x), down(y), unit * gx, -unit * gy, room));
  }
  sizes.mean *= clamp(part, 1 / 3, 1);
  return sizes;
}
const unitAcross = () => wide / (data.place.x.high - data.place.x.low);
function scaleOf(kind) {
  if (scenery) return scenery.scale;
  const found = arrowSizes();
  return kind === "mean" && byId("same").checked && found.gradient > 0 ? found.gradient : found[kind];
}

/* What the arrows' lengths mean, beside the name of the upward axis. */
function drawKeys() {
  const shown = scenery ? [["means", "p", "mean", 2.5]] : [["gradients", "gradient", "gradient", 1.2], ["means", "mean gradient", "mean", 2.5]];
  const items = shown.filter(([box, , kind]) => shows(box) && !byId(box).disabled && scaleOf(kind) > 0);
  pen.font = font();
  inkKeys(pen, items.map(([, text, kind, width]) => [text, scaleOf(kind) * unitAcross(), width]),
    { x: left + pen.measureText(data.axes[1]).width + 20, y: top_ - 10 * zoom(), right: left + wide, size: zoom(), ink: theme.ink, ground: theme.ground });
}

function drawDestinations() {
  pen.lineWidth = 2;
  const seen = new Set();
  for (let i = 0; i < destinations.length / 2; i++) {
    const key = data.labels[i] + "," + destinations[2 * i] + "," + destinations[2 * i + 1];
    if (seen.has(key)) continue;
    seen.add(key);
    const [x, y] = [across(destinations[2 * i]), down(destinations[2 * i + 1])];
    pen.strokeStyle = color(data.labels[i]);
    pen.beginPath();
    pen.moveTo(x - 6, y - 6);
    pen.lineTo(x + 6, y + 6);
    pen.moveTo(x - 6, y + 6);
    pen.lineTo(x + 6, y - 6);
    pen.stroke();
  }
}

function drawGradients() {
  if (!moment.costates.length) return;
  for (let i = 0; i < moment.points.length; i++) {
    const at = place(layer, i);
    const [x, y] = [moment.states[at], moment.states[at + 1]];
    pen.strokeStyle = pen.fillStyle = color(group(i));
    arrow(across(x), down(y), across(x + scaleOf("gradient") * moment.costates[at]), down(y + scaleOf("gradient") * moment.costates[at + 1]), 1.2);
  }
}

/* Mean state x, y, mean gradient gx, gy, and angular momentum about the mean state, of group c. */
function mean(c) {
  if (!moment.means.length) {
    const i = moment.points.indexOf(c);
    if (i < 0) return [0, 0, 0, 0, 0];
    const at = place(layer, i);
    return [moment.states[at], moment.states[at + 1], moment.costates[at], moment.costates[at + 1], 0];
  }
  const at = 5 * (layer * groups + c);
  return moment.means.slice(at, at + 5);
}

function drawMeans() {
  for (let c = 0; c < groups; c++) {
    const [x, y, gx, gy] = mean(c);
    if (gx === 0 && gy === 0) continue;
    pen.strokeStyle = pen.fillStyle = color(c);
    const scale = scaleOf("mean");
    arrow(across(x), down(y), across(x + scale * gx), down(y + scale * gy), 2.5);
  }
}

/* An arc around the mean state; its angle is in proportion, counterclockwise where the angular momentum is positive. */
function drawAngular() {
  for (let c = 0; c < groups; c++) {
    const [x, y, , , angular] = mean(c);
    const turn = Math.max(-5.5, Math.min(5.5, arrowSizes().angular * angular));
    if (!(Math.abs(turn) > 0.01)) continue;
    const [px, py, r] = [across(x), down(y), 22];
    pen.strokeStyle = pen.fillStyle = color(c);
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(px, py, r, 0, -turn, turn > 0);
    pen.stroke();
    const [ex, ey] = [px + r * Math.cos(turn), py - r * Math.sin(turn)];
    const way = Math.sign(turn);
    const [tx, ty] = [-Math.sin(turn) * way, -Math.cos(turn) * way];
    arrow(ex - tx, ey - ty, ex + 7 * tx, ey + 7 * ty, 2);
  }
}

function draw() {
  frame();
  within(() => {
    if (scenery) drawShades();
    if (scenery && scenery.centre && shows("areas")) drawAreas();
    if (shows("grid") && !byId("grid").disabled) drawGrid();
    if (shows("trails")) drawTrails();
    if (shows("points")) drawPoints();
    drawDestinations();
    if (shows("gradients")) drawGradients();
    if (shows("means")) drawMeans();
    if (shows("angular")) drawAngular();
    if (scenery && scenery.fronts) drawFronts();
  });
  drawKeys();
  byId("layer").value = layer;
  byId("layer").setAttribute("aria-valuetext", part + " " + called(layer) + " of " + called(layers));
  byId("layer-now").textContent = called(layer) + " of " + called(layers);
  byId("step-now").textContent = moment.name === null ? moment.step : moment.name;
  byId("step").setAttribute("aria-valuetext", moment.name === null ? "step " + moment.step : moment.name);
  byId("gradients").disabled = !moment.costates.length;
  byId("grid").disabled = !data.chain && moment !== data.moments[data.moments.length - 1];
  cursors();
}

