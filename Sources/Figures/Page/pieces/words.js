/* Numbers as text, and round ones. */

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

/* A round length for a key: what an arrow of about so many pixels means. */
function keyLength(pixelsPerUnit, about) {
  const rough = about / pixelsPerUnit;
  if (!(rough > 0) || !Number.isFinite(rough)) return null;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [5, 2, 1].find((m) => m * power <= rough * 1.0001);
}

const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
const round3 = (x) => Number(x.toPrecision(4));

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
