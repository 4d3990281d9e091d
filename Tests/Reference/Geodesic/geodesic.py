#!/usr/bin/env python3
"""Writes geodesic.json: shortest flows of landmarks, by a program that shares no formula with the engine but H itself.

    H(q, p) = 1/2 sum_ij w_i w_j <p_i, p_j> k(|q_i - q_j|^2 / s^2)

Its derivatives are taken by complex steps, which are exact to rounding. `continuous` solves Hamilton's equations by DOP853 (SciPy)
and finds the first momenta with p(1) = match (destination - q(1)) by fsolve; `discrete` does the same with the implicit midpoint rule, each step by
fsolve. Both go from a small match to the one that is asked for.
"""
import json
import os

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import root

KERNELS = {
    "gauss": lambda r2: np.exp(-r2 / 2),
    "lorentz": lambda r2: 1 / (1 + r2),
    "compact": lambda r2: np.where(r2.real < 1, (1 - r2) ** 3, 0),
}


class Problem:
    def __init__(self, kernel, scale, match, weights, start, destinations):
        self.kernel, self.scale, self.match = KERNELS[kernel], scale, match
        self.weights, self.start, self.destinations = (np.array(a, float) for a in (weights, start, destinations))
        self.n = len(self.weights)

    def energy(self, z):
        """Of many z at once, along the first axes."""
        z = z.reshape(*z.shape[:-1], 2, self.n, 2)
        q, p = z[..., 0, :, :], self.weights[:, None] * z[..., 1, :, :]
        way = q[..., :, None, :] - q[..., None, :, :]
        pairing = (p[..., :, None, :] * p[..., None, :, :]).sum(-1)
        return (pairing * self.kernel((way**2).sum(-1) / self.scale**2)).sum((-1, -2)) / 2

    def rates(self, z):
        slope = self.energy(z + 1e-30j * np.eye(len(z))).imag / 1e-30
        dq, dp = slope.reshape(2, self.n, 2) / self.weights[:, None]
        return np.concatenate([dp.ravel(), -dq.ravel()])

    def continuous(self, z):
        return solve_ivp(lambda t, z: self.rates(z), (0, 1), z, method="DOP853", rtol=1e-12, atol=1e-13).y[:, -1]

    def discrete(self, z, steps):
        h = 1 / steps
        for _ in range(steps):
            middle = z
            for _ in range(200):
                following = z + h / 2 * self.rates(middle)
                change, middle = np.max(np.abs(following - middle)), following
                if change < 1e-16:
                    break
            z = 2 * middle - z
        return z

    def shortest(self, flow, p=None):
        """The first momenta and the last state."""
        p = np.zeros(2 * self.n) if p is None else p
        m, goal = 1.0, self.match
        while True:
            m = min(m, goal)

            def miss(p):
                q1, p1 = flow(np.concatenate([self.start.ravel(), p])).reshape(2, -1)
                return p1 + m * (q1 - self.destinations.ravel())

            found = root(miss, p, tol=1e-13)
            assert np.max(np.abs(found.fun)) < 1e-9 * np.max(np.abs(found.x)), (m, np.max(np.abs(found.fun)))
            p = found.x
            if m == goal:
                return p, flow(np.concatenate([self.start.ravel(), p]))
            m *= 2


def main():
    cases = [
        dict(name="two clusters turn about each other", kernel="gauss", scale=0.6, match=50, steps=12, weights=[0.3, 0.2, 0.1, 0.15, 0.15, 0.1],
             start=[[-0.5, -0.3], [-0.4, -0.5], [-0.6, -0.1], [0.5, 0.3], [0.4, 0.5], [0.7, 0.1]],
             destinations=[[0.3, -0.6], [0.3, -0.8], [0.1, -0.5], [-0.3, 0.6], [-0.2, 0.8], [-0.3, 0.4]]),
        dict(name="one stays where it is", kernel="lorentz", scale=0.5, match=20, steps=10, weights=[0.25, 0.25, 0.25, 0.25],
             start=[[0, 0], [-0.6, 0.2], [0.5, -0.4], [0.1, 0.7]],
             destinations=[[0, 0], [0.1, -0.5], [0.6, 0.3], [-0.5, 0.5]]),
        dict(name="far apart", kernel="compact", scale=1.1, match=100, steps=10, weights=[0.5, 0.3, 0.2],
             start=[[-0.5, 0], [0.4, 0.1], [0.1, 0.7]], destinations=[[-0.1, 0.3], [0.7, -0.2], [0.4, 0.9]]),
    ]
    for case in cases:
        problem = Problem(**{k: v for k, v in case.items() if k not in ("name", "steps")})
        for name, flow in [("continuous", problem.continuous), ("discrete", lambda z: problem.discrete(z, case["steps"]))]:
            p, last = problem.shortest(flow)
            q1 = last.reshape(2, -1, 2)[0]
            case[name] = dict(
                momenta=p.reshape(-1, 2).tolist(), last=q1.tolist(), energy=float(problem.energy(np.concatenate([problem.start.ravel(), p]))),
                loss=float((problem.weights[:, None] * (q1 - problem.destinations) ** 2).sum() / 2))
        print(case["name"], case["continuous"]["energy"], case["discrete"]["energy"], case["continuous"]["loss"])
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "geodesic.json"), "w") as file:
        json.dump(cases, file, indent=1)


if __name__ == "__main__":
    main()
