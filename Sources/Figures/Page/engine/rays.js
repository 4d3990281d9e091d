/* Light in a medium of index n: ways of stationary travel time between two points (Fermat), as `build ray` finds them, and rays that
   are shot. `media` is declared beside nsh's lenses: { shape, settings, squared }. */
class Medium {
  /* A lens about `centre`, with settings in place of its own. */
  constructor(name, settings = {}, centre = [0, 0]) {
    this.declared = media[name];
    this.settings = { ...this.declared.settings, ...settings };
    this.centre = centre;
  }

  get shape() { return this.declared.shape; }
  get isRound() { return this.shape === "radial" || this.shape === "radius"; }

  /* n^2, its gradient (x, y), its Hessian (xx, xy, yy). */
  squared(x, y) {
    const [dx, dy] = [x - this.centre[0], y - this.centre[1]];
    const { squared } = this.declared;
    const p = this.settings;
    if (this.shape === "plane") return squared(dx, dy, p);
    if (this.shape === "layered") {
      const [w, w1, w2] = squared(dy, p);
      return [w, 0, w1, 0, 0, w2];
    }
    const u = dx * dx + dy * dy;
    let [w, w1, w2] = squared(this.shape === "radius" ? Math.sqrt(u) : u, p);
    if (this.shape === "radius") {
      // From derivatives by r to those by u = r^2; near the centre their difference is rounding.
      const r = Math.sqrt(u);
      const excess = r > 0 ? w2 - w1 / r : 0;
      [w1, w2] = r > 0 ? [w1 / (2 * r), Math.abs(excess) <= 1e-10 * Math.abs(w2) ? 0 : excess / (4 * u)] : [w2 / 2, 0];
    }
    return [w, 2 * w1 * dx, 2 * w1 * dy, 2 * w1 + 4 * w2 * dx * dx, 4 * w2 * dx * dy, 2 * w1 + 4 * w2 * dy * dy];
  }

  index(x, y) { return Math.sqrt(this.squared(x, y)[0]); }
}

/* L_d(a, b) = N/4 (n(a)^2 + n(b)^2) |b - a|^2 with its derivatives: d1, d2 of length 2; d11, d12, d22 row by row. */
function lightStep(n, ax, ay, bx, by, wa, wb) {
  const [dx, dy] = [bx - ax, by - ay];
  const [r2, w] = [dx * dx + dy * dy, wa[0] + wb[0]];
  const [c, h] = [n / 4 * r2, n / 2];
  const same = (m, sign) => {
    const xy = c * m[4] + sign * h * (m[1] * dy + m[2] * dx);
    return [[c * m[1] + sign * h * w * dx, c * m[2] + sign * h * w * dy],
      [c * m[3] + sign * 2 * h * m[1] * dx + h * w, xy, xy, c * m[5] + sign * 2 * h * m[2] * dy + h * w]];
  };
  const [[d1, d11], [d2, d22]] = [same(wa, -1), same(wb, 1)];
  const d12 = [h * (wa[1] - wb[1]) * dx - h * w, h * (wa[1] * dy - wb[2] * dx), h * (wa[2] * dx - wb[1] * dy), h * (wa[2] - wb[2]) * dy - h * w];
  return { value: c * w, d1, d2, d11, d12, d22 };
}

/* A path of N segments, x and y by turns, with the action's derivatives. */
class LightPath {
  constructor(medium, points) {
    this.medium = medium;
    this.points = points;
    this.count = points.length / 2 - 1;
    const squares = Array.from({ length: this.count + 1 }, (_, k) => medium.squared(points[2 * k], points[2 * k + 1]));
    this.steps = Array.from({ length: this.count }, (_, k) => lightStep(this.count, points[2 * k], points[2 * k + 1], points[2 * k + 2], points[2 * k + 3], squares[k], squares[k + 1]));
    this.isOpaque = squares.some((s) => !(s[0] > 0));
    this.action = this.steps.reduce((sum, s) => sum + s.value, 0);
    this.gradient = new Float64Array(Math.max(0, 2 * this.count - 2));
    for (let k = 1; k < this.count; k++) for (const c of [0, 1]) this.gradient[2 * k - 2 + c] = this.steps[k - 1].d2[c] + this.steps[k].d1[c];
    this.residual = Math.hypot(...this.gradient);
  }

  /* The size of the parts of which the gradient is a difference. */
  get scale() { return Math.max(...this.steps.map((s) => Math.hypot(...s.d1))) * Math.sqrt(this.count); }

