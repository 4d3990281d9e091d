/* nsh has put the family's formula, `map`, and the kernels', `kernels`, above this line. */
let kernel = data.kernel;
let p = JSON.parse(JSON.stringify(data.start));
let timer = null;
const image = (x, y) => map(x, y, p, kernels[kernel]);

function lines() {
  const n = 21;
  const fine = 4 * (n - 1);
  pen.strokeStyle = theme.neutral;
  pen.lineWidth = 0.8;
  pen.globalAlpha = 0.75;
  for (const isAcross of [false, true]) {
    for (let j = 0; j < n; j++) {
      pen.beginPath();
      for (let i = 0; i <= fine; i++) {
        const [a, b] = [data.view[0] + (data.view[1] - data.view[0]) * i / fine, data.view[0] + (data.view[1] - data.view[0]) * j / (n - 1)];
        const [x, y] = isAcross ? image(b, a) : image(a, b);
        pen.lineTo(across(x), down(y));
      }
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

function field() {
  const n = 21;
  const arrows = [];
  let longest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [x, y] = [i, j].map((k) => data.view[0] + (data.view[1] - data.view[0]) * k / (n - 1));
      const [fx, fy] = image(x, y);
      arrows.push([x, y, fx - x, fy - y]);
      longest = Math.max(longest, Math.hypot(fx - x, fy - y));
    }
  }
  const scale = longest > 0 ? 1.5 * (data.view[1] - data.view[0]) / (n - 1) / longest : 0;
  pen.strokeStyle = pen.fillStyle = theme.series[1];
  for (const [x, y, dx, dy] of arrows) arrow(across(x), down(y), across(x + scale * dx), down(y + scale * dy), 1);
}

/* A family of one's own may call a number c or v. */
const isPoint = (q) => Array.isArray(q) && q.length === 2;

function handles() {
  const origin = isPoint(p.c) ? p.c : [0, 0];
  if (isPoint(p.v)) {
    pen.strokeStyle = pen.fillStyle = theme.series[0];
    arrow(across(origin[0]), down(origin[1]), across(origin[0] + p.v[0]), down(origin[1] + p.v[1]), 2.5);
  }
  if (isPoint(p.c)) {
    pen.fillStyle = theme.series[0];
    disc(across(origin[0]), down(origin[1]), 6);
  }
}

function draw() {
  frame();
  within(() => {
    if (byId("grid").checked) lines();
    if (byId("field").checked) field();
    handles();
  });
  for (const [name, index, input, output] of inputs) {
    const value = index === null ? p[name] : p[name][index];
    input.value = value;
    output.textContent = short(value);
  }
  byId("command").textContent = command();
}

const said = (v) => Array.isArray(v) ? (v.length === 2 ? "(" + v.map(short).join(", ") + ")" : "[" + v.map(short).join(", ") + "]") : short(v);
function command() {
  const parts = data.parameters.map((q) => q.name + "=" + said(p[q.name]));
  return "plot family " + data.family + " " + (data.radial ? "kernel=" + data.kernels[kernel][0] + " " : "") + parts.join(" ");
}

/* A slider for every number. */
const inputs = [];
for (const q of data.parameters) {
  const count = Array.isArray(data.start[q.name]) ? data.start[q.name].length : null;
  for (let i = 0; i < (count || 1); i++) {
    const index = count === null ? null : i;
    const title = index === null ? q.name : q.name + (count === 2 ? ["x", "y"][i] : ["11", "12", "21", "22"][i]);
    const label = document.createElement("label");
    const input = document.createElement("input");
    const output = document.createElement("output");
    label.textContent = title;
    label.htmlFor = input.id = "p-" + title;
    Object.assign(input, { type: "range", min: q.low, max: q.high, step: "any" });
    input.addEventListener("input", () => {
      if (index === null) p[q.name] = Number(input.value); else p[q.name][index] = Number(input.value);
      draw();
    });
    byId("parameters").append(label, input, output);
    inputs.push([q.name, index, input, output]);
  }
}

/* Dragging the centre and the arrow's head. */
let held = null;
function at(event) {
  const box = canvas.getBoundingClientRect();
  const [mx, my] = [(event.clientX - box.left) * data.size[0] / box.width, (event.clientY - box.top) * data.size[1] / box.height];
  const [x, y] = [data.place.x, data.place.y];
  return [x.low + (mx - left) / wide * (x.high - x.low), y.low + (top_ + high - my) / high * (y.high - y.low)];
}
canvas.addEventListener("pointerdown", (event) => {
  const [x, y] = at(event);
  const c = isPoint(p.c) ? p.c : [0, 0];
  const reach = (data.place.x.high - data.place.x.low) / 20;
  if (isPoint(p.v) && Math.hypot(x - c[0] - p.v[0], y - c[1] - p.v[1]) < reach) held = "v";
  else if (isPoint(p.c) && Math.hypot(x - c[0], y - c[1]) < reach) held = "c";
  if (held) canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (!held) return;
  const [x, y] = at(event);
  p[held] = held === "c" ? [x, y] : [x, y].map((z, i) => z - (isPoint(p.c) ? p.c[i] : 0));
  draw();
});
canvas.addEventListener("pointerup", () => {
  if (held) byId("status").textContent = command();
  held = null;
});

/* The amplitudes swing between their values and the map that does nothing. */
function play(isOn) {
  if (timer !== null) clearInterval(timer);
  timer = null;
  const start = JSON.parse(JSON.stringify(p));
  let turn = 0;
  if (isOn) timer = setInterval(() => {
    turn += 0.07;
    for (const q of data.parameters.filter((q) => q.swings)) {
      const mix = (value, rest) => rest + (value - rest) * Math.cos(turn);
      p[q.name] = Array.isArray(q.rest) ? q.rest.map((r, i) => mix(start[q.name][i], r)) : mix(start[q.name], q.rest);
    }
    draw();
  }, 40);
  byId("play").textContent = isOn ? "pause" : "play";
  byId("play").setAttribute("aria-pressed", String(isOn));
}

prepare(draw);
byId("kernel").replaceChildren(...data.kernels.map(([name], i) => new Option(name, i)));
byId("kernel").value = kernel;
byId("kernel").parentElement.hidden = !data.radial;
byId("kernel").addEventListener("change", () => { kernel = Number(byId("kernel").value); draw(); });
byId("grid").addEventListener("change", draw);
byId("field").addEventListener("change", draw);
byId("play").addEventListener("click", () => play(timer === null));
byId("reset").addEventListener("click", () => { play(false); p = JSON.parse(JSON.stringify(data.start)); draw(); });
copying(byId("copy"), command);
/* The page's formula beside the engine's numbers: the largest difference over a sample. */
document.documentElement.dataset.difference = String(Math.max(...data.sample.map(([x, y, fx, fy]) => {
  const [px, py] = image(x, y);
  return Math.max(Math.abs(px - fx), Math.abs(py - fy));
})));
draw();
