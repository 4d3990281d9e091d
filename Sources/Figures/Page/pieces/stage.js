/* A picture of the plane on a canvas, with places that are dragged.

   A piece of a page is one call, `mountX(element, state, options)`: it fills the element and gives back { state, set, script, redraw,
   destroy }. `state` are numbers, words and lists that change what it shows; `options.onChange(piece)` hears of each change,
   `options.compact` leaves the charts out. Pieces take their colours from `Stage.dress(theme)`, a member of `themes`, and look like
   pieces.css says; nothing else of a page is needed. */
class Stage {
  static theme = null;
  static all = new Set();

  static dress(theme) {
    Stage.theme = theme;
    const root = document.documentElement.style;
    for (const part of ["ground", "ink", "axis", "neutral", "faint"]) root.setProperty("--" + part, theme[part]);
    root.setProperty("--mark", theme.series[1]);
    root.setProperty("--good", Stage.good);
    root.colorScheme = theme.name;
    for (const stage of Stage.all) stage.onDress();
  }

  static get good() { return Stage.theme.name === "dark" ? "#56d364" : "#116329"; }
  static color(i) { return i === null ? Stage.theme.neutral : Stage.theme.series[i % Stage.theme.series.length]; }
  static mix(a, b, t) { return "rgb(" + [1, 3, 5].map((i) => Math.round((1 - t) * parseInt(a.slice(i, i + 2), 16) + t * parseInt(b.slice(i, i + 2), 16))).join(",") + ")"; }
  static font = lettering();

  /* A canvas in `holder` whose height is `ratio` of its width. `onDraw` draws; `onMove` hears that a handle was moved. */
  constructor(holder, { label, ratio = 0.8, most = 540, onDraw, onMove = () => {}, onRest = () => {} }) {
    [this.ratio, this.most, this.onDraw, this.onMove, this.onRest] = [ratio, most, onDraw, onMove, onRest];
    this.onDress = () => this.draw();
    this.box = Object.assign(document.createElement("div"), { className: "stage" });
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    this.box.append(this.canvas);
    holder.append(this.box);
    this.pen = this.canvas.getContext("2d");
    this.view = { x: 0, y: 0, half: 1.5 };
    this.edge = { left: 40 * letter, right: 8, top: 26 * letter, bottom: 28 * letter };
    this.handles = [];
    Stage.all.add(this);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(holder);
  }

  destroy() {
    this.observer.disconnect();
    Stage.all.delete(this);
    this.box.remove();
  }

  /* MARK: Where things lie */

  get unit() { return Math.min(this.width - this.edge.left - this.edge.right, this.height - this.edge.top - this.edge.bottom) / 2 / this.view.half; }
  get middle() { return [(this.edge.left + this.width - this.edge.right) / 2, (this.edge.top + this.height - this.edge.bottom) / 2]; }
  across(x) { return this.middle[0] + this.unit * (x - this.view.x); }
  down(y) { return this.middle[1] - this.unit * (y - this.view.y); }
  onPlane(px, py) { return [this.view.x + (px - this.middle[0]) / this.unit, this.view.y - (py - this.middle[1]) / this.unit]; }

  /* Room for places, with a margin. */
  fit(places, margin = 1.2) {
    const range = (i) => places.reduce(([low, high], p) => [Math.min(low, p[i]), Math.max(high, p[i])], [Infinity, -Infinity]);
    const [[left, right], [bottom, top]] = [range(0), range(1)];
    [this.view.x, this.view.y] = [(left + right) / 2, (bottom + top) / 2];
    this.view.half = (Math.max(right - left, (top - bottom) / this.ratio * 1.02) / 2 || 1) * margin * Math.min(1, this.ratio);
  }

  /* MARK: Drawing */

  draw() {
    if (!Stage.theme || !this.box.isConnected) return;
    const most = Math.min(this.most, lowScreen(0.62));
    const { sharp, width, height } = measure(this.canvas, (w) => Math.min(most, Math.round(w * this.ratio)));
    [this.width, this.height] = [width, height];
    const { pen, edge } = this;
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.globalAlpha = 1;
    pen.fillStyle = Stage.theme.ground;
    pen.fillRect(0, 0, width, height);
    pen.save();
    pen.beginPath();
    pen.rect(edge.left, edge.top, width - edge.left - edge.right, height - edge.top - edge.bottom);
    pen.clip();
    pen.lineJoin = "round";
    this.keys = [];
    this.onDraw(this);
    pen.restore();
    pen.font = Stage.font;
    inkKeys(pen, this.keys, { x: edge.left + 2, y: edge.top - 12 * letter, right: width - edge.right, ink: Stage.theme.ink, ground: Stage.theme.ground });
    this.axes();
    this.placeHandles();
  }

  axes() {
    const { pen, edge, width, height } = this;
    const [right, bottom] = [width - edge.right, height - edge.bottom];
    pen.strokeStyle = Stage.theme.axis;
    pen.lineWidth = 1;
    pen.strokeRect(edge.left + 0.5, edge.top + 0.5, right - edge.left, bottom - edge.top);
    pen.fillStyle = Stage.theme.ink;
    pen.font = Stage.font;
    pen.textBaseline = "middle";
    pen.textAlign = "center";
    const [low, top] = this.onPlane(edge.left, edge.top);
    const [far, under] = this.onPlane(right, bottom);
    for (const x of ticks(low, far, width / 80 / letter)) if (this.across(x) < right - 10 * letter) pen.fillText(minus(x), this.across(x), bottom + 14 * letter);
    pen.textAlign = "right";
    for (const y of ticks(under, top, height / 90 / letter)) pen.fillText(minus(y), edge.left - 6, this.down(y));
    pen.textAlign = "left";
  }

