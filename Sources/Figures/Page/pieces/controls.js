/* What is beside a piece's picture: sliders, lists, boxes and buttons that set members of its state. */
const slid = (s, t) => {
  const value = s.isLog ? s.low * (s.high / s.low) ** t : s.low + (s.high - s.low) * t;
  return s.isWhole ? Math.round(value) : Number(value.toPrecision(3));
};
const unslid = (s, v) => 1000 * (s.isLog ? Math.log(v / s.low) / Math.log(s.high / s.low) : (v - s.low) / (s.high - s.low));

/* Sets members of a piece's state, and does what follows from it. */
const setter = (state, ...then) => (change) => {
  Object.assign(state, copied(change));
  for (const step of then) step();
};

class Controls {
  static count = 0;

  /* `list` of { name, label, low, high, isLog, isWhole } (a slider), { name, label, options } (a list, of words or [value, text]),
     { name, label, isBox }. `read(name)` and `write(name, value)` reach the state. */
  constructor(holder, list, read, write, onRest = () => {}) {
    [this.read, this.items] = [read, []];
    this.box = Object.assign(document.createElement("div"), { className: "piece-controls" });
    for (const s of list) this.add(s, write, onRest);
    holder.append(this.box);
    this.show();
  }

  add(s, write, onRest) {
    const label = document.createElement("label");
    const input = document.createElement(s.options ? "select" : "input");
    input.id = "piece-" + s.name + "-" + ++Controls.count;
    input.dataset.name = s.name;
    label.htmlFor = input.id;
    const output = document.createElement("output");
    output.htmlFor = input.id;
    if (s.options) input.append(...s.options.map((o) => (Array.isArray(o) ? new Option(o[1], o[0]) : new Option(o, o))));
    else Object.assign(input, s.isBox ? { type: "checkbox" } : { type: "range", min: 0, max: 1000, step: "any" });
    input.addEventListener(s.options || s.isBox ? "change" : "input", () => {
      write(s.name, s.isBox ? input.checked : s.options ? input.value : slid(s, Number(input.value) / 1000));
      this.show(input);
    });
    input.addEventListener("change", onRest);
    if (!s.options && !s.isBox) input.addEventListener("keydown", (event) => {
      // A key moves a slider by a hundredth, or by one of what is counted.
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (!way) return;
      event.preventDefault();
      const value = s.isWhole ? this.read(s.name) + way : slid(s, clamp(Number(input.value) / 1000 + way / 100, 0, 1));
      write(s.name, clamp(value, s.low, s.high));
      this.show();
      onRest();
    });
    if (s.isBox) {
      label.className = "box";
      label.append(input, " " + s.label);
      if (this.box.lastChild?.className !== "piece-boxes") this.box.append(Object.assign(document.createElement("div"), { className: "piece-boxes" }));
      this.box.lastChild.append(label);
    } else {
      label.textContent = s.label;
      this.box.append(label, input);
      if (!s.options) this.box.append(output);
    }
    this.items.push({ s, input, output });
  }

  /* What the state says, except where the hand is. */
  show(except = null) {
    for (const { s, input, output } of this.items) {
      const value = this.read(s.name);
      if (s.isBox) input.checked = value;
      else if (s.options) input.value = value;
      else {
        if (input !== except) input.value = unslid(s, value);
        output.textContent = told(value);
        input.setAttribute("aria-valuetext", short(value));
      }
    }
  }
}

/* The parts of a piece: its picture's side and the other, buttons, the text that tells, the text that is spoken. */
function pieceParts(element, options) {
  const made = (tag, className) => Object.assign(document.createElement(tag), { className });
  const parts = { picture: made("div", "piece-picture"), side: made("div", "piece-side"), told: made("p", "piece-told"), warning: made("p", "piece-warning"), charts: made("div", "piece-charts"), spoken: made("p", "spoken"), bar: made("div", "piece-bar") };
  parts.spoken.setAttribute("role", "status");
  parts.spoken.setAttribute("aria-live", "polite");
  parts.warning.setAttribute("role", "alert");
  element.replaceChildren();
  element.classList.add("piece");
  element.append(parts.picture, parts.side, parts.spoken);
  parts.side.append(parts.told, parts.warning);
  if (!options.compact) parts.side.append(parts.charts);
  parts.chart = (label) => {
    const canvas = made("canvas", "chart");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", label);
    parts.charts.append(canvas);
    return canvas;
  };
  parts.button = (text, onClick) => {
    const button = Object.assign(made("button"), { type: "button", textContent: text });
    button.addEventListener("click", onClick);
    parts.bar.append(button);
    return button;
  };
  return parts;
}

/* A button that lets a number go from 0 to 1 in some seconds, and begins again from the start when it has come to the end. */
function player(parts, name, read, write, seconds) {
  let last = null;
  const button = parts.button(playing(name), () => play(last === null));
  const turn = (now) => {
    if (last === null) return;
    if (!button.isConnected) return play(false);
    const next = read() + (now - last) / 1000 / seconds;
    last = now;
    write(Math.min(1, next));
    if (next >= 1) play(false); else requestAnimationFrame(turn);
  };
  const play = (on) => {
    last = on ? performance.now() : null;
    button.textContent = on ? "pause" : playing(name);
    button.setAttribute("aria-pressed", String(on));
    if (!on) return;
    if (isStillNow()) {
      write(stepped(8 * read(), 8) / 8);
      return play(false);
    }
    if (read() >= 1) write(0);
    requestAnimationFrame(turn);
  };
  return { play, get isOn() { return last !== null; } };
}
