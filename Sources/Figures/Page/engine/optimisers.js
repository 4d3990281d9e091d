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

/* A training: steps of a first-order method, and `finish`, which goes on to stationarity. */
class Training {
  constructor(chain, { method, rate, decay = "constant", steps = 1000 }) {
    [this.chain, this.rate, this.decay, this.steps] = [chain, rate, decay, steps];
    this.optimiser = new optimisers[method]();
    this.count = 0;
    this.total = 0;
    const units = chain.units();
    this.units = units.parameters.map((unit) => units.loss / unit);
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

  /* A step of Newton's method in a trust region: p of (H + mu) p = -g with the least mu for which the matrix is positive definite and
     |p| within the radius, in the parameters' units; H by central differences of the exact gradient. Near the end F no longer resolves
     the decrease, and a step is judged by the gradient. Yields on its way; `isStuck` where no step makes progress.
     Source: Nocedal, Wright, "Numerical Optimization", section 4.3. */
  *newton() {
    const { chain } = this;
    const [free, start, units] = [chain.free, chain.theta.slice(), chain.units().parameters];
    const n = free.length;
    const slopes = () => free.map((j) => chain.gradient[j] * units[j]);
    const [gradient, value] = [slopes(), chain.value];
    const slope = Math.hypot(...gradient);
    const hessian = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (const sign of [1, -1]) {
        chain.theta[free[i]] = start[free[i]] + sign * 1e-5 * units[free[i]];
        chain.pass();
        for (let j = 0; j < n; j++) hessian[i * n + j] += sign * chain.gradient[free[j]] * units[free[j]] / 2e-5;
      }
      chain.theta[free[i]] = start[free[i]];
      if (i % 8 === 7) {
        chain.pass();
        yield;
      }
    }
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) hessian[i * n + j] = hessian[j * n + i] = (hessian[i * n + j] + hessian[j * n + i]) / 2;
    while (slope > 0 && this.radius > 1e-14) {
      const { p, mu } = leastWithin(hessian, n, gradient, this.radius);
      yield;
      free.forEach((j, i) => { chain.theta[j] = start[j] + p[i] * units[j]; });
      chain.pass();
      const length = Math.hypot(...p);
      const predicted = p.reduce((sum, x, i) => sum - x * gradient[i] / 2 + mu * x * x / 2, 0);
      const isSmall = predicted <= 1e-13 * Math.abs(value);
      const ratio = (value - chain.value) / predicted;
      if (chain.isFinite && !isSmall && ratio > 0.75 && length > 0.7 * this.radius) this.radius = Math.min(2 * this.radius, 1000);
      else if (!chain.isFinite || !isSmall && ratio < 0.25) this.radius = length / 4;
      if (chain.isFinite && (isSmall ? Math.hypot(...slopes()) < slope : ratio > 1e-4)) {
        this.total += 1;
        return;
      }
      if (isSmall) this.radius = length / 4;
    }
    chain.theta.set(start);
    chain.pass();
    this.isStuck = true;
  }
}

/* The least of <g, p> + 1/2 <p, H p> within a radius, to some parts in ten of it; and mu. */
function leastWithin(hessian, n, gradient, radius) {
  let p = solved(hessian, n, 0, gradient);
  if (p && Math.hypot(...p) <= radius) return { p, mu: 0 };
  let most = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += Math.abs(hessian[i * n + j]);
    most = Math.max(most, row);
  }
  // (H + high) p = -g is short enough; mu is bisected on a logarithmic scale.
  let high = most + Math.hypot(...gradient) / radius;
  let low = 1e-18 * high;
  let best = { p: solved(hessian, n, high, gradient), mu: high };
  for (let tries = 0; tries < 40; tries++) {
    const mu = Math.sqrt(low * high);
    p = solved(hessian, n, mu, gradient);
    const length = p ? Math.hypot(...p) : Infinity;
    if (length > radius) low = mu;
    else {
      [high, best] = [mu, { p, mu }];
      if (length > 0.7 * radius) break;
    }
    if (high / low < 1.001) break;
  }
  return best;
}

/* p of (H + mu) p = -g by Cholesky's factors; null where that is not positive definite. */
function solved(hessian, n, mu, gradient) {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      let sum = hessian[row + j] + (i === j ? mu : 0);
      for (let k = 0, other = j * n; k < j; k++) sum -= l[row + k] * l[other + k];
      if (i > j) l[row + j] = sum / l[j * n + j];
      else if (sum > 0) l[row + i] = Math.sqrt(sum);
      else return null;
    }
  }
  const p = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = -gradient[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * p[k];
    p[i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = p[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * p[k];
    p[i] = sum / l[i * n + i];
  }
  return p;
}
