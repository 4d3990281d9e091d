/* What live pieces are made of: a picture of the plane in SVG with handles that are dragged or moved by the arrow keys, charts, sliders,
   buttons, and words that tell what is seen. A piece is a function of `lives`, called once when its figure comes near. */
const lives = {};
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
/* How much larger than usual the reader’s letters are: places beside words go with them. */
const letter = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
const minus = (text) => String(text).replaceAll("-", "\u2212");

/* Few digits, small ones as powers of ten. */
function told(x, digits = 2) {
  if (!Number.isFinite(x)) return "\u2013";
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) {
    const [lead, power] = x.toExponential(digits - 1).split("e");
    return minus(`${lead}e${Number(power)}`);
  }
  return minus(Number(x.toPrecision(digits + 1)));
}

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const round = (x) => Math.round(10 * x) / 10;

/* Marks, as text of SVG. Colours are classes: c0 ... c7 of clusters, ink, faint, sum, good. */
const mark = {
  line: (points, colour, width = 1.6, more = "") => `<path class="${colour}" fill="none" stroke="currentColor" stroke-width="${width}" ${more} d="M${points.map(([x, y]) => round(x) + "," + round(y)).join("L")}"/>`,
  dot: ([x, y], r, colour) => `<circle class="${colour}" fill="currentColor" cx="${round(x)}" cy="${round(y)}" r="${r}"/>`,
  ring: ([x, y], r, colour, width = 1.5) => `<circle class="${colour}" fill="none" stroke="currentColor" stroke-width="${width}" cx="${round(x)}" cy="${round(y)}" r="${r}"/>`,
  cross: ([x, y], r, colour) => `<path class="${colour}" stroke="currentColor" stroke-width="2.2" d="M${x - r},${y - r}L${x + r},${y + r}M${x - r},${y + r}L${x + r},${y - r}"/>`,
  area: (points, colour, opacity) => `<path class="${colour}" fill="currentColor" fill-opacity="${opacity}" d="M${points.map(([x, y]) => round(x) + "," + round(y)).join("L")}Z"/>`,
  word: ([x, y], text, more = "") => `<text x="${round(x)}" y="${round(y)}" ${more}>${text}</text>`,
  arrow([x0, y0], [x1, y1], colour, width = 2) {
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (!(length > 0.5)) return "";
    const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
    const head = Math.min(5 + 2 * width, 0.6 * length);
    const back = [x1 - head * ux, y1 - head * uy];
    return mark.line([[x0, y0], [x1 - 0.8 * head * ux, y1 - 0.8 * head * uy]], colour, width)
      + mark.area([[x1, y1], [back[0] - 0.42 * head * uy, back[1] + 0.42 * head * ux], [back[0] + 0.42 * head * uy, back[1] - 0.42 * head * ux]], colour, 1);
  },
};

/* A picture that fills its figure's width; `draw` is called with it whenever something changed. */
class Picture {
  constructor(parent, { height, label }) {
    this.box = made("div", { className: "picture" });
    this.svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", label);
    this.box.append(this.svg);
    parent.append(this.box);
    this.heightOf = height;
    this.measure();
    new ResizeObserver(() => { if (this.box.clientWidth !== this.width) { this.measure(); this.onResize?.(); } }).observe(this.box);
  }

  measure() {
    this.width = Math.max(240, this.box.clientWidth);
    // No higher than leaves room for what stands beside it on a low screen.
    this.height = Math.round(Math.min(this.heightOf(this.width), Math.max(240, 0.62 * innerHeight)));
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.svg.style.height = this.height + "px";
  }
}

/* A piece: the plane, what stands beside and under it. */
class Stage {
  constructor(figure, { half = 1.6, aspect = 0.66, label, centre = [0, 0] }) {
    this.figure = figure;
    const caption = figure.querySelector("figcaption");
    this.body = made("div", { className: "stage" });
    caption.before(this.body);
    this.front = made("div", { className: "front" });
    this.body.append(this.front);
    this.plane = new Picture(this.front, { height: (w) => Math.min(w, Math.max(w * aspect, 280)), label });
    [this.half, this.centre, this.handles, this.charts] = [half, centre, [], []];
    this.words = made("p", { className: "told" });
    this.spoken = made("p", { className: "spoken", role: "status" });
    this.panel = made("div", { className: "panel" });
    // What is pressed stands under the plane, charts beside both where there is room: on a low screen all of it is in sight.
    this.front.append(this.panel, this.words, this.spoken);
    this.side = made("div", { className: "side" });
    this.plane.onResize = () => this.draw();
    figure.classList.add("lives");
  }

  get unit() { return Math.min(this.plane.width / 1.5, this.plane.height) / (2 * this.half); }
  at([x, y]) { return [this.plane.width / 2 + this.unit * (x - this.centre[0]), this.plane.height / 2 - this.unit * (y - this.centre[1])]; }
  from([px, py]) { return [this.centre[0] + (px - this.plane.width / 2) / this.unit, this.centre[1] - (py - this.plane.height / 2) / this.unit]; }