  /* The pivots of the Hessian, block-tridiagonal, eliminated block by block: each [a, b, c] of the inverse and how many of its
     eigenvalues are negative; with `isPositive` by their magnitude. Null where one is singular. */
  pivots(isPositive) {
    const found = [];
    for (let k = 1; k < this.count; k++) {
      const [before, after] = [this.steps[k - 1], this.steps[k]];
      let [a, b, c] = [before.d22[0] + after.d11[0], before.d22[1] + after.d11[1], before.d22[3] + after.d11[3]];
      if (k > 1) {
        const [m, p] = [before.d12, found[k - 2]];
        const column = (x, y) => [p.a * x + p.b * y, p.b * x + p.c * y];
        const [u, v] = [column(m[0], m[2]), column(m[1], m[3])];
        a -= m[0] * u[0] + m[2] * u[1];
        b -= (m[1] * u[0] + m[3] * u[1] + m[0] * v[0] + m[2] * v[1]) / 2;
        c -= m[1] * v[0] + m[3] * v[1];
      }
      let determinant = a * c - b * b;
      if (determinant === 0 || !Number.isFinite(determinant)) return null;
      const negative = determinant < 0 ? 1 : a + c < 0 ? 2 : 0;
      if (isPositive && negative) [a, b, c] = LightPath.magnitude(a, b, c);
      determinant = a * c - b * b;
      found.push({ a: c / determinant, b: -b / determinant, c: a / determinant, negative });
    }
    return found;
  }

  /* |S| of a symmetric S. */
  static magnitude(a, b, c) {
    const [middle, half] = [(a + c) / 2, Math.hypot((a - c) / 2, b)];
    const [high, low] = [Math.abs(middle + half), Math.abs(middle - half)];
    if (half === 0) return [high, 0, high];
    const [x, y] = [(a - c) / 2 / half, b / half];
    return [(high + low) / 2 + (high - low) / 2 * x, (high - low) / 2 * y, (high + low) / 2 - (high - low) / 2 * x];
  }

  /* x of H x = gradient. */
  solved(pivots) {
    const x = this.gradient.slice();
    const last = pivots.length - 1;
    const by = (p, u, v) => [p.a * u + p.b * v, p.b * u + p.c * v];
    for (let k = 1; k <= last; k++) {
      const m = this.steps[k].d12;
      const [u, v] = by(pivots[k - 1], x[2 * k - 2], x[2 * k - 1]);
      x[2 * k] -= m[0] * u + m[2] * v;
      x[2 * k + 1] -= m[1] * u + m[3] * v;
    }
    for (let k = last; k >= 0; k--) {
      if (k < last) {
        const m = this.steps[k + 1].d12;
        x[2 * k] -= m[0] * x[2 * k + 2] + m[1] * x[2 * k + 3];
        x[2 * k + 1] -= m[2] * x[2 * k + 2] + m[3] * x[2 * k + 3];
      }
      [x[2 * k], x[2 * k + 1]] = by(pivots[k], x[2 * k], x[2 * k + 1]);
    }
    return x;
  }

  moved(direction, length) {
    const points = this.points.slice();
    for (let i = 0; i < direction.length; i++) points[2 + i] -= length * direction[i];
    return new LightPath(this.medium, points);
  }

  /* Newton's step, halved until the gradient is smaller; null where none makes it so. */
  newtonStep(shortest) {
    const pivots = this.pivots(false);
    if (!pivots) return null;
    const direction = this.solved(pivots);
    for (let length = 1; length >= shortest; length /= 2) {
      const next = this.moved(direction, length);
      if (next.residual < (1 - 1e-4 * length) * this.residual) return next;
    }
    return null;
  }

  /* Down the action, until the gradient is a thousandth of its parts. */
  descended() {
    let path = this;
    for (let tries = 0; tries < 200 && path.residual > 1e-3 * path.scale; tries++) {
      const pivots = path.pivots(true);
      if (!pivots) break;
      const direction = path.solved(pivots);
      const slope = direction.reduce((sum, d, i) => sum + d * path.gradient[i], 0);
      let next = null;
      for (let length = 1; length > 1e-9 && !next; length /= 2) {
        const tried = path.moved(direction, length);
        if (tried.action <= path.action - 1e-4 * length * slope) next = tried;
      }
      if (!next) break;
      path = next;
    }
    return path;
  }

  /* The stationary path nearby; null where Newton's method does not come to one. */
  stationary() {
    let path = this;
    for (let count = 0; path.residual > 0 || Number.isNaN(path.residual); count++) {
      if (!Number.isFinite(path.residual)) return null;
      const isClose = path.residual <= 1e-12 * path.scale;
      const next = count < 100 ? path.newtonStep(isClose ? 1 : 1e-7) : null;
      if (!next) {
        if (isClose) break;
        return null;
      }
      path = next;
    }
    return path.isOpaque ? null : path;
  }

