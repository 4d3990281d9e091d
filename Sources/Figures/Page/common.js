"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/* The ground that the reader's system prefers, until they choose. */
let theme = data.themes[matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0];
function dress() {
  for (const part of ["ground", "ink", "axis", "neutral", "faint"]) document.documentElement.style.setProperty("--" + part, theme[part]);
  document.documentElement.style.setProperty("--mark", theme.series[1]);
  document.documentElement.style.colorScheme = theme.name;
  byId("ground").textContent = theme.name === "dark" ? "light" : "dark";
}
function color(group) { return group === null ? theme.neutral : theme.series[group % theme.series.length]; }

function floats(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/* The picture's place on the canvas is the one that nsh's own layout gave it. */
const canvas = byId("plane");
const pen = canvas.getContext("2d");
const sharp = Math.max(1, Math.round(window.devicePixelRatio || 1));
const [left, top_, wide, high] = data.place.rect;
const across = (x) => left + wide * (x - data.place.x.low) / (data.place.x.high - data.place.x.low);
const down = (y) => top_ + high - high * (y - data.place.y.low) / (data.place.y.high - data.place.y.low);

function frame() {
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.ground;
  pen.fillRect(0, 0, data.size[0], data.size[1]);
  pen.strokeStyle = theme.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(left, top_);
  pen.lineTo(left, top_ + high);
  pen.lineTo(left + wide, top_ + high);
  for (const [value] of data.place.x.ticks) { pen.moveTo(across(value), top_ + high); pen.lineTo(across(value), top_ + high + 4); }
  for (const [value] of data.place.y.ticks) { pen.moveTo(left, down(value)); pen.lineTo(left - 4, down(value)); }
  pen.stroke();
  pen.fillStyle = theme.ink;
  pen.font = "12px 'DejaVu Sans', Verdana, sans-serif";
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  for (const [value, label] of data.place.x.ticks) pen.fillText(label, across(value), top_ + high + 13);
  pen.fillText("x", left + wide - 4, top_ + high + 29);
  pen.textAlign = "right";
  for (const [value, label] of data.place.y.ticks) pen.fillText(label, left - 8, down(value));
  pen.textAlign = "left";
  pen.fillText("y", left, top_ - 8);
}

/* What `body` draws stays within the axes. */
function within(body) {
  pen.save();
  pen.beginPath();
  pen.rect(left, top_, wide, high);
  pen.clip();
  pen.lineJoin = "round";
  body();
  pen.restore();
}

function disc(x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function arrow(x0, y0, x1, y1, width) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.hypot(dx, dy);
  if (!(length > 0.3)) return;
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(4 + 2.5 * width, 0.6 * length);
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1 - 0.8 * head * ux, y1 - 0.8 * head * uy);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x1 - head * ux - 0.4 * head * uy, y1 - head * uy + 0.4 * head * ux);
  pen.lineTo(x1 - head * ux + 0.4 * head * uy, y1 - head * uy - 0.4 * head * ux);
  pen.fill();
}

function prepare(draw) {
  canvas.width = data.size[0] * sharp;
  canvas.height = data.size[1] * sharp;
  byId("ground").addEventListener("click", () => {
    theme = data.themes[theme === data.themes[0] ? 1 : 0];
    dress();
    draw();
  });
  window.addEventListener("beforeprint", () => { dress(); draw(); });
  dress();
}

/* Three digits, as in nsh's tables. */
function short(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return "-";
  const size = Math.abs(x);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? x.toExponential(2) : String(Number(x.toPrecision(3)));
}

function copying(button, source) {
  button.addEventListener("click", async () => {
    const text = source();
    try { await navigator.clipboard.writeText(text); } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  });
}
