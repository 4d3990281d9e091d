"""The training step in JAX, float64: peer_jax.py FORM; reads as peer_kernel.cpp does.

Forms: `coordinates` (x and y apart, a scan over the layers), `pairs` (arrays N x 2), `blocked` (256 points at a time through all layers, which an
expert would write).
"""

import os
import sys
import time

if sys.argv[2] == "1":
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

jax.config.update("jax_enable_x64", True)


def read(form):
    K, N, s, penalty, rate = (float(w) for w in sys.stdin.readline().split())
    K, N = int(K), int(N)
    points = np.loadtxt([sys.stdin.readline() for _ in range(N)], ndmin=2)
    theta = np.loadtxt([sys.stdin.readline() for _ in range(K)], ndmin=2)

    def layer(x, y, t):
        dx, dy = x - t[0], y - t[1]
        k = jnp.exp(-(dx * dx + dy * dy) / (2 * s * s))
        return x + t[2] * k, y + t[3] * k

    def carried(theta, x, y):
        return jax.lax.scan(lambda p, t: (layer(*p, t), None), (x, y), theta)[0]

    px, py, tx, ty = (jnp.asarray(c) for c in points.T)

    def coordinates(theta):
        x, y = carried(theta, px, py)
        return 0.5 * jnp.mean((x - tx) ** 2 + (y - ty) ** 2)

    start, goal = jnp.asarray(points[:, :2]), jnp.asarray(points[:, 2:])

    def pairs(theta):
        def step(x, t):
            d = x - t[:2]
            return x + t[2:] * jnp.exp(-jnp.sum(d * d, 1, keepdims=True) / (2 * s * s)), None

        return 0.5 * jnp.mean(jnp.sum((jax.lax.scan(step, start, theta)[0] - goal) ** 2, 1))

    W = 256
    padded = np.zeros((-N % W, 4))
    blocks = jnp.asarray(np.concatenate([points, padded]).reshape(-1, W, 4).transpose(0, 2, 1))
    weight = jnp.asarray((np.arange(N + len(padded)) < N).reshape(-1, W) / N)

    def blocked(theta):
        def one(data):
            (x, y, gx, gy), w = data

            def loss(theta):
                a, b = carried(theta, x, y)
                return 0.5 * jnp.sum(w * ((a - gx) ** 2 + (b - gy) ** 2))

            return jax.value_and_grad(loss)(theta)

        def add(total, data):
            value, gradient = one(data)
            return (total[0] + value, total[1] + gradient), None

        return jax.lax.scan(add, (jnp.zeros(()), jnp.zeros_like(theta)), (blocks, weight))[0]

    natural = {"coordinates": coordinates, "pairs": pairs}
    evaluate = blocked if form == "blocked" else jax.value_and_grad(natural[form])

    @jax.jit
    def train(theta, steps):
        def step(_, at):
            theta, gradient, _ = at
            theta = theta - rate * (gradient + penalty * theta * jnp.array([0.0, 0.0, 1.0, 1.0]))
            loss, gradient = evaluate(theta)
            return theta, gradient, loss

        loss, gradient = evaluate(theta)
        return jax.lax.fori_loop(0, steps, step, (theta, gradient, loss))[2]

    return jnp.asarray(theta), train


theta, train = read(sys.argv[1])
for line in sys.stdin:
    steps = int(line)
    begin = time.perf_counter()
    loss = float(train(theta, steps))
    print(f"{loss!r} {(time.perf_counter() - begin) / (steps + 1) * 1e6}", flush=True)