  /* The ray: places and momenta p, along the motion and as long as n, x and y by turns; its time; and how many ways there are to
     make it shorter (zero: none nearby is). */
  ray(time = Math.sqrt(2 * this.action)) {
    const momenta = new Float64Array(this.points.length);
    this.steps.forEach((s, k) => { [momenta[2 * k], momenta[2 * k + 1]] = [-s.d1[0] / time, -s.d1[1] / time]; });
    const last = this.steps[this.count - 1].d2;
    [momenta[2 * this.count], momenta[2 * this.count + 1]] = [last[0] / time, last[1] / time];
    const morseIndex = (this.pivots(false) ?? []).reduce((sum, p) => sum + p.negative, 0);
    return { points: this.points, momenta, time, morseIndex, count: this.count };
  }
}

/* The rays from a to b that Newton's method finds from the straight way and ways bent to either side, the fastest first. */
function raysBetween(medium, a, b, segments = 64, starts = 4) {
  const [wx, wy] = [b[0] - a[0], b[1] - a[1]];
  const distance = Math.hypot(wx, wy);
  if (!(distance > 0) || !(medium.squared(...a)[0] > 0) || !(medium.squared(...b)[0] > 0)) return [];
  const bends = [0];
  for (let i = 1; i <= starts; i++) bends.push(i / starts, -i / starts);
  const rays = [];
  const look = (bend, descends) => {
    const points = new Float64Array(2 * segments + 2);
    for (let k = 0; k <= segments; k++) {
      const t = k / segments;
      const side = 2 * bend * t * (1 - t);
      points[2 * k] = a[0] + t * wx - side * wy;
      points[2 * k + 1] = a[1] + t * wy + side * wx;
    }
    let path = new LightPath(medium, points);
    if (descends) path = path.descended();
    path = path.stationary();
    if (!path) return;
    const isNew = rays.every((r) => r.points.some((_, i) => i % 2 === 0 && Math.hypot(r.points[i] - path.points[i], r.points[i + 1] - path.points[i + 1]) >= 1e-6 * distance));
    if (isNew) rays.push(path.ray());
  };
  for (const bend of bends) look(bend, false);
  if (!rays.length) for (const bend of bends) if (!rays.length) look(bend, true);
  const middle = 2 * Math.floor(segments / 2) + 1;
  return rays.sort((p, q) => p.time - q.time || p.points[middle] - q.points[middle]);
}

/* The ray that leaves a in a direction and goes on for a travel time, step by step: -D_1 L_d(q_k, q_{k+1}) = p_k is solved by Newton's
   method. It ends early where there is no next point, or where the medium is opaque. */
function shotRay(medium, a, direction, time, segments = 64) {
  const size = time * medium.index(...a);
  if (!(size > 0)) return null;
  let [px, py] = [size * Math.cos(direction), size * Math.sin(direction)];
  const points = [...a];
  for (let k = 0; k < segments; k++) {
    const [x, y] = points.slice(-2);
    const wa = medium.squared(x, y);
    const reach = wa[0] * segments;
    let [u, v] = [x + px / reach, y + py / reach];
    let last = Infinity;
    let [step, isFound] = [null, false];
    for (let tries = 0; tries < 60; tries++) {
      step = lightStep(segments, x, y, u, v, wa, medium.squared(u, v));
      const [mx, my] = [-step.d1[0] - px, -step.d1[1] - py];
      const miss = Math.hypot(mx, my);
      if (!Number.isFinite(miss)) return k > 0 ? new LightPath(medium, Float64Array.from(points)).ray(time * k / segments) : null;
      const [a0, a1, a2, a3] = step.d12;
      // Rounding, that of the momentum or of the next point: it does not become smaller any more.
      const grain = 4e-16 * Math.hypot(a0, a1, a2, a3) * Math.hypot(u, v);
      if (miss === 0 || miss <= 1e-12 * size + grain && miss >= last / 2) {
        isFound = true;
        break;
      }
      last = miss;
      const determinant = a0 * a3 - a1 * a2;
      u += (a3 * mx - a1 * my) / determinant;
      v += (a0 * my - a2 * mx) / determinant;
    }
    if (!isFound) return null;
    [px, py] = step.d2;
    points.push(u, v);
  }
  const path = new LightPath(medium, Float64Array.from(points));
  return path.isOpaque ? null : path.ray(time);
}

/* <p, xi(q)> along a ray: of the motions along x, along y, and about a centre. */
function rayCharges(ray, [cx, cy] = [0, 0]) {
  const of = (value) => Float64Array.from({ length: ray.count + 1 }, (_, k) => value(ray.points[2 * k] - cx, ray.points[2 * k + 1] - cy, ray.momenta[2 * k], ray.momenta[2 * k + 1]));
  return { x: of((x, y, p) => p), y: of((x, y, p, q) => q), angular: of((x, y, p, q) => x * q - y * p) };
}
