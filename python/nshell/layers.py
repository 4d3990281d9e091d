"""Which states are recorded, where nobody names them."""

import torch

from .errors import RecordingError
from .recipes.description import near


def find_layers(model):
    """The input of the first and the outputs of all blocks of the longest row in `model`.

    A row is consecutive modules of one class with parameters, in a ModuleList or Sequential; else all of a ModuleList.
    """
    rows = []
    for name, module in model.named_modules():
        if isinstance(module, (torch.nn.ModuleList, torch.nn.Sequential)):
            rows += [(True, len(row), name, row) for row in alike(module)]
            if isinstance(module, torch.nn.ModuleList) and len(module) > 1:
                rows.append((False, len(module), name, list(range(len(module)))))
    if not rows:
        inside = [name for name, module in model.named_children() if next(module.parameters(), None) is not None]
        names = ", ".join(f'"{name}"' for name in inside[-4:-1] or ["encoder.0", "encoder.1"])
        raise RecordingError(
            f"no row of blocks (a ModuleList, or alike modules in a Sequential) in the model: name the layers, as in layers=[{names}]; "
            "`name<` is the input of a module, `name` its output"
        )
    _, _, name, row = max(rows, key=lambda r: r[:2])  # the first of equals
    prefix = f"{name}." if name else ""
    return [f"{prefix}{row[0]}<"] + [f"{prefix}{i}" for i in row]


def alike(modules):
    """Runs of two or more consecutive modules of one class that has parameters: lists of their numbers."""
    runs = []
    for i, module in enumerate(modules):
        if next(module.parameters(), None) is None:
            continue
        if runs and runs[-1][-1] == i - 1 and type(module) is type(modules[i - 1]):
            runs[-1].append(i)
        else:
            runs.append([i])
    return [run for run in runs if len(run) > 1]


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
