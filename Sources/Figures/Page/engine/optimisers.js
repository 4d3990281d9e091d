/* First-order methods: `change(t, gradient, rate, units)` gives the change of theta. */
class Descent {
  change(t, gradient, rate) { return gradient.map((g) => -rate * g); }
}

/* Kingma and Ba's, algorithm 1; eps goes with the unit of each gradient. */
class Adam {
  change(t, gradient, rate, units) {
    this.mean ??= new Float64Array(gradient.length);
    this.square ??= new Float64Array(gradient.length);
    const [b1, b2] = [0.9, 0.999];
    const [c1, c2] = [1 - b1 ** (t + 1), 1 - b2 ** (t + 1)];
    return gradient.map((g, i) => {
      this.mean[i] = b1 * this.mean[i] + (1 - b1) * g;
      this.square[i] = b2 * this.square[i] + (1 - b2) * g * g;
      return -rate * (this.mean[i] / c1) / (Math.sqrt(this.square[i] / c2) + 1e-8 * units[i]);
    });
  }
}

const optimisers = { adam: Adam, gd: Descent };

/* A training: steps of a first-order method, and `finish`, which goes on to where it is at rest. */
class Training {
  constructor(chain, { method, rate, decay = "constant", steps = 1000 }) {
    [this.chain, this.rate, this.decay, this.steps] = [chain, rate, decay, steps];
    this.optimiser = new optimisers[method]();
    this.count = 0;
    this.total = 0;
    const units = chain.units();
    this.units = units.parameters.map((unit) => units.loss / unit);
    /* What `finish` is at, and whether no step of Newton's method makes progress. */
    this.phase = null;
    this.isStuck = false;
    this.radius = 0.5;
  }

  get rateNow() {
    if (this.decay !== "cosine") return this.rate;
    return this.count >= this.steps ? 0 : this.rate * (1 + Math.cos(Math.PI * this.count / this.steps)) / 2;
  }

  /* One step; false, and nothing has changed, where the next state would not be finite. */
  step() {
    const { chain } = this;
    const old = chain.theta.slice();
    const change = this.optimiser.change(this.count, chain.gradient, this.rateNow, this.units);
    for (let j = 0; j < old.length; j++) chain.theta[j] += change[j];
    chain.pass();
    if (!chain.isFinite) {
      chain.theta.set(old);
      chain.pass();
      return false;
    }
    this.count += 1;
    this.total += 1;
    return true;
  }

  get isAtRest() { return this.chain.steepness <= 1e-13; }

  /* Down by L-BFGS as far as the objective resolves it, then by Newton's method to where the gradient vanishes but for rounding; down again
     where Newton's method found a way out of a saddle. Yields after each pass, and then the chain is whole: it may be drawn, and left
     as it is. */
  *finish() {
    this.isStuck = false;
    do {
      this.phase = "L-BFGS";
      yield* lbfgs(this);
      this.phase = "Newton\u2019s method";
      let before;
      do {
        before = this.chain.steepness;
        if (!this.isAtRest) yield* this.newton();
      } while (!this.isStuck && !this.isAtRest && this.chain.steepness < before);
    } while (!this.isStuck && !this.isAtRest);
    this.phase = null;
  }

  newton() { return newton(this); }
}
