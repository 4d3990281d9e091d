/* One layer of a chain and the identity of its charges; words of the proof with data-term light up their part. */
lives.principle = (figure) => {
  const layers = 8;
  const stage = new Stage(figure, { half: 1.65, aspect: 0.66, label: "A layer with states, costates, motions and parameters" });
  let [layer, motion, lit, course] = [4, "angular momentum", "", null];
  const begin = () => { course = new Course(new Chain({ families: ["bump"], kernel: "gauss", s: 0.7, trained: false, layers, penalty: 1e-2 }, new Population(scenes.small(), "1")).draw("1", 0.25)); };
  begin();
  const train = stage.button("train", () => {}, true);
  let last = 0;
  const motor = new Motor(train, ["train", "pause"], (now) => {
    const isOn = course.go();
    if (!isOn) train.disabled = course.isDone;
    if (!isStill || now - last > 500 || !isOn) { last = now; stage.draw(); }
    return isOn;
  });
  stage.button("untrained", () => { motor.turn(false); begin(); train.disabled = false; stage.draw(); });
  stage.slider({ label: "layer", low: 1, high: layers, step: 1, value: layer, text: (v) => `${v} of ${layers}`, change: (v) => { layer = v; } });
  stage.choice({ label: "motion", options: [["turn about the origin", "angular momentum"], ["move along x", "momentum, x"], ["grow (no symmetry here)", "dilation"]], value: motion, change: (v) => { motion = v; } });
  const terms = made("div", { className: "terms", role: "group" });
  terms.setAttribute("aria-label", "terms of the identity");
  stage.panel.before(terms);
  stage.figure.classList.add("roomy");
  const names = { out: "charge behind the layer", in: "charge before it", parameters: "the parameters\u2019 gradient along the motion" };
  const numbers = {};
  ["out", "\u2212", "in", "=", "parameters"].forEach((key) => {
    if (!names[key]) return terms.append(made("span", { textContent: key, className: "sign" }));
    numbers[key] = made("b");
    const button = made("button", { type: "button", className: "term" }, made("span", { textContent: names[key] }), numbers[key]);
    button.dataset.term = key;
    terms.append(button);
  });
  const show = (key) => {
    lit = key;
    for (const element of document.querySelectorAll("[data-term]")) {
      element.classList.toggle("lit", element.dataset.term === key);
      if (element.tagName === "BUTTON") element.setAttribute("aria-pressed", String(element.dataset.term === key));
    }
    stage.redraw();
  };
  /* The words of the text become buttons. */
  for (const word of document.querySelectorAll("span.term[data-term]")) {
    const button = made("button", { type: "button", className: "term word", innerHTML: word.innerHTML });
    button.dataset.term = word.dataset.term;
    word.replaceWith(button);
  }
  for (const button of document.querySelectorAll("button[data-term]")) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => show(lit === button.dataset.term ? "" : button.dataset.term));
    button.addEventListener("pointerenter", () => show(button.dataset.term));
    button.addEventListener("focus", () => show(button.dataset.term));
  }
  stage.paint = () => {
    const { chain } = course;
    const { count, label } = chain.population;
    const xi = motions[motion];
    const flow = (x, y) => [xi.a * x + xi.b * y + xi.u, xi.c * x + xi.d * y + xi.v];
    const place = (k, i) => [chain.x[k * count + i], chain.y[k * count + i]];
    const gradient = (k, i) => [chain.X[k * count + i], chain.Y[k * count + i]];
    let most = 1e-300;
    for (let j = 0; j < chain.X.length; j++) most = Math.max(most, Math.hypot(chain.X[j], chain.Y[j]));
    const size = 0.42 / most;
    const shift = (p, v, by) => stage.at([p[0] + by * v[0], p[1] + by * v[1]]);
    let text = "";
    const states = (k, isLit) => {
      for (let i = 0; i < count; i++) {
        const p = place(k, i);
        if (isLit) text += mark.arrow(stage.at(p), shift(p, flow(...p), 0.3), "ink", 1.4) + mark.arrow(stage.at(p), shift(p, gradient(k, i), size), "c" + label[i] + " strong", 2.6);
        text += (k === layer ? mark.dot : mark.ring)(stage.at(p), isLit ? 5 : 4, "c" + label[i]);
      }
    };
    for (let i = 0; i < count; i++) text += mark.line([stage.at(place(layer - 1, i)), stage.at(place(layer, i))], "neutral", 1, 'stroke-dasharray="3 3"');
    const offset = chain.offsets[layer - 1];
    const [cx, cy, vx, vy] = chain.theta.subarray(offset, offset + 4);
    const along = action(xi, chain.theta.subarray(offset, offset + 4), chain.parameters.slice(offset, offset + 4));
    const isLit = lit === "parameters";
    text += mark.ring(stage.at([cx, cy]), stage.unit * 0.7, "shade", 2);
    text += mark.arrow(stage.at([cx, cy]), stage.at([cx + vx, cy + vy]), isLit ? "c7 strong" : "neutral", 3.4) + mark.dot(stage.at([cx, cy]), 4, isLit ? "c7" : "neutral");
    if (isLit) {
      const slope = chain.data.subarray(offset, offset + 4);
      const scale = 0.5 / Math.max(1e-300, ...Array.from(chain.data, Math.abs));
      text += mark.arrow(stage.at([cx, cy]), stage.at([cx + 0.3 * along[0], cy + 0.3 * along[1]]), "ink", 1.6) + mark.arrow(stage.at([cx + vx, cy + vy]), stage.at([cx + vx + 0.3 * along[2], cy + vy + 0.3 * along[3]]), "ink", 1.6);
      text += mark.arrow(stage.at([cx, cy]), stage.at([cx + scale * slope[0], cy + scale * slope[1]]), "c0 strong", 2.6) + mark.arrow(stage.at([cx + vx, cy + vy]), stage.at([cx + vx + scale * slope[2], cy + vy + scale * slope[3]]), "c0 strong", 2.6);
    }
    if (lit === "out" || lit === "in") text += arrowKey("gradient", size * stage.unit) + arrowKey("motion", 0.3 * stage.unit, "ink", 1);
    states(layer - 1, lit === "in");
    states(layer, lit === "out");
    const q = charges(chain, xi);
    const d = defects(chain, xi)[layer - 1];
    const [before, behind] = [q.sum[layer - 1], q.sum[layer]];
    numbers.out.textContent = told(behind, 3);
    numbers.in.textContent = told(before, 3);
    numbers.parameters.textContent = told(d, 3);
    const seen = { out: "Filled dots are the states behind the layer, coloured arrows their costates, thin arrows the motion. ", in: "Rings are the states before the layer, with costates and motion. ", parameters: "The map\u2019s centre and arrow, thin how the motion moves them, coloured the loss\u2019s gradient by them. " }[lit] ?? "Choose a term. ";
    stage.tell(`${seen}${course.name}: the charge changes by ${told(behind - before, 3)}; the parameters say ${told(d, 3)}; they differ by ${told(Math.abs(behind - before - d), 1)}${motion === "dilation" ? ", since these maps have one size: growing is no symmetry of theirs" : ""}.`);
    return text;
  };
  stage.draw();
  return { get course() { return course; }, show };
};
