/* The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, in the parameters' units, until a step promises less than the
   objective resolves: a good start for Newton's method, which costs as much for a step as this for hundreds. Yields after each pass.
   Source: Nocedal, Wright, "Numerical Optimization", algorithm 7.4. */
function* lbfgs(training, most = 10000, memory = 30) {
  const { chain } = training;
  const [trial, free, units] = [chain.twin(), chain.free, chain.units().parameters];
  let [pairs, gradient] = [[], chain.slopes(units)];
  for (let count = 0; count < most; count++) {
    const way = quasiNewton(pairs, gradient);
    const slope = dot(way, gradient);
    if (!(-slope > 1e-12 * Math.abs(chain.value))) return;
    const next = yield* alongWolfe(chain, trial, way, slope, pairs.length ? 1 : Math.min(1, 0.1 / Math.sqrt(dot(way, way))), units);
    if (next) {
      const [s, y] = [way.map((x) => next.length * x), next.slopes.map((g, i) => g - gradient[i])];
      pairs = [{ s, y, weight: 1 / dot(s, y) }, ...pairs.slice(0, memory - 1)];
      gradient = next.slopes;
      chain.trade(trial);
      training.total += 1;
    } else if (pairs.length) pairs = [];
    else return;
  }
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/* -H g, where H is the inverse Hessian that the pairs, the last one first, tell of. */
function quasiNewton(pairs, gradient) {
  const way = gradient.map((g) => -g);
  const weights = pairs.map(({ s, y, weight }) => {
    const a = weight * dot(s, way);
    for (let i = 0; i < way.length; i++) way[i] -= a * y[i];
    return a;
  });
  if (pairs.length) {
    const [{ y, weight }] = pairs;
    const size = 1 / (weight * dot(y, y));
    for (let i = 0; i < way.length; i++) way[i] *= size;
  }
  for (let j = pairs.length - 1; j >= 0; j--) {
    const { s, y, weight } = pairs[j];
    const b = weights[j] - weight * dot(y, way);
    for (let i = 0; i < way.length; i++) way[i] += b * s[i];
  }
  return way;
}

/* A length at which the twin's objective and slope satisfy the weak conditions of Wolfe, by bisection; null where none is found.
   Source: Lewis, Overton, "Nonsmooth optimization via quasi-Newton methods", 2013. */
function* alongWolfe(chain, trial, way, slope, first, units) {
  let [low, high, length] = [0, Infinity, first];
  for (let tries = 0; tries < 40; tries++) {
    chain.free.forEach((j, i) => { trial.theta[j] = chain.theta[j] + length * way[i] * units[j]; });
    trial.pass();
    yield;
    if (!(trial.isFinite && trial.value <= chain.value + 1e-4 * length * slope)) high = length;
    else {
      const slopes = trial.slopes(units);
      if (!(dot(way, slopes) < 0.9 * slope)) return { length, slopes };
      low = length;
    }
    length = high < Infinity ? (low + high) / 2 : 2 * low;
  }
  return null;
}
