"""A whole experiment in JAX, from the start of the process to its end: 300 points, 50 layers, 2,000 steps of Adam."""

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
s, penalty, rate, K = 0.5, 1e-3, 0.02, 50
key = jax.random.split(jax.random.key(1), 4)
angles = jnp.deg2rad(90 + 120 * jnp.repeat(jnp.arange(3), 100))
x, y = jnp.cos(angles) + 0.1 * jax.random.normal(key[0], (300,)), jnp.sin(angles) + 0.1 * jax.random.normal(key[1], (300,))
tx, ty = jnp.cos(angles + 2 * jnp.pi / 3), jnp.sin(angles + 2 * jnp.pi / 3)
theta = jnp.concatenate([jax.random.uniform(key[2], (K, 2), minval=-1.5, maxval=1.5), 0.05 * jax.random.normal(key[3], (K, 2))], 1)


def layer(p, t):
    dx, dy = p[0] - t[0], p[1] - t[1]
    k = jnp.exp(-(dx * dx + dy * dy) / (2 * s * s))
    return (p[0] + t[2] * k, p[1] + t[3] * k), None


def objective(theta):
    (a, b), _ = jax.lax.scan(layer, (x, y), theta)
    return 0.5 * jnp.mean((a - tx) ** 2 + (b - ty) ** 2) + penalty / 2 * jnp.sum(theta[:, 2:] ** 2)


@jax.jit
def train(theta):
    def step(i, at):
        theta, m, v = at
        g = jax.grad(objective)(theta)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        t = i + 1.0
        return theta - rate * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v

    return jax.lax.fori_loop(0, 2000, step, (theta, 0 * theta, 0 * theta))[0]


print(float(objective(train(theta))))
