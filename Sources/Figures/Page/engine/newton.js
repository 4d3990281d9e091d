/* A step of Newton's method in a trust region: p of (H + mu) p = -g with the least mu for which the matrix is positive definite and
   |p| within the radius, in the parameters' units; H by central differences of the exact gradient. Near the end F no longer resolves
   the decrease, and a step is judged by the gradient. Yields after each pass, and within long factorisations; `isStuck` where no step
   makes progress. Source: Nocedal, Wright, "Numerical Optimization", section 4.3. */
function* newton(training) {
  const { chain } = training;
  const [free, units, trial] = [chain.free, chain.units().parameters, chain.twin()];
  const gradient = chain.slopes(units);
  const slope = Math.sqrt(dot(gradient, gradient));
  const hessian = yield* hessianOf(chain, trial, units);
  while (slope > 0 && training.radius > 1e-14) {
    const { p, mu } = yield* leastWithin(hessian, free.length, gradient, training.radius);
    trial.theta.set(chain.theta);
    free.forEach((j, i) => { trial.theta[j] += p[i] * units[j]; });
    trial.pass();
    const length = Math.sqrt(dot(p, p));
    const predicted = (mu * length * length - dot(p, gradient)) / 2;
    const isSmall = predicted <= 1e-13 * Math.abs(chain.value);
    const ratio = (chain.value - trial.value) / predicted;
    if (trial.isFinite && !isSmall && ratio > 0.75 && length > 0.7 * training.radius) training.radius = Math.min(2 * training.radius, 1000);
    else if (!trial.isFinite || !isSmall && ratio < 0.25) training.radius = length / 4;
    const slopes = trial.slopes(units);
    if (trial.isFinite && (isSmall ? Math.sqrt(dot(slopes, slopes)) < slope : ratio > 1e-4)) {
      chain.trade(trial);
      training.total += 1;
      return;
    }
    if (isSmall) training.radius = length / 4;
    yield;
  }
  training.isStuck = true;
}

/* Of the objective by the free parameters, in their units, row by row. */
function* hessianOf(chain, trial, units) {
  const { free } = chain;
  const n = free.length;
  const hessian = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (const sign of [1, -1]) {
      trial.theta[free[i]] = chain.theta[free[i]] + sign * 1e-5 * units[free[i]];
      trial.pass();
      for (let j = 0; j < n; j++) hessian[i * n + j] += sign * trial.gradient[free[j]] * units[free[j]] / 2e-5;
      yield;
    }
    trial.theta[free[i]] = chain.theta[free[i]];
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) hessian[i * n + j] = hessian[j * n + i] = (hessian[i * n + j] + hessian[j * n + i]) / 2;
  return hessian;
}

/* The least of <g, p> + 1/2 <p, H p> within a radius, to some parts in ten of it; and mu. */
function* leastWithin(hessian, n, gradient, radius) {
  let p = yield* solved(hessian, n, 0, gradient);
  if (p && Math.sqrt(dot(p, p)) <= radius) return { p, mu: 0 };
  let most = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += Math.abs(hessian[i * n + j]);
    most = Math.max(most, row);
  }
  // (H + high) p = -g is short enough; mu is bisected on a logarithmic scale.
  let high = most + Math.sqrt(dot(gradient, gradient)) / radius;
  let low = 1e-18 * high;
  let best = { p: yield* solved(hessian, n, high, gradient), mu: high };
  for (let tries = 0; tries < 40; tries++) {
    const mu = Math.sqrt(low * high);
    p = yield* solved(hessian, n, mu, gradient);
    const length = p ? Math.sqrt(dot(p, p)) : Infinity;
    if (length > radius) low = mu;
    else {
      [high, best] = [mu, { p, mu }];
      if (length > 0.7 * radius) break;
    }
    if (high / low < 1.001) break;
  }
  return best;
}

/* p of (H + mu) p = -g by Cholesky's factors; null where that is not positive definite. Yields after some millions of products. */
function* solved(hessian, n, mu, gradient) {
  const l = new Float64Array(n * n);
  for (let i = 0, done = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j <= i; j++) {
      let sum = hessian[row + j] + (i === j ? mu : 0);
      for (let k = 0, other = j * n; k < j; k++) sum -= l[row + k] * l[other + k];
      if (i > j) l[row + j] = sum / l[j * n + j];
      else if (sum > 0) l[row + i] = Math.sqrt(sum);
      else return null;
    }
    done += i * i / 2;
    if (done > 3e6) {
      done = 0;
      yield;
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
