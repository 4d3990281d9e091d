"""What a recipe says of a model."""

from dataclasses import dataclass, field

from ..errors import RecordingError


@dataclass
class Description:
    """States by their modules' names (`name<` is a module's input), steps between them, norms.

    parts: of fused maps, {module: [(part's name, first row, rows), ...]}; rows are output features. The parts are written as
    modules of their own, so that laws of single heads can be checked.
    """

    layers: list
    steps: list
    final_norm: str = None
    norms: dict = field(default_factory=dict)  # state's name: norm's name
    parts: dict = field(default_factory=dict)
    recipe: str = ""


def step(start, end, reads, writes, norm=None, residual=True, attention=None):
    """One step, for `record(model, layers=[...], steps=[...])`.

    start, end: names of states, as in `layers`.
    reads, writes: names of the linear modules through which the state enters and leaves.
    norm: the name of the normalisation that is applied before reading, None for none.
    attention: {"q", "k", "v", "o": names, "heads": n, "kv_heads": n, "rotary": "half" or "interleaved",
        "rotary_dim": how many coordinates of a head are turned, if not all}.
    """
    described = {"from": start, "to": end, "residual": residual, "norm": norm, "reads": list(reads), "writes": list(writes)}
    if attention:
        described["attention"] = dict(attention)
    return described


def norm_metadata(modules, name):
    """{"kind", "eps", "gain", "shift"} of the normalisation called `name`."""
    module = modules.get(name)
    if module is None:
        raise RecordingError(f"the model has no module {name!r}{near(name, modules)}")
    kind = type(module).__name__
    eps = next((getattr(module, n) for n in ("eps", "variance_epsilon", "epsilon") if getattr(module, n, None) is not None), None)
    shift = getattr(module, "bias", None)
    if "RMS" in kind.upper():
        layer = "rms"
        if eps is None and hasattr(module, "eps"):  # PyTorch's RMSNorm(eps=None): the smallest step of the number type
            import torch

            eps = torch.finfo(module.weight.dtype if module.weight is not None else torch.float32).eps
    elif "LayerNorm" in kind:
        layer = "layer"
    else:
        raise RecordingError(f"{name} is a {kind}; of norms LayerNorm and RMSNorm can be described")
    if eps is None:
        raise RecordingError(f"{name}, a {kind}, has no eps")
    shape = getattr(module, "normalized_shape", None)
    if shape is not None and len(shape) != 1:
        raise RecordingError(f"{name} normalises over {len(shape)} axes; the width alone can be described")
    gain = getattr(module, "weight", None)
    return {
        "kind": layer,
        "eps": float(eps),
        "gain": None if gain is None else f"{name}.weight",
        "shift": None if shift is None else f"{name}.bias",
    }


def state_norm(modules, name, state):
    """{"state", "kind", "eps"} for `norms` and `final_norm`."""
    norm = norm_metadata(modules, name)
    return {"state": state, "kind": norm["kind"], "eps": norm["eps"]}


def near(name, names):
    """`; did you mean ...?`, where one is near."""
    import difflib

    close = difflib.get_close_matches(name, list(names), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def has(modules, names):
    """Whether all of `names` are modules."""
    return all(name in modules for name in names)


def plain_norm(module):
    """Whether a norm's gain is its weight itself (Gemma's is 1 + weight)."""
    return "Gemma" not in type(module).__name__


def blocks(modules, inner):
    """The names of the numbered blocks that have all modules of `inner`: [`prefix.0`, `prefix.1`, ...] of the longest row, or []."""
    rows = {}
    for name in modules:
        prefix, _, last = name.rpartition(".")
        if last.isdigit() and has(modules, [f"{name}.{i}" for i in inner]):
            rows.setdefault(prefix, []).append((int(last), name))
    if not rows:
        return []
    longest = max(rows.values(), key=len)
    return [name for _, name in sorted(longest)]
