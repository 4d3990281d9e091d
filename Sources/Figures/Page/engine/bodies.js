/* Bodies of the plane that attract each other, V = -sum of m m' / sqrt(r^2 + softening^2), as `build orbit` moves them. `integrators`
   are declared beside nsh's: a step of each, as a function of a motion. Coordinates lie as x_1 ... x_n, y_1 ... y_n. */
class Motion {
  constructor({ masses, positions, velocities, softening = 0 }, h) {
    const n = masses.length;
    [this.masses, this.softening, this.h, this.count] = [masses, softening, h, n];
    this.q = Float64Array.from({ length: 2 * n }, (_, i) => positions[i % n][Math.floor(i / n)]);
    this.p = Float64Array.from({ length: 2 * n }, (_, i) => masses[i % n] * velocities[i % n][Math.floor(i / n)]);
    this.inverse = Float64Array.from({ length: 2 * n }, (_, i) => 1 / masses[i % n]);
    this.f = new Float64Array(2 * n);
    /* Whether two bodies came so near that they would circle each other by more than a radian in a step. */
    this.hasCollided = false;
    this.isUnsolved = false;
    this.force(this.q);
  }

  /* -dV/dq at a place, into f. */
  force(q) {
    const [n, f, m, soft] = [this.count, this.f, this.masses, this.softening * this.softening];
    f.fill(0);
    let stiffest = 0;
    for (let i = 1; i < n; i++) {
      let [fx, fy] = [0, 0];
      for (let j = 0; j < i; j++) {
        const [dx, dy] = [q[j] - q[i], q[n + j] - q[n + i]];
        const d2 = dx * dx + dy * dy + soft;
        const inverse = 1 / (d2 * Math.sqrt(d2));
        const strength = m[i] * m[j] * inverse;
        stiffest = Math.max(stiffest, (m[i] + m[j]) * inverse);
        fx += strength * dx;
        fy += strength * dy;
        f[j] -= strength * dx;
        f[n + j] -= strength * dy;
      }
      f[i] += fx;
      f[n + i] += fy;
    }
    if (!(this.h * this.h * stiffest <= 1)) this.hasCollided = true;
  }

  /* T + V. */
  get energy() {
    const [n, m, q, p] = [this.count, this.masses, this.q, this.p];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += (p[i] * p[i] + p[n + i] * p[n + i]) / (2 * m[i]);
      for (let j = 0; j < i; j++) sum -= m[i] * m[j] / Math.sqrt((q[i] - q[j]) ** 2 + (q[n + i] - q[n + j]) ** 2 + this.softening ** 2);
    }
    return sum;
  }
}

/* A motion of so many steps: states and momenta behind each, energies, and where it ended: `steps` short of what was asked where bodies
   collided or numbers were not finite. */
function orbit(bodies, h, steps, integrator) {
  const motion = new Motion(bodies, h);
  const kept = { states: [motion.q.slice()], momenta: [motion.p.slice()], energies: [motion.energy], steps: 0, count: motion.count, end: null };
  const step = integrators[integrator];
  if (motion.hasCollided) return { ...kept, end: "two bodies are too near for this step" };
  for (let k = 1; k <= steps; k++) {
    step(motion);
    if (motion.hasCollided || motion.isUnsolved || !motion.q.every(Number.isFinite)) {
      kept.end = motion.isUnsolved ? "the rule's equation is not solved: the step is too long" : "two bodies come too near for this step";
      break;
    }
    kept.states.push(motion.q.slice());
    kept.momenta.push(motion.p.slice());
    kept.energies.push(motion.energy);
    kept.steps = k;
  }
  return kept;
}

/* Momentum and angular momentum of each body over the steps, and their sums. */
function orbitCharges(motion) {
  const n = motion.count;
  const charge = (value) => {
    const of = Array.from({ length: n }, (_, i) => Float64Array.from(motion.states, (q, k) => value(q[i], q[n + i], motion.momenta[k][i], motion.momenta[k][n + i])));
    return { of, sum: Float64Array.from(motion.states, (_, k) => of.reduce((sum, row) => sum + row[k], 0)) };
  };
  return { x: charge((x, y, p) => p), y: charge((x, y, p, q) => q), angular: charge((x, y, p, q) => x * q - y * p) };
}

/* Two bodies on Kepler ellipses about their common centre, at their nearest on the x axis. */
function ellipse([m1, m2], e, a = 1) {
  const total = m1 + m2;
  const speed = Math.sqrt(total / a * (1 + e) / (1 - e));
  const [f, g, distance] = [m2 / total, m1 / total, a * (1 - e)];
  return { positions: [[-f * distance, 0], [g * distance, 0]], velocities: [[0, -f * speed], [0, g * speed]], period: 2 * Math.PI * Math.sqrt(a ** 3 / total) };
}