  /* `paint` gives the marks of the plane and tells; handles are placed, the charts drawn. */
  draw() {
    this.plane.svg.innerHTML = this.paint();
    for (const handle of this.handles) handle.place();
    for (const chart of this.charts) chart.draw();
  }

  /* At most one drawing a frame. */
  redraw() {
    if (this.isAsked) return;
    this.isAsked = true;
    requestAnimationFrame(() => { this.isAsked = false; this.draw(); });
  }

  tell(text) {
    if (this.words.textContent !== text) this.words.textContent = text;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => { this.spoken.textContent = text; }, 1500);
  }

  /* A place that the reader moves, by the pointer or the arrow keys. `get` gives it, `set` takes a new one. */
  handle({ label, get, set, shape = "", colour = "ink", hold = () => {} }) {
    const button = made("button", { type: "button", className: `handle ${shape} ${colour}` });
    const place = () => {
      const [x, y] = this.at(get());
      const within = (v, size) => Math.max(12, Math.min(size - 12, v));
      button.style.left = within(x, this.plane.width) + "px";
      button.style.top = within(y, this.plane.height) + "px";
      button.setAttribute("aria-label", `${label}, at ${get().map((v) => minus(v.toFixed(2))).join(", ")}; arrow keys move it`);
    };
    const move = (to) => {
      const [low, high] = [this.from([12, this.plane.height - 12]), this.from([this.plane.width - 12, 12])];
      set(to.map((v, i) => Number(Math.max(low[i], Math.min(high[i], v)).toFixed(3))));
      place();
      this.redraw();
    };
    button.addEventListener("pointerdown", (event) => { button.setPointerCapture(event.pointerId); hold(true); });
    button.addEventListener("pointermove", (event) => {
      if (!button.hasPointerCapture(event.pointerId)) return;
      const box = this.plane.svg.getBoundingClientRect();
      move(this.from([event.clientX - box.left, event.clientY - box.top]));
    });
    for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, () => hold(false));
    button.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 0.01 : 0.05;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      if (!way) return;
      event.preventDefault();
      move(get().map((v, i) => v + way[i]));
    });
    this.plane.box.append(button);
    this.handles.push({ place, button });
    place();
    return button;
  }

  /* Room for a chart. */
  beside(title) {
    const box = made("div", { className: "chart" }, made("p", { className: "title", textContent: title }));
    if (!this.side.isConnected) {
      this.body.append(this.side);
      this.figure.classList.add("wide");
    }
    this.side.append(box);
    return box;
  }

  control(label, input, output = "") {
    const text = made("span", { textContent: label });
    this.panel.append(made("label", { className: "control" }, text, input, output));
    return input;
  }

  slider({ label, low, high, step, value, text = told, change }) {
    const output = made("output", { textContent: text(value) });
    const input = made("input", { type: "range", min: low, max: high, step });
    input.value = value;
    const write = () => { output.textContent = text(Number(input.value)); input.setAttribute("aria-valuetext", output.textContent); };
    input.addEventListener("input", () => { write(); change(Number(input.value)); this.redraw(); });
    input.show = (v) => { input.value = v; write(); };
    write();
    return this.control(label, input, output);
  }

  choice({ label, options, value, change }) {
    const input = made("select", {}, ...options.map(([name, key]) => new Option(name, key)));
    input.value = value;
    input.addEventListener("change", () => { change(input.value); this.redraw(); });
    return this.control(label, input);
  }

  button(label, act, isMain = false) {
    const button = made("button", { type: "button", textContent: label, className: isMain ? "main" : "" });
    button.addEventListener("click", act);
    this.panel.append(button);
    return button;
  }
}

/* Curves over layers or over a training; `data` gives { curves: [{ name, values, colour, width, dash }], log, cursor, ends }. */
class Chart {
  constructor(stage, { title, label, height = 150, data }) {
    this.key = made("p", { className: "key" });
    const box = stage.beside(title);
    box.append(this.key);
    this.picture = new Picture(box, { height: () => height * letter, label });
    this.picture.onResize = () => this.draw();
    this.data = data;
    stage.charts.push(this);
  }