  /* Places, x and y by turns from `from` to `to`, joined. */
  line(points, hue, { width = 1.6, alpha = 1, dash = [], from = 0, to = points.length / 2 - 1, fill = false } = {}) {
    const { pen } = this;
    pen.strokeStyle = pen.fillStyle = hue;
    pen.lineWidth = width;
    pen.globalAlpha = alpha;
    pen.setLineDash(dash);
    pen.beginPath();
    for (let k = from; k <= to; k++) pen.lineTo(this.across(points[2 * k]), this.down(points[2 * k + 1]));
    if (fill) pen.fill(); else pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  disc([x, y], radius, hue) {
    const { pen } = this;
    pen.fillStyle = hue;
    pen.beginPath();
    pen.arc(this.across(x), this.down(y), radius, 0, 2 * Math.PI);
    pen.fill();
  }

  ring([x, y], radius, hue, width = 2, dash = []) {
    const { pen } = this;
    pen.strokeStyle = hue;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.arc(this.across(x), this.down(y), radius, 0, 2 * Math.PI);
    pen.stroke();
    pen.setLineDash([]);
  }

  cross([x, y], size, hue, width = 2.4) {
    const { pen } = this;
    const [px, py] = [this.across(x), this.down(y)];
    pen.strokeStyle = hue;
    pen.lineWidth = width;
    pen.beginPath();
    for (const d of [1, -1]) {
      pen.moveTo(px - size, py - d * size);
      pen.lineTo(px + size, py + d * size);
    }
    pen.stroke();
  }

  /* From a place, along a vector of the plane. */
  arrow([x, y], [u, v], hue, width = 2) { this.inkArrow(this.across(x), this.down(y), this.across(x + u), this.down(y + v), hue, width); }

  inkArrow(x0, y0, x1, y1, hue, width) {
    this.pen.strokeStyle = this.pen.fillStyle = hue;
    inkArrow(this.pen, x0, y0, x1, y1, width);
  }

  /* Words on a ground of their own, by pixels from the upper left corner. */
  words(text, px, py, hue = Stage.theme.ink, align = "left") {
    const { pen } = this;
    pen.font = Stage.font;
    pen.textBaseline = "middle";
    pen.textAlign = align;
    const width = pen.measureText(text).width;
    pen.globalAlpha = 0.8;
    pen.fillStyle = Stage.theme.ground;
    pen.fillRect(align === "right" ? px - width - 3 : align === "center" ? px - width / 2 - 3 : px - 3, py - 9 * letter, width + 6, 18 * letter);
    pen.globalAlpha = 1;
    pen.fillStyle = hue;
    pen.fillText(text, px, py);
    pen.textAlign = "left";
  }

  /* What an arrow's length means: `pixels` for a unit. All are written above the picture. */
  key(text, pixels, width = 2) { this.keys.push([text, pixels, width]); }

  /* MARK: Handles */

  /* Places that are dragged or moved by the arrow keys, each a button upon the canvas: { name, at(), move([x, y]) }. */
  setHandles(list) {
    for (const h of this.handles) h.button.remove();
    this.handles = list.map((h) => ({ ...h, button: this.handleButton(h) }));
    this.placeHandles();
  }

  handleButton(h) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "handle" });
    let grip = null;
    button.addEventListener("pointerdown", (event) => {
      const box = this.canvas.getBoundingClientRect();
      grip = [event.clientX - box.left - this.across(h.at()[0]), event.clientY - box.top - this.down(h.at()[1])];
      button.setPointerCapture(event.pointerId);
      button.focus();
      event.preventDefault();
    });
    button.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const box = this.canvas.getBoundingClientRect();
      const px = clamp(event.clientX - box.left - grip[0], this.edge.left, this.width - this.edge.right);
      const py = clamp(event.clientY - box.top - grip[1], this.edge.top, this.height - this.edge.bottom);
      h.move(this.onPlane(px, py).map(round3));
      this.onMove();
    });
    for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, () => { if (grip) this.onRest(); grip = null; });
    button.addEventListener("keydown", (event) => {
      const step = (event.shiftKey ? 0.2 : 1) * this.view.half / 30;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      h.move(h.at().map((x, i) => round3(x + way[i])));
      this.onMove();
      this.onRest();
    });
    this.box.append(button);
    return button;
  }

  placeHandles() {
    for (const h of this.handles) {
      const [x, y] = h.at();
      const [px, py] = [clamp(this.across(x), this.edge.left, this.width - this.edge.right), clamp(this.down(y), this.edge.top, this.height - this.edge.bottom)];
      h.button.style.transform = `translate(${px - 15}px, ${py - 15}px)`;
      h.button.setAttribute("aria-label", `${h.name}, at ${short(x)}, ${short(y)}; arrow keys move it`);
    }
  }
}

/* A part of a screen's height: what is higher leaves no room, on a low one, for what stands beside it. */
const lowScreen = (part) => Math.max(240, Math.round(part * innerHeight));

/* A canvas has the size that the page gives it. */
function measure(element, most) {
  const sharp = Math.max(1, window.devicePixelRatio || 1);
  const width = Math.max(200, Math.round(element.getBoundingClientRect().width));
  const height = most(width);
  if (element.width !== Math.round(width * sharp) || element.height !== Math.round(height * sharp)) {
    element.width = Math.round(width * sharp);
    element.height = Math.round(height * sharp);
    element.style.height = height + "px";
  }
  return { sharp, width, height };
}
