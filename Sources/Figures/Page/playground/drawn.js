/* Points and goals of the reader's own: drawn by hand, or pasted. */
let drawing = null, stroke = null;
const mostPoints = 300;

function draws(what) {
  drawing = what;
  byId("draw-points").setAttribute("aria-pressed", String(what === "points"));
  byId("draw-goal").setAttribute("aria-pressed", String(what === "goal"));
  canvas.classList.toggle("drawing", what !== null);
  byId("hint").textContent = what === "points" ? "Draw a line on the plane: points along it become a cluster." : what === "goal" ? `Draw a line on the plane: the points of ${state.clusters[chosen].name} are spread along it.` : "";
}

function beginStroke(event) {
  canvas.setPointerCapture(event.pointerId);
  stroke = [where(event)];
  event.preventDefault();
}

function goOn(event) {
  const [x, y] = where(event);
  const [px, py] = stroke[stroke.length - 1];
  if (Math.hypot(x - px, y - py) < 2) return;
  stroke.push([x, y]);
  pen.strokeStyle = color(drawing === "goal" ? chosen : state.clusters.length);
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(px, py);
  pen.lineTo(x, y);
  pen.stroke();
}

/* Places evenly along the stroke, on the plane. */
function along(count) {
  const lengths = [0];
  for (let i = 1; i < stroke.length; i++) lengths.push(lengths[i - 1] + Math.hypot(stroke[i][0] - stroke[i - 1][0], stroke[i][1] - stroke[i - 1][1]));
  const total = lengths[lengths.length - 1];
  let i = 1;
  return Array.from({ length: count }, (_, k) => {
    const at = count === 1 ? total / 2 : total * k / (count - 1);
    while (i < stroke.length - 1 && lengths[i] < at) i += 1;
    if (stroke.length < 2) return onPlane(...stroke[0]);
    const t = lengths[i] > lengths[i - 1] ? (at - lengths[i - 1]) / (lengths[i] - lengths[i - 1]) : 0;
    return onPlane(...[0, 1].map((a) => stroke[i - 1][a] + t * (stroke[i][a] - stroke[i - 1][a])));
  });
}

const third = (x) => Number(x.toFixed(3));
const middleOf = (points) => [0, 1].map((a) => third(points.reduce((sum, p) => sum + p[a], 0) / points.length));
const from = (points, centre) => points.map((p) => p.map((x, a) => third(x - centre[a])));

function endStroke() {
  const what = drawing;
  if (what === "goal") {
    const cluster = state.clusters[chosen];
    const places = along(sizeOf(cluster));
    cluster.to = middleOf(places);
    cluster.goals = from(places, cluster.to);
    // Its goals are the reader's: they are in the address, no longer those of the exported cluster.
    delete cluster.own;
  } else {
    const length = stroke.reduce((sum, p, i) => sum + (i ? Math.hypot(p[0] - stroke[i - 1][0], p[1] - stroke[i - 1][1]) : 0), 0);
    own(along(Math.max(1, Math.min(mostPoints, Math.round(length / 8)))));
  }
  stroke = null;
  draws(null);
  state.theta = null;
  begin();
}

/* A cluster of points of one's own. */
function own(points, goals = null) {
  let k = 1;
  while (state.clusters.some((c) => c.name === "drawn" + k)) k += 1;
  const at = middleOf(points);
  const to = goals ? middleOf(goals) : at.map((x) => third(0.5 * x));
  const cluster = { name: "drawn" + k, at, to, offsets: from(points, at) };
  if (goals) cluster.goals = from(goals, to);
  state.clusters.push(cluster);
  chosen = state.clusters.length - 1;
}

/* Lines of two or of four numbers; a first line of words is their heading. */
function paste() {
  const told = (text) => { byId("hint").textContent = text; };
  const lines = byId("pasted").value.split("\n").map((line, i) => [line.trim(), i + 1]).filter(([line]) => line !== "" && !line.startsWith("#"));
  if (lines.length && /^[a-z_]/i.test(lines[0][0])) lines.shift();
  if (!lines.length) return told("There are no points: write x, y in a line for each.");
  if (lines.length > mostPoints) return told(`These are ${lines.length} points; a page takes at most ${mostPoints} in a cluster.`);
  const rows = [];
  for (const [line, number] of lines) {
    const words = line.split(/[\s,;]+/).filter(Boolean);
    const numbers = words.map(Number);
    const count = rows.length ? rows[0].length : words.length;
    if (!numbers.every((x) => Number.isFinite(x) && Math.abs(x) < 1e6) || ![2, 4].includes(words.length) || words.length !== count) {
      return told(`Line ${number}, \u201c${line.slice(0, 40)}\u201d, has not ${rows.length ? count : "two or four"} numbers: nothing was added.`);
    }
    rows.push(numbers);
  }
  own(rows.map((r) => r.slice(0, 2)), rows[0].length === 4 ? rows.map((r) => r.slice(2)) : null);
  byId("pasted").value = "";
  byId("pasting").open = false;
  state.theta = null;
  fit();
  begin();
  told(`${rows.length} points were added as ${state.clusters[chosen].name}.`);
}
