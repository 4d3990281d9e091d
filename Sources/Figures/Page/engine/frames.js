/* Frames of the plane, g(x) = grow R(turn) x + (x0, y0), and how they move a layer's parameters: a family is closed under g where the
   moved layer is g o f o g^-1. */
class Frame {
  constructor({ x = 0, y = 0, turn = 0, grow = 1 } = {}) {
    [this.x, this.y, this.grow] = [x, y, grow];
    [this.cos, this.sin] = [Math.cos(turn), Math.sin(turn)];
  }

  /* Of a vector; of a place. */
  turned([u, v]) { return [this.grow * (this.cos * u - this.sin * v), this.grow * (this.sin * u + this.cos * v)]; }
  to(p) { const [u, v] = this.turned(p); return [u + this.x, v + this.y]; }
  from([x, y]) {
    const [u, v] = [(x - this.x) / this.grow, (y - this.y) / this.grow];
    return [this.cos * u + this.sin * v, this.cos * v - this.sin * u];
  }

  /* R M R^-1, row by row. */
  conjugated([a, b, c, d]) {
    const [cos, sin] = [this.cos, this.sin];
    const [e, f, g, h] = [cos * a - sin * c, cos * b - sin * d, sin * a + cos * c, sin * b + cos * d];
    return [e * cos - f * sin, e * sin + f * cos, g * cos - h * sin, g * sin + h * cos];
  }

  /* A family's parameters by their stems, moved along by their roles; what no motion moves stays. */
  moved(p, family) {
    if (family.isAffine) {
      const w = this.conjugated(p.w);
      const [u, v] = this.turned(p.b);
      return { ...p, w, b: [u + this.x - w[0] * this.x - w[1] * this.y, v + this.y - w[2] * this.x - w[3] * this.y] };
    }
    const found = {};
    for (const { name, role, isTrained } of family.parameters) {
      const value = p[name];
      found[name] = !isTrained ? value
        : role === "centre" ? this.to(value) : role === "vector" ? this.turned(value) : role === "matrix" ? this.conjugated(value)
        : role === "x" ? this.grow * value + this.x : role === "y" ? this.grow * value + this.y
        : role === "length" || role === "logScale" ? this.grow * value : value;
    }
    return found;
  }
}

/* max |f_{g theta}(x) - g f_theta g^-1 (x)| over points, relative to how far g f g^-1 moves any of them. */
function frameMiss(family, kernel, p, frame, points) {
  const q = frame.moved(p, family);
  let [most, size] = [0, 0];
  for (const x of points) {
    const [u, v] = family.map(...x, q, kernel);
    const [s, t] = frame.to(family.map(...frame.from(x), p, kernel));
    most = Math.max(most, Math.hypot(u - s, v - t));
    size = Math.max(size, Math.hypot(s - x[0], t - x[1]));
  }
  return most === 0 ? 0 : most / size;
}
