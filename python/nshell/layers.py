"""Which states are recorded, where nobody names them."""

import torch

from .errors import RecordingError
from .recipes.description import near


def find_layers(model):
    """The input of the first and the outputs of all blocks of the longest row in `model`: of alike blocks, else of a ModuleList."""
    best = None
    for name, module in model.named_modules():
        if not isinstance(module, (torch.nn.ModuleList, torch.nn.Sequential)) or len(module) < 2:
            continue
        # Alike before unlike: a Sequential of all sorts of modules may be anything.
        rank = (len({type(block) for block in module}) == 1, isinstance(module, torch.nn.ModuleList), len(module))
        if (rank[0] or rank[1]) and (best is None or rank > best[2]):
            best = (name, module, rank)
    if best is None:
        raise RecordingError(
            "no row of blocks (a ModuleList, or a Sequential of alike modules) in the model: name the layers, as in "
            'layers=["encoder.0<", "encoder.0", "encoder.1"]; `name<` is the input of a module, `name` its output'
        )
    prefix = f"{best[0]}." if best[0] else ""
    return [f"{prefix}0<"] + [f"{prefix}{i}" for i in range(len(best[1]))]


def check_layers(layers, modules):
    """Raises where a name is no module's or stands twice."""
    if isinstance(layers, str):
        raise RecordingError(f'layers={layers!r}: a list of names, or "auto"')
    layers = list(layers)
    if not layers:
        raise RecordingError("layers is empty: at least one state")
    for name in layers:
        if not isinstance(name, str):
            raise RecordingError(f"layers holds {name!r}: names of modules, as model.named_modules() has them")
        plain = name[:-1] if name.endswith("<") else name
        if plain not in modules:
            raise RecordingError(f"the model has no module {plain!r}{near(plain, modules)}")
        if layers.count(name) > 1:
            raise RecordingError(f"{name} stands twice in layers")
    return layers


def named_by(steps):
    """The states that steps name, in the order of the steps; [] where they have numbers or there are none."""
    names = []
    for step in steps or []:
        for name in (step["from"], step["to"]):
            if isinstance(name, str) and name not in names:
                names.append(name)
    return names
