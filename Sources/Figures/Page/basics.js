const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/* The ground that the reader's system prefers, until they choose. */
let theme = (data.themes ?? themes)[matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0];
function dress() {
  if (typeof Stage !== "undefined") Stage.dress(theme);
  for (const part of ["ground", "ink", "axis", "neutral", "faint"]) document.documentElement.style.setProperty("--" + part, theme[part]);
  document.documentElement.style.setProperty("--mark", theme.series[1]);
  document.documentElement.style.colorScheme = theme.name;
  byId("ground").textContent = theme.name === "dark" ? "light page" : "dark page";
}
function color(group) { return group === null ? theme.neutral : theme.series[group % theme.series.length]; }

function floats(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

let canvas = byId("plane");
let pen = canvas.getContext("2d");
if (pen) document.documentElement.classList.add("alive");

function disc(x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

const arrow = (x0, y0, x1, y1, width) => inkArrow(pen, x0, y0, x1, y1, width);
