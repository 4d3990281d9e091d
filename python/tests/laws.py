"""The laws of parameters, checked on a recording's arrays by numpy alone, as docs/recordings.md states them."""

import numpy as np


def points(arrays, name):
    return arrays[name].reshape(-1, arrays[name].shape[-1])


def matrix(arrays, meta, kind, module):
    """A weight or its gradient as [out, in]."""
    value = arrays[f"{kind}.{module}.weight"]
    return value.T if meta.get("layout") == "in_out" else value


def output_law(arrays, meta, step):
    """|E[g_to F'] - (sum of G W' + G_b b')| over the scale sum |g| |F|, F = x_to - x_from."""
    g = points(arrays, f"g.{step['to']}")
    increment = points(arrays, f"x.{step['to']}") - (points(arrays, f"x.{step['from']}") if step["residual"] else 0)
    explained = 0
    for module in step["writes"]:
        explained = explained + matrix(arrays, meta, "dp", module) @ matrix(arrays, meta, "p", module).T
        if f"p.{module}.bias" in arrays:
            explained = explained + np.outer(arrays[f"dp.{module}.bias"], arrays[f"p.{module}.bias"])
    scale = (np.linalg.norm(g, axis=1) * np.linalg.norm(increment, axis=1)).sum()
    return np.abs(g.T @ increment - explained).max() / scale


def input_law(arrays, meta, step):
    """The same of E[(g_from - g_to) x'] = sum of W' G; behind a norm antisymmetric, gains and shifts taken out."""
    change = points(arrays, f"g.{step['from']}") - (points(arrays, f"g.{step['to']}") if step["residual"] else 0)
    x = points(arrays, f"x.{step['from']}")
    explained = sum(matrix(arrays, meta, "p", m).T @ matrix(arrays, meta, "dp", m) for m in step["reads"])
    norm = step["norm"]
    if norm:
        # The read is W (gain * n + shift): W' G = sum of (W'g)(gain * n + shift)', of which gain^-1 (...) takes the gain off n.
        if norm["shift"]:
            # Where maps have no bias, the shift's own gradient is that sum.
            has_bias = all(f"dp.{m}.bias" in arrays for m in step["reads"])
            bias = sum(matrix(arrays, meta, "p", m).T @ arrays[f"dp.{m}.bias"] for m in step["reads"]) if has_bias else arrays[f"dp.{norm['shift']}"]
            explained = explained - np.outer(bias, arrays[f"p.{norm['shift']}"])
        if norm["gain"]:
            gain = arrays[f"p.{norm['gain']}"]
            explained = gain[:, None] * explained / gain[None, :]
    difference = change.T @ x - explained
    if norm:
        if norm["kind"] == "layer":  # it is symmetric under the rotations that keep (1, ..., 1)
            difference = difference - difference.mean(0)
            difference = difference - difference.mean(1, keepdims=True)
        difference = difference - difference.T
    scale = (np.linalg.norm(change, axis=1) * np.linalg.norm(x, axis=1)).sum()
    return np.abs(difference).max() / scale
