/* The picture by hand: what is dragged, drawn and pasted; the keys; where the page begins. */

const where = (event) => {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

/* The start or destination under a place of the canvas. */
function under([px, py]) {
  let [best, least] = [null, 18 ** 2];
  state.clusters.map(placed).forEach((cluster, c) => {
    for (const what of ["to", "at"]) {
      const distance = (across(cluster[what][0]) - px) ** 2 + (down(cluster[what][1]) - py) ** 2;
      if (distance < least) [best, least] = [{ c, what }, distance];
    }
  });
  return best;
}

let dragged = null;
canvas.addEventListener("pointerdown", (event) => {
  if (drawing) return beginStroke(event);
  dragged = under(where(event));
  if (!dragged) return;
  canvas.setPointerCapture(event.pointerId);
  chosen = dragged.c;
  dragged.from = where(event);
  event.preventDefault();
});
canvas.addEventListener("pointermove", (event) => {
  if (stroke) goOn(event);
  else if (dragged && !dragged.isMoving && Math.hypot(...where(event).map((x, i) => x - dragged.from[i])) < 3) return;
  else if (dragged) dragged.isMoving = true;
  if (stroke) return;
  if (dragged) move(dragged.c, dragged.what, onPlane(...where(event)));
  else canvas.style.cursor = under(where(event)) ? "grab" : "default";
});
for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => {
  if (stroke) return endStroke();
  if (!dragged) return;
  // A click on a cluster takes it into the sum or out of it.
  if (!dragged.isMoving) toggle(dragged.c);
  dragged = null;
  showClusters();
  if (!isOn) settle();
});
// A finger on a handle drags it; elsewhere it scrolls the page.
canvas.addEventListener("touchstart", (event) => { if (drawing || under(where(event.touches[0]))) event.preventDefault(); }, { passive: false });

function goTo(k) {
  layer = Math.max(0, Math.min(state.layers, k));
  if (!isOn) draw();
}

function playLayers(on) {
  clearInterval(timer);
  timer = null;
  if (on && isStillNow()) goTo(stepped(layer, state.layers));
  else if (on) {
    if (layer === state.layers) goTo(0);
    timer = setInterval(() => (layer >= state.layers ? playLayers(false) : goTo(layer + 1)), Math.max(30, Math.min(120, 5000 / state.layers)));
  }
  byId("play").textContent = timer ? "pause" : playing("play the layers");
  byId("play").setAttribute("aria-pressed", String(timer !== null));
}

for (const name of ["pointerdown", "pointermove"]) byId("ledger").addEventListener(name, (event) => {
  if (!(event.buttons & 1)) return;
  const box = byId("ledger").getBoundingClientRect();
  goTo(Math.ceil(state.layers * (event.clientX - box.left - room.left) / (box.width - room.left - room.right)));
});

function take(next) {
  showPiece(null);
  state = next;
  layer = 0;
  fit();
  begin();
}

function toggle(c) {
  subset.has(c) ? subset.delete(c) : subset.add(c);
  subset = new Set([...subset].sort((a, b) => a - b));
}

const groupOf = (label, options) => {
  const group = Object.assign(document.createElement("optgroup"), { label });
  group.append(...options);
  return group;
};
byId("example").append(groupOf("chains", data.examples.map((e, i) => new Option(e.title, i))), groupOf("physics", Object.entries(physics).map(([name, p]) => new Option(p.title, name))));
byId("example").addEventListener("change", () => {
  const { value } = byId("example");
  if (physics[value]) showPiece(value, physics[value].state);
  else take(copied(data.examples[Number(value)].state));
});
byId("train").addEventListener("click", () => { train(!isOn); });
byId("once").addEventListener("click", once);
byId("finish").addEventListener("click", finish);
byId("reset").addEventListener("click", () => { state.theta = null; begin(); });
byId("add").addEventListener("click", add);
byId("fit").addEventListener("click", () => { fit(training.chain); draw(); });
byId("play").addEventListener("click", () => playLayers(timer === null));
byId("layer").addEventListener("input", () => { playLayers(false); goTo(Number(byId("layer").value)); });
byId("draw-points").addEventListener("click", () => draws(drawing === "points" ? null : "points"));
byId("draw-goal").addEventListener("click", () => draws(drawing === "goal" ? null : "goal"));
byId("paste").addEventListener("click", paste);
for (const box of ["points", "gradients", "means", "grid", "trails", "tails", "same"]) byId(box).addEventListener("change", () => draw());
byId("ground").addEventListener("click", () => {
  theme = themes[theme === themes[0] ? 1 : 0];
  dressed();
  showClusters();
  draw();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || ["INPUT", "BUTTON", "SELECT", "SUMMARY", "TEXTAREA"].includes(event.target.tagName)) return;
  if (piece) return;
  const action = { ArrowRight: () => goTo(layer + 1), ArrowLeft: () => goTo(layer - 1), Home: () => goTo(0), End: () => goTo(state.layers), " ": () => byId("train").click() }[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
window.addEventListener("hashchange", () => { if (location.hash !== (piece ? pieceAddress() : address())) open(); });
new ResizeObserver(() => { if (training && !isOn) draw(); }).observe(canvas.parentElement);
onPaper(themes[0], () => theme, (next) => {
  theme = next;
  dressed();
  showClusters();
  draw();
});
copying(byId("copy"), () => byId("script").textContent);
copying(byId("link"), () => { if (piece) tellPiece(); return location.href; }, "copy the link");

function dressed() {
  dress();
  document.documentElement.style.setProperty("--good", good());
}
dressed();
playLayers(false);
makeSettings();
function open() {
  const found = pieceOf(location.hash);
  if (found) {
    take(state);
    byId("example").value = found.name;
    showPiece(found.name, found.state);
  } else take(location.hash.length > 1 ? read(location.hash) ?? state : state);
}
open();
