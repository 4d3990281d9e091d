"""REBOUND's leapfrog on bodies that are read from standard input: time of the steps by its own clock, and what energy and angular momentum drift by."""

import json
import math
import sys
import time

import rebound

data = json.load(sys.stdin)
sim = rebound.Simulation()
sim.G = 1
sim.integrator = "leapfrog"
sim.softening = data["softening"]
sim.dt = data["step"]
for m, (x, y), (u, v) in zip(data["masses"], data["positions"], data["velocities"]):
    sim.add(m=m, x=x, y=y, vx=u, vy=v)


def energy():
    """With the softening, which sim.energy() leaves out."""
    p, e2 = [(b.m, b.x, b.y, b.vx, b.vy) for b in sim.particles], data["softening"] ** 2
    kinetic = sum(m * (u * u + v * v) / 2 for m, _, _, u, v in p)
    return kinetic - sum(a[0] * b[0] / math.sqrt((a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2 + e2) for i, a in enumerate(p) for b in p[:i])


def charges():
    return energy(), sum(p.m * (p.x * p.vy - p.y * p.vx) for p in sim.particles), sum(p.m * p.vx for p in sim.particles)


start, worst, spent = charges(), [0, 0, 0], 0
for _ in range(data["samples"]):
    begin = time.perf_counter()
    sim.steps(data["steps"] // data["samples"])
    if hasattr(sim, "synchronize"):
        sim.synchronize()
    spent += time.perf_counter() - begin
    now = charges()
    worst = [max(w, abs(a - b)) for w, a, b in zip(worst, now, start)]
print(spent, worst[0] / abs(start[0]), worst[1] / abs(start[1]), worst[2], rebound.__version__)
