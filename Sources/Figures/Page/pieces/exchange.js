/* Clusters that exchange momentum: mountExchange(element, scene, options), several side by side: mountExchanges(element, { scenes }, options).
   `scene` has what nsh computed: { name, caption, clusters, labels, states, places, momenta, goals, groups, footer, part }. An arrow for each
   cluster at each layer, the ledger of what each layer gives to each cluster, and a subset of the reader's choice, whose sum turns green
   where it is conserved. */
const closedBelow = { slight: 0.05, small: 0.2 };

class ExchangeLedger {
  constructor(scene) {
    const numbers = (text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    Object.assign(this, scene, { states: numbers(scene.states), places: numbers(scene.places), momenta: Float64Array.from(scene.momenta) });
    this.count = scene.clusters.length;
    this.layers = scene.momenta.length / 2 / this.count - 1;
    this.transfers = scene.clusters.map((_, c) => Float64Array.from({ length: this.layers }, (_, k) => Math.hypot(...[0, 1].map((a) => this.share(k + 1, c, a) - this.share(k, c, a)))));
  }

  /* q_k^C of component a. */
  share(k, c, a) { return this.momenta[2 * (k * this.count + c) + a]; }
  place(k, c) { const i = 2 * (k * this.count + c); return [this.places[i], this.places[i + 1]]; }
  sum(k, members) { return [0, 1].map((a) => members.reduce((sum, c) => sum + this.share(k, c, a), 0)); }

  /* V(S) = max_k |q_k - q_0| over the mean over the layers of the members' |q_k|. */
  violation(members) {
    const start = this.sum(0, members);
    let [most, size] = [0, 0];
    for (let k = 0; k <= this.layers; k++) {
      const now = this.sum(k, members);
      most = Math.max(most, Math.hypot(now[0] - start[0], now[1] - start[1]));
      for (const c of members) size += Math.hypot(this.share(k, c, 0), this.share(k, c, 1));
    }
    return most === 0 ? 0 : most * (this.layers + 1) / size;
  }
}

function mountExchange(element, scene, options = {}) {
  const ledgerOf = new ExchangeLedger(scene);
  const state = { at: 1, layer: Math.ceil(ledgerOf.layers / 2), subset: null, points: true, ...copied(options.state ?? {}) };
  const piece = { element, state, ledger: ledgerOf, set, redraw: draw, destroy, get violation() { return ledgerOf.violation(members()); } };
  const made = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
  element.replaceChildren();
  element.classList.add("exchange");
  const heading = made("h2", "exchange-title", ledgerOf.name);
  const caption = made("p", "small", ledgerOf.caption);
  element.append(heading, caption);
  const stage = new Stage(element, { label: `${ledgerOf.name}: clusters and their momenta behind each layer`, ratio: 0.72, most: 360, onDraw });
  const ledgerCanvas = made("canvas", "chart exchange-ledger");
  ledgerCanvas.setAttribute("role", "img");
  ledgerCanvas.setAttribute("aria-label", `${ledgerOf.name}: what each layer gives to each cluster`);
  const told = made("p", "exchange-told");
  const names = made("fieldset", "exchange-names");
  names.append(made("legend", "small", "clusters that are summed"));
  const verdicts = made("ul", "exchange-verdicts");
  let slider = null;
  if (!options.shared) {
    slider = new Controls(element, [{ name: "layer", label: "layer", low: 0, high: ledgerOf.layers, isWhole: true }, { name: "points", label: "points", isBox: true }], (name) => state[name], (name, value) => set({ [name]: value }));
  }
  element.append(ledgerCanvas, names, told, verdicts, made("p", "small", ledgerOf.footer));
  stage.fit([...Array.from({ length: ledgerOf.places.length / 2 }, (_, i) => [ledgerOf.places[2 * i], ledgerOf.places[2 * i + 1]]), ...ledgerOf.goals.filter(Boolean)], 1.3);
  let longest = 0;
  for (let k = 0; k <= ledgerOf.layers; k++) for (let c = 0; c < ledgerOf.count; c++) longest = Math.max(longest, Math.hypot(ledgerOf.share(k, c, 0), ledgerOf.share(k, c, 1)));

  const boxes = ledgerOf.clusters.map((name, c) => {
    const label = made("label", "box");
    const box = Object.assign(document.createElement("input"), { type: "checkbox" });
    box.addEventListener("change", () => set({ subset: ledgerOf.clusters.map((_, i) => i).filter((i) => boxes[i].checked) }));
    const dot = made("span", "dot");
    label.append(box, dot, name);
    names.append(label);
    Object.assign(box, { dot });
    return box;
  });
  for (const group of ledgerOf.groups) {
    const item = document.createElement("li");
    const button = made("button", "", `${title(group.members)}: ${group.verdict}` + (group.violation === null ? "" : `, V = ${minus(short(group.violation))}`));
    button.type = "button";
    button.addEventListener("click", () => set({ subset: group.members.slice() }));
    item.append(button);
    verdicts.append(item);
  }

  function title(members) { return members.length === ledgerOf.count && ledgerOf.count > 1 ? "all" : members.map((c) => ledgerOf.clusters[c]).join(" + "); }
  function members() { return state.subset ?? ledgerOf.clusters.map((_, c) => c); }

  function set(change) {
    Object.assign(state, copied(change));
    draw();
    if (options.onChange) options.onChange(piece);
  }

  function draw() {
    if (!Stage.theme) return;
    stage.draw();
    ledger(ledgerCanvas, ledgerOf.transfers, state.layer);
    boxes.forEach((box, c) => {
      box.checked = members().includes(c);
      box.dot.style.background = Stage.color(c);
      box.dot.dataset.mark = Math.floor(c / Stage.theme.series.length) % 4;
    });
    const v = ledgerOf.violation(members());
    const word = v < closedBelow.slight ? "conserved" : v < closedBelow.small ? "nearly conserved" : "not conserved";
    told.textContent = members().length ? `momentum of ${title(members())}: ${word}, V = ${minus(short(v))}` : "no cluster is summed";
    told.classList.toggle("good", members().length > 0 && v < closedBelow.slight);
    if (slider) slider.show(document.activeElement);
  }

  /* Thin arrows at every layer, thick ones at this; the chosen ones head to tail in the corner. */
  function onDraw() {
    const k = state.layer;
    const n = ledgerOf.labels.length;
    const pixels = longest > 0 ? 0.16 * stage.width / longest : 0;
    ledgerOf.goals.forEach((goal, c) => { if (goal) stage.cross(goal, 6, Stage.color(c)); });
    for (let c = 0; c < ledgerOf.count; c++) {
      const way = [];
      for (let j = 0; j <= ledgerOf.layers; j++) way.push(...ledgerOf.place(j, c));
      stage.line(way, Stage.color(c), { width: 1, alpha: 0.5 });
    }
    if (state.points) for (let i = 0; i < n; i++) {
      stage.pen.globalAlpha = 0.6;
      stage.disc([ledgerOf.states[2 * (k * n + i)], ledgerOf.states[2 * (k * n + i) + 1]], 2, Stage.color(ledgerOf.labels[i]));
      stage.pen.globalAlpha = 1;
    }
    const arrowAt = (j, c, width, alpha) => {
      const [x, y] = ledgerOf.place(j, c);
      const [px, py] = [stage.across(x), stage.down(y)];
      stage.pen.globalAlpha = alpha;
      stage.inkArrow(px, py, px + pixels * ledgerOf.share(j, c, 0), py - pixels * ledgerOf.share(j, c, 1), Stage.color(c), width);
      stage.pen.globalAlpha = 1;
    };
    for (let j = 0; j <= ledgerOf.layers; j++) for (let c = 0; c < ledgerOf.count; c++) arrowAt(j, c, 0.9, members().includes(c) ? 0.4 : 0.15);
    for (let c = 0; c < ledgerOf.count; c++) arrowAt(k, c, 3, members().includes(c) ? 1 : 0.35);
    headToTail(k, pixels);
    stage.key("momentum", pixels, 2.4);
  }

  /* Small enough for its corner at every layer; said where it is drawn smaller than the others. */
  function headToTail(k, size) {
    const pixels = size * tailScale(size);
    const start = [stage.width - 56, stage.height - stage.edge.bottom - 52];
    let [x, y] = start;
    for (const c of members()) {
      const [nx, ny] = [x + pixels * ledgerOf.share(k, c, 0), y - pixels * ledgerOf.share(k, c, 1)];
      stage.inkArrow(x, y, nx, ny, Stage.color(c), 1.8);
      [x, y] = [nx, ny];
    }
    const isConserved = ledgerOf.violation(members()) < closedBelow.slight;
    stage.inkArrow(...start, x, y, isConserved ? Stage.good : Stage.theme.ink, 3.2);
    stage.pen.fillStyle = isConserved ? Stage.good : Stage.theme.ink;
    stage.pen.fillRect(start[0] - 2.5, start[1] - 2.5, 5, 5);
    stage.words(pixels < size ? `their sum, \u00d7 ${minus(short(pixels / size))}` : "their sum", stage.width - stage.edge.right - 6, stage.height - stage.edge.bottom - 9, Stage.theme.ink, "right");
  }

  function tailScale(size) {
    let most = 0;
    for (let j = 0; j <= ledgerOf.layers; j++) {
      let [x, y] = [0, 0];
      for (const c of members()) {
        x += ledgerOf.share(j, c, 0);
        y += ledgerOf.share(j, c, 1);
        most = Math.max(most, Math.abs(x), Math.abs(y));
      }
    }
    return most * size > 34 ? Number((34 / (most * size)).toPrecision(2)) : 1;
  }

  ledgerCanvas.addEventListener("click", (event) => {
    const box = ledgerCanvas.getBoundingClientRect();
    const k = Math.ceil(ledgerOf.layers * (event.clientX - box.left - room.left) / (box.width - room.left - room.right));
    const layer = clamp(k, 0, ledgerOf.layers);
    if (options.shared) options.shared(layer / ledgerOf.layers); else set({ layer });
  });
  stage.onDress = draw;

  function destroy() {
    stage.destroy();
    element.replaceChildren();
  }

  draw();
  return piece;
}

/* Several experiments side by side; one slider goes through the layers of all. */
function mountExchanges(element, start, options = {}) {
  const state = { at: 0.5, subsets: {}, points: true, ...copied({ ...start, scenes: undefined }) };
  const parts = pieceParts(document.createElement("div"), { compact: true });
  element.replaceChildren();
  element.classList.add("exchanges");
  const bar = Object.assign(document.createElement("div"), { className: "exchanges-bar" });
  const cards = Object.assign(document.createElement("div"), { className: "exchanges-cards" });
  element.append(bar, cards);
  const piece = { element, state, pieces: [], set, redraw: () => piece.pieces.forEach((p) => p.redraw()), destroy, script: () => start.scenes.map((s) => s.part).join("\n") };
  const play = player(parts, "play the layers", () => state.at, (at) => set({ at }), 6);
  bar.append(parts.bar);
  const controls = new Controls(bar, [{ name: "at", label: "through the layers", low: 0, high: 1 }, { name: "points", label: "points", isBox: true }], (name) => state[name], (name, value) => set({ [name]: value }));
  piece.pieces = start.scenes.map((scene) => {
    const card = document.createElement("section");
    card.setAttribute("aria-label", scene.name);
    cards.append(card);
    return mountExchange(card, scene, {
      shared: (at) => set({ at }), state: { subset: state.subsets[scene.name] ?? null, points: state.points },
      onChange: (p) => { if (p.state.subset) state.subsets[scene.name] = p.state.subset; if (options.onChange) options.onChange(piece); },
    });
  });

  function set(change) {
    Object.assign(state, copied(change));
    for (const p of piece.pieces) {
      p.state.layer = Math.round(state.at * p.ledger.layers);
      p.state.points = state.points;
      p.redraw();
    }
    controls.show(document.activeElement);
    if (options.onChange) options.onChange(piece);
  }

  function destroy() {
    play.play(false);
    for (const p of piece.pieces) p.destroy();
    element.replaceChildren();
  }

  set({});
  return piece;
}
