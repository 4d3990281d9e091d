/* What a state must be, whoever wrote the address. */
const isIn = (x, low, high) => typeof x === "number" && x >= low && x <= high;
const isPair = (p) => Array.isArray(p) && p.length === 2 && p.every((x) => isIn(x, -1e9, 1e9));
const isBoth = (s, names) => names.every((name) => typeof s[name] === "boolean");
const rights = {
  lens: (s) => media[s.medium] && [s.from, s.to, s.centre].every(isPair) && isIn(s.segments, 1, 400) && Number.isInteger(s.segments) && isIn(s.starts, 0, 12)
    && Number.isInteger(s.fan) && isIn(s.fan, 0, 64) && isIn(s.at, 0, 1) && isIn(s.time, 1e-9, 1e9) && isIn(s.direction, -7, 7) && isIn(s.spread, -7, 7)
    && Object.entries(s.settings).every(([name, v]) => name in media[s.medium].settings && isIn(v, media[s.medium].positive.includes(name) ? 1e-9 : -1e9, 1e9)) && isBoth(s, ["triangles", "momenta"]),
  orbit: (s) => [s.masses, s.positions, s.velocities].every((list) => Array.isArray(list) && list.length === s.masses.length) && isIn(s.masses.length, 2, 8) && s.masses.every((m) => isIn(m, 1e-9, 1e9))
    && [...s.positions, ...s.velocities].every(isPair) && isIn(s.step, 1e-12, 1e12) && Number.isInteger(s.steps) && isIn(s.steps, 1, 20000) && isIn(s.softening, 0, 1e9)
    && integrators[s.integrator] && (s.beside === "none" || integrators[s.beside]) && isIn(s.at, 0, 1) && isBoth(s, ["areas", "momenta"]),
  family: (s) => families[s.family] && kernels[s.kernel] && ["x", "y", "turn"].every((k) => isIn(s.frame[k], -1e6, 1e6)) && isIn(s.frame.grow, 1e-3, 1e3) && isBoth(s, ["grid", "field", "framed"])
    && Object.entries(s.p).every(([name, v]) => families[s.family].parameters.some((q) => q.name === name && [].concat(v).length === [].concat(q.start).length && [].concat(v).every((x) => isIn(x, -1e9, 1e9)))),
};
