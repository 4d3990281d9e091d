/* Motions of the plane, xi(x) = (a x + b y + u, c x + d y + v). */
const motions = {
  "momentum, x": { a: 0, b: 0, c: 0, d: 0, u: 1, v: 0, group: "momentum" },
  "momentum, y": { a: 0, b: 0, c: 0, d: 0, u: 0, v: 1, group: "momentum" },
  "angular momentum": { a: 0, b: -1, c: 1, d: 0, u: 0, v: 0, group: "angular" },
  dilation: { a: 1, b: 0, c: 0, d: 1, u: 0, v: 0, group: "dilation" },
};

/* Q_k = E <g_k, xi(x_k)> of each cluster and of all, over the states, with the mean over the states of E |g||xi(x)|. */
function charges(chain, xi) {
  const { count, clusters, label } = chain.population;
  const of = Array.from({ length: clusters }, () => new Float64Array(chain.layers + 1));
  const sum = new Float64Array(chain.layers + 1);
  let scale = 0;
  for (let k = 0, i = 0; k <= chain.layers; k++) {
    for (let j = 0; j < count; j++, i++) {
      const [x, y, gx, gy] = [chain.x[i], chain.y[i], chain.X[i], chain.Y[i]];
      const [mx, my] = [xi.a * x + xi.b * y + xi.u, xi.c * x + xi.d * y + xi.v];
      const pairing = (gx * mx + gy * my) / count;
      of[label[j]][k] += pairing;
      sum[k] += pairing;
      scale += Math.hypot(gx, gy) * Math.hypot(mx, my);
    }
  }
  return { of, sum, scale: scale / count / (chain.layers + 1) };
}

/* max_k |Q_k - Q_0| over the scale: of one charge, or of a vector of several. */
function drift(parts) {
  const scale = Math.max(...parts.map((p) => p.scale));
  let largest = 0;
  for (let k = 0; k < parts[0].sum.length; k++) largest = Math.max(largest, Math.hypot(...parts.map((p) => p.sum[k] - p.sum[0])));
  return largest === 0 ? 0 : largest / scale;
}

/* <dL/dtheta_k, xi_theta> of layers 1 ... K: how the layers' own gradients say that the charge changes. */
function defects(chain, xi) {
  return Float64Array.from({ length: chain.layers }, (_, k) => {
    const theta = chain.theta.subarray(chain.offsets[k], chain.offsets[k + 1]);
    const gradient = chain.data.subarray(chain.offsets[k], chain.offsets[k + 1]);
    const moved = chain.maps[k].isAffine ? affineAction(xi, theta) : action(xi, theta, chain.parameters.slice(chain.offsets[k], chain.offsets[k + 1]));
    return moved.reduce((sum, value, j) => sum + gradient[j] * value, 0);
  });
}

/* max_k of the running sums of the defects, as `drift` of charges. */
function defect(chain, xis, scale) {
  const rows = xis.map((xi) => defects(chain, xi));
  const sums = rows.map(() => 0);
  let largest = 0;
  for (let k = 0; k < chain.layers; k++) {
    rows.forEach((row, j) => { sums[j] += row[k]; });
    largest = Math.max(largest, Math.hypot(...sums));
  }
  return largest === 0 ? 0 : largest / scale;
}

/* How a motion of the states moves a layer's parameters, by their roles: a centre as a point, a vector v by A v, a matrix M by
   A M - M A, a scalar not at all, log s by tr A / 2. A constant stays. */
function action(xi, theta, parameters) {
  const moved = new Array(theta.length).fill(0);
  const { a, b, c, d } = xi;
  for (let i = 0; i < theta.length;) {
    const role = parameters[i].role;
    if (role === "centre" || role === "vector") {
      moved[i] = a * theta[i] + b * theta[i + 1] + (role === "centre" ? xi.u : 0);
      moved[i + 1] = c * theta[i] + d * theta[i + 1] + (role === "centre" ? xi.v : 0);
      i += 2;
    } else if (role === "matrix") {
      const [m0, m1, m2, m3] = theta.slice(i, i + 4);
      moved[i] = b * m2 - m1 * c;
      moved[i + 1] = a * m1 + b * m3 - m0 * b - m1 * d;
      moved[i + 2] = c * m0 + d * m2 - m2 * a - m3 * c;
      moved[i + 3] = c * m1 - m2 * b;
      i += 4;
    } else {
      if (role === "x" || role === "y") moved[i] = role === "x" ? a * theta[i] + xi.u : d * theta[i] + xi.v;
      if (role === "length") moved[i] = (a + d) / 2 * theta[i];
      if (role === "logScale") moved[i] = (a + d) / 2;
      i += 1;
    }
  }
  return moved.map((value, j) => (parameters[j].trained ? value : 0));
}

/* Of W x + b: dW = A W - W A, db = A b + a - W a. */
function affineAction({ a, b, c, d, u, v }, [w0, w1, w2, w3, b0, b1]) {
  return [b * w2 - w1 * c, a * w1 + b * w3 - w0 * b - w1 * d, c * w0 + d * w2 - w2 * a - w3 * c, c * w1 - w2 * b,
    a * b0 + b * b1 + u - w0 * u - w1 * v, c * b0 + d * b1 + v - w2 * u - w3 * v];
}
