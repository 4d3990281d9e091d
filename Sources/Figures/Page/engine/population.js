/* Points of a shape about (0, 0), as `define cluster` draws them. */
const shapes = {
  gaussian: (n, size, random) => Array.from({ length: n }, () => { const x = size * random.normal(); return [x, size * random.normal()]; }),
  disc: (n, size, random) => Array.from({ length: n }, () => {
    const r = size * Math.sqrt(random.uniform());
    const angle = 2 * Math.PI * random.uniform();
    return [r * Math.cos(angle), r * Math.sin(angle)];
  }),
  ring: (n, size) => Array.from({ length: n }, (_, i) => [size * Math.cos(2 * Math.PI * i / n), size * Math.sin(2 * Math.PI * i / n)]),
  segment: (n, size) => Array.from({ length: n }, (_, i) => [n === 1 ? 0 : size * (i / (n - 1) - 0.5), 0]),
  grid: (n, size) => {
    const side = Math.ceil(Math.sqrt(n));
    return Array.from({ length: n }, (_, i) => [size * (i % side - (side - 1) / 2), size * (Math.floor(i / side) - (side - 1) / 2)]);
  },
};

/* All clusters' points in one population. A cluster has `at` and `to`, and points of a shape, or points of its own: offsets from
   `at`, and from `to` where each has a destination of its own. */
class Population {
  constructor(clusters, seed) {
    const offsets = clusters.map((c) => c.offsets ?? shapes[c.shape](c.n, c.size, new Random(seed, "cluster " + c.name)));
    this.count = offsets.reduce((sum, list) => sum + list.length, 0);
    this.clusters = clusters.length;
    this.sizes = offsets.map((list) => list.length);
    for (const name of ["x", "y", "u", "v"]) this[name] = new Float64Array(this.count);
    this.label = new Uint16Array(this.count);
    let i = 0;
    clusters.forEach((cluster, c) => offsets[c].forEach(([dx, dy], j) => {
      const goal = cluster.goals ? cluster.goals[j] : [0, 0];
      [this.x[i], this.y[i], this.u[i], this.v[i]] = [cluster.at[0] + dx, cluster.at[1] + dy, cluster.to[0] + goal[0], cluster.to[1] + goal[1]];
      this.label[i++] = c;
    }));
  }
}
