/* A chain x_k = f_k(x_{k-1}, theta_k) on a population, and its objective
     F(theta) = L + P,  L = E 1/2 |x_K - destination|^2,  P = penalty/2 * sum of (amplitude - rest)^2.
   A pass leaves the states x, y and the costates X, Y = dL/dx of each point, [(K + 1) n] each, the first state's first. */
class Chain {
  /* setup: families (in turn), kernel, s, trained, layers, penalty. The maps of families are `maps`, beside this file. */
  constructor(setup, population) {
    this.setup = setup;
    this.layers = setup.layers;
    this.maps = Array.from({ length: setup.layers }, (_, k) => maps[setup.families[k % setup.families.length]]);
    this.offsets = [0];
    this.parameters = [];
    for (const map of this.maps) {
      this.parameters.push(...map.parameters.filter((p) => p.role !== "logScale" || setup.trained));
      this.offsets.push(this.parameters.length);
    }
    this.theta = new Float64Array(this.parameters.length);
    this.free = this.parameters.map((p, j) => (p.trained ? j : -1)).filter((j) => j >= 0);
    this.gradient = new Float64Array(this.theta.length);
    this.data = new Float64Array(this.theta.length);
    this.loops = this.maps.map((map) => map.loops[(setup.trained ? "trained " : "") + setup.kernel] ?? map.loops.any);
    this.carry(population);
  }

  /* The same parameters for other points. */
  carry(population) {
    this.population = population;
    const size = (this.layers + 1) * population.count;
    for (const name of ["x", "y", "X", "Y", "kept"]) this[name] = new Float64Array(size);
    this.x.set(population.x);
    this.y.set(population.y);
    this.pass();
  }

  /* As `build chain` draws them. */
  draw(seed, amplitude = null, spread = 1.5) {
    const random = new Random(seed, "chain");
    this.parameters.forEach((p, j) => {
      const sd = amplitude ?? p.initial;
      this.theta[j] = { centre: () => p.rest + random.between(-spread, spread), x: () => p.rest + random.between(-spread, spread),
        y: () => p.rest + random.between(-spread, spread), length: () => p.rest, logScale: () => Math.log(this.setup.s) }[p.role]?.()
        ?? p.rest + sd * random.normal();
    });
    this.pass();
    return this;
  }

  forward() {
    const [n, q] = [this.population.count, 1 / (this.setup.s * this.setup.s)];
    for (let k = 0; k < this.layers; k++) this.loops[k].forward(this.x, this.y, this.kept, k * n, n, this.theta, this.offsets[k], q);
  }

  /* Loss, objective and gradient at theta. */
  pass() {
    const [n, q] = [this.population.count, 1 / (this.setup.s * this.setup.s)];
    const { u, v } = this.population;
    this.forward();
    let sum = 0;
    for (let i = 0, j = this.layers * n; i < n; i++, j++) {
      this.X[j] = this.x[j] - u[i];
      this.Y[j] = this.y[j] - v[i];
      sum += this.X[j] * this.X[j] + this.Y[j] * this.Y[j];
    }
    this.data.fill(0);
    for (let k = this.layers - 1; k >= 0; k--) {
      this.loops[k].backward(this.x, this.y, this.X, this.Y, this.kept, k * n, n, this.theta, this.offsets[k], q, this.data);
    }
    let penalty = 0;
    for (let j = 0; j < this.theta.length; j++) {
      const p = this.parameters[j];
      const excess = p.amplitude ? this.theta[j] - p.rest : 0;
      this.data[j] /= n;
      penalty += excess * excess;
      this.gradient[j] = p.trained ? this.data[j] + this.setup.penalty * excess : 0;
    }
    this.loss = sum / 2 / n;
    this.value = this.loss + this.setup.penalty / 2 * penalty;
    return this;
  }

  /* A chain like this one, of which theta may be changed while this one is shown. */
  twin() {
    const twin = Object.assign(Object.create(Chain.prototype), this);
    for (const name of Chain.made) if (ArrayBuffer.isView(this[name])) twin[name] = this[name].slice();
    return twin;
  }

  /* Takes theta and all that it makes from a twin, and gives it its own. */
  trade(twin) { for (const name of Chain.made) [this[name], twin[name]] = [twin[name], this[name]]; }
  static made = ["theta", "x", "y", "X", "Y", "kept", "data", "gradient", "loss", "value"];

  get slope() { return Math.sqrt(this.free.reduce((sum, j) => sum + this.gradient[j] ** 2, 0)); }
  /* The gradient by the free parameters in their units; and its length relative to what is neither much nor little of the loss. */
  slopes(units = this.units().parameters) { return Float64Array.from(this.free, (j) => this.gradient[j] * units[j]); }
  get steepness() { const units = this.units(); return Math.sqrt(this.slopes(units.parameters).reduce((sum, g) => sum + g * g, 0)) / units.loss; }
  get isFinite() { return Number.isFinite(this.value) && this.gradient.every(Number.isFinite); }

  /* What is neither much nor little of each parameter, and of the loss: lengths by twice the kernel's width, or by how far the points
     lie apart and from their destinations where a map has none. */
  units() {
    const spread = this.maps.some((map) => !map.isRadial) ? this.spread() : 1;
    const length = (map) => (map.isRadial ? 2 * this.setup.s : spread);
    const units = this.maps.flatMap((map, k) => this.parameters.slice(this.offsets[k], this.offsets[k + 1]).map((p) => p.unit ?? length(map) ** p.exponent));
    return { parameters: units, loss: length(this.maps[0]) ** 2 };
  }

  spread() {
    const { x, y, u, v, count } = this.population;
    const mean = (a) => a.reduce((sum, value) => sum + value, 0) / count;
    const [mx, my] = [mean(x), mean(y)];
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (x[i] - mx) ** 2 + (y[i] - my) ** 2 + (x[i] - u[i]) ** 2 + (y[i] - v[i]) ** 2;
    return sum > 0 ? Math.sqrt(sum / count) : 1;
  }
}