  draw() {
    const { curves, log = false, cursor = null, ends = ["0", ""], least = 0, division = null } = this.data();
    this.name(curves);
    const { svg, width, height } = this.picture;
    const [left, right, top, bottom] = [58 * letter, 10, 8 * letter, 22 * letter];
    const map = log ? Math.log10 : (v) => v;
    const isThere = (v) => Number.isFinite(v) && (!log || v > 0);
    let [low, high] = [Infinity, -Infinity];
    for (const curve of curves) for (const v of curve.values) if (isThere(v)) [low, high] = [Math.min(low, map(v)), Math.max(high, map(v))];
    if (!(low <= high)) [low, high] = log ? [-4, 0] : [-1, 1];
    // A curve that is flat but for rounding is drawn flat.
    const room = Math.max(log ? 2 : least, 1e-300);
    if (high - low < room) [low, high] = [(low + high - room) / 2, (low + high + room) / 2];
    [low, high] = [low - 0.06 * (high - low), high + 0.06 * (high - low)];
    const count = Math.max(2, ...curves.map((c) => c.values.length));
    const px = (k) => left + (width - left - right) * k / (count - 1);
    const py = (v) => height - bottom - (height - top - bottom) * (v - low) / (high - low);
    let text = mark.line([[left, top], [left, height - bottom], [width - right, height - bottom]], "axis", 1);
    for (const t of ticks(low, high, log)) text += mark.line([[left - 4, py(t)], [left, py(t)]], "axis", 1) + mark.word([left - 7, py(t) + 4 * letter], log ? `10<tspan dy="${-5 * letter}" font-size="0.75rem">${minus(t)}</tspan>` : told(t), 'text-anchor="end"');
    if (!log && low < 0 && high > 0) text += mark.line([[left, py(0)], [width - right, py(0)]], "faint", 1);
    text += mark.word([left, height - 6], ends[0]) + mark.word([width - right, height - 6], ends[1], 'text-anchor="end"');
    if (division !== null) text += mark.line([[px(division), top], [px(division), height - bottom]], "faint", 1, 'stroke-dasharray="2 4"');
    for (const curve of curves) {
      const points = Array.from(curve.values, (v, k) => [px(k), isThere(v) ? py(map(v)) : NaN]).filter((p) => Number.isFinite(p[1]));
      if (points.length === 1) text += mark.dot(points[0], 3, curve.colour);
      else if (points.length) text += mark.line(points, curve.colour, curve.width ?? 1.8, (curve.dash ? `stroke-dasharray="${curve.dash}" ` : "") + 'stroke-linejoin="round"');
    }
    if (cursor !== null) text += mark.line([[px(cursor), top], [px(cursor), height - bottom]], "ink", 1, 'stroke-dasharray="3 3"');
    svg.innerHTML = text;
  }

  name(curves) {
    const names = curves.map((c) => c.name + c.colour).join();
    if (names === this.names) return;
    this.names = names;
    const sample = (c) => `<svg viewBox="0 0 24 10" aria-hidden="true">${mark.line([[0, 5], [24, 5]], c.colour, c.width ?? 1.8, c.dash ? `stroke-dasharray="${c.dash}"` : "")}</svg>`;
    this.key.innerHTML = curves.filter((c) => c.name).map((c) => `<span>${sample(c)} ${c.name}</span>`).join("");
  }
}

/* Round numbers between two; of a logarithmic axis whole powers, few of them. */
function ticks(low, high, log) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = power * [1, 2, 5, 10].find((m) => m * power >= rough);
  if (log) step = Math.max(1, Math.ceil(rough));
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/* What an arrow of about so many pixels means, drawn in the corner. */
function arrowKey(name, pixels, colour = "ink", line = 0) {
  const rough = 44 / pixels;
  if (!(rough > 0) || !Number.isFinite(rough)) return "";
  const power = 10 ** Math.floor(Math.log10(rough));
  const length = power * [5, 2, 1].find((m) => m * power <= rough * 1.0001);
  const y = (18 + 20 * line) * letter;
  return mark.arrow([10, y], [10 + pixels * length, y], colour, 2) + mark.word([62, y + 4 * letter], `${name} ${told(length)}`);
}

/* Something that goes on frame by frame until `advance` says that it has come to its end. */
class Motor {
  constructor(button, [on, off], advance) {
    Object.assign(this, { button, names: [on, off], advance, isOn: false });
    button.addEventListener("click", () => this.turn(!this.isOn));
  }

  /* A button that lets a number go from 0 to 1 in some seconds, and from the start again when it has come to the end. With reduced motion
     it brings it an eighth further at each press. */
  static player(button, name, seconds, read, write) {
    if (isStill) {
      button.textContent = name.replace("play", "step through").replace(/through$/, "on");
      button.addEventListener("click", () => write(read() >= 1 ? 0 : Math.min(1, read() + 0.125)));
      return null;
    }
    let last = null;
    return new Motor(button, [name, "pause"], (now) => {
      // Where it begins, and after a pause, no time has passed.
      const passed = last === null || now - last > 300 ? 0 : (now - last) / 1000;
      last = now;
      write(read() >= 1 ? 0 : Math.min(1, read() + passed / seconds));
      return read() < 1;
    });
  }

  turn(isOn) {
    if (isOn === this.isOn) return;
    this.isOn = isOn;
    this.button.textContent = this.names[Number(isOn)];
    if (isOn) this.next();
  }

  /* With reduced motion what trains is shown twice a second. */
  next() {
    setTimeout(() => requestAnimationFrame((now) => {
      if (!this.isOn) return;
      if (this.advance(now)) this.next();
      else this.turn(false);
    }), 0);
  }
}
