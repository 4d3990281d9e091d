/* What all pages write and draw: numbers as text, round ones, arrows. */

/* How much larger than usual the reader's letters are: what stands beside words on a canvas goes with them. */
const letter = Math.min(2, Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16));
const lettering = (weight = "") => `${weight} ${12 * letter}px 'DejaVu Sans', Verdana, Helvetica, sans-serif`;

/* Three digits, as in nsh's tables. */
function short(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return "-";
  const size = Math.abs(x);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? x.toExponential(2) : String(Number(x.toPrecision(3)));
}

const minus = (text) => String(text).replaceAll("-", "\u2212");
const told = (x) => minus(short(x));

/* About `count` round numbers between two. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/* A tick in as many digits as it has. */
const ticked = (t) => minus(t === 0 || Math.abs(t) >= 1e-3 && Math.abs(t) < 1e5 ? t : t.toExponential().replace("+", ""));

/* A round length for a key: what an arrow of about so many pixels means. */
function keyLength(pixelsPerUnit, about) {
  const rough = about / pixelsPerUnit;
  if (!(rough > 0) || !Number.isFinite(rough)) return null;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [5, 2, 1].find((m) => m * power <= rough * 1.0001);
}

/* Of a key: one digit. */
const keyed = (x) => minus(Math.abs(x) < 1e-3 || Math.abs(x) >= 1e5 ? x.toExponential(0).replace("+", "") : Number(x.toPrecision(3)));

/* What the arrows' lengths mean, each [text, pixels for a unit, width]: beside each other above the picture, whose corner is (x, y), and
   what finds no room there in lines below. */
function inkKeys(pen, items, { x, y, right, size = letter, ink, ground }) {
  const begin = x;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  for (const [text, pixels, width] of items) {
    const length = keyLength(pixels, 44);
    if (!length) continue;
    const label = text + " " + keyed(length);
    const arrow = pixels * length;
    const whole = arrow + 8 + pen.measureText(label).width;
    if (x > begin && x + whole > right) [x, y] = [begin, y + 18 * size];
    pen.globalAlpha = 0.8;
    pen.fillStyle = ground;
    pen.fillRect(x - 2, y - 8 * size, whole + 4, 16 * size);
    pen.globalAlpha = 1;
    pen.strokeStyle = pen.fillStyle = ink;
    inkArrow(pen, x, y, x + arrow, y, width);
    pen.fillText(label, x + arrow + 8, y);
    x += whole + 20;
  }
}

/* An arrow on a canvas, in the pen's colours. */
function inkArrow(pen, x0, y0, x1, y1, width) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (!(length > 0.3)) return;
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
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

/* Which part of an arrow from (x, y) by (dx, dy) stays within a picture. */
function roomFor(x, y, dx, dy, { left, right, top, bottom }) {
  const part = (from, by, low, high) => (by > 0 ? (high - from) / by : by < 0 ? (low - from) / by : Infinity);
  const found = Math.min(part(x, dx, left, right), part(y, dy, top, bottom));
  return Number.isNaN(found) ? 1 : found;
}

const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
const round3 = (x) => Number(x.toPrecision(4));

/* Paper is light: a page is dressed for it while it is printed. `read` gives its theme, `wear` takes another. */
function onPaper(light, read, wear) {
  let own = null;
  addEventListener("beforeprint", () => {
    own ??= read();
    wear(light);
  });
  addEventListener("afterprint", () => {
    if (own) wear(own);
    own = null;
  });
}

/* With reduced motion nothing plays: each press of the button brings it an eighth further, and from the end to the start. */
const isStillNow = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const stepped = (at, end) => (at >= end ? 0 : Math.min(end, at + Math.max(1, Math.round(end / 8))));
const playing = (name) => (isStillNow() ? name.replace("play", "step through").replace(/through$/, "on") : name);

/* What the reader's hand copies. */
function copying(button, source, name = "copy") {
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
    setTimeout(() => { button.textContent = name; }, 1500);
  });
}
