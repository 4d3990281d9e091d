/* Down by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, in the parameters' units, with halved steps (Armijo), as far as
   it goes in so many steps: a good start for Newton's method. Yields on its way. Source: Nocedal, Wright, algorithm 7.4. */
function* lbfgs(training, steps = 300) {
  const { chain } = training;
  const [free, units] = [chain.free, chain.units().parameters];
  const slopes = () => free.map((j) => chain.gradient[j] * units[j]);
  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const kept = [];
  const first = Math.sqrt(dot(slopes(), slopes()));
  for (let count = 0; count < steps; count++) {
    const [old, value, gradient] = [chain.theta.slice(), chain.value, slopes()];
    const size = Math.sqrt(dot(gradient, gradient));
    if (!(size > 1e-6 * first)) return;
    let way = gradient.slice();
    const weights = kept.map(() => 0);
    for (let i = kept.length - 1; i >= 0; i--) {
      weights[i] = dot(kept[i].s, way) / kept[i].ys;
      way = way.map((x, j) => x - weights[i] * kept[i].y[j]);
    }
    const last = kept[kept.length - 1];
    const scale = last ? last.ys / dot(last.y, last.y) : 0.01 / size;
    way = way.map((x) => x * scale);
    kept.forEach((pair, i) => {
      const b = dot(pair.y, way) / pair.ys;
      way = way.map((x, j) => x + (weights[i] - b) * pair.s[j]);
    });
    const slope = dot(way, gradient);
    let length = 1;
    for (; length > 1e-8; length /= 2) {
      free.forEach((j, i) => { chain.theta[j] = old[j] - length * way[i] * units[j]; });
      chain.pass();
      if (chain.isFinite && chain.value <= value - 1e-4 * length * slope) break;
    }
    if (!(length > 1e-8) || !(slope > 0)) {
      chain.theta.set(old);
      chain.pass();
      return;
    }
    const [s, y] = [way.map((x) => -length * x), slopes().map((g, i) => g - gradient[i])];
    const ys = dot(s, y);
    if (ys > 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) kept.push({ s, y, ys });
    if (kept.length > 10) kept.shift();
    training.total += 1;
    yield;
  }
}
