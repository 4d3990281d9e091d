"""Full recordings: every state and costate, on the CPU."""

import numpy as np
import torch

from .classes import as_array
from .errors import RecordingError, shape_text
from .tensors import narrowed
from .write import recording


class Full:
    def __init__(self, layers, axes, dtype, unit):
        self.layers, self.dtype, self.unit = layers, dtype, unit
        self.x, self.g = {}, {}  # by (pass's number, k)
        self.batches = []

    def state(self, one, k, tensor):
        # At once, and a copy: the model may change its tensors in place.
        self.x[one.number, k] = narrowed(tensor, self.dtype, f"x of {self.layers[k]}").to("cpu", copy=True)

    def costate(self, one, k, gradient):
        gradient = narrowed(gradient, self.dtype, f"g of {self.layers[k]}").to("cpu", copy=True)
        old = self.g.get((one.number, k))
        # Of two backward passes through one graph the objective is the sum.
        self.g[one.number, k] = gradient if old is None else (old.double() + gradient.double()).to(gradient.dtype)

    def end(self, passes):
        self.numbers = [one.number for one in passes]
        self.batches = [one.batch for one in passes]
        self.leads = [tuple(self.x[n, 0].shape[:-1]) for n in self.numbers]
        for n in self.numbers:
            for k, name in enumerate(self.layers):
                first, here = self.x[self.numbers[0], k], self.x[n, k]
                if here.shape[-1] != first.shape[-1] or here.dim() != first.dim():
                    raise RecordingError(f"{name} is {shape_text(here.shape)} in pass {n} but {shape_text(first.shape)} in the first")
        # Sequences of several lengths have no [S, T, d]: they become points, and the sequences groups.
        self.flat = len({lead[1:] for lead in self.leads}) > 1

    def arrays(self, told, values, gradients):
        told = self.gathered(told)
        states = [self.joined(self.x, k) for k in range(len(self.layers))]
        costates = [self.joined(self.g, k) for k in range(len(self.layers))]
        if told["groups"] is None and (self.flat or self.unit):
            told["groups"] = self.units()
        return recording(states, costates, parameters=values, gradients=gradients, **told)

    def joined(self, kept, k):
        parts = [kept[n, k] for n in self.numbers]
        if self.flat:
            parts = [p.flatten(0, -2) for p in parts]
        return parts[0] if len(parts) == 1 else torch.cat(parts)

    def units(self):
        """The number of the unit of each point, or of each sequence where that is all that is needed."""
        parts, first = [], 0
        for index, lead in enumerate(self.leads):
            if self.unit == "pass":
                numbers, count = np.full(lead, index), 0
            elif self.unit == "point":
                count = int(np.prod(lead))
                numbers = np.arange(count).reshape(lead) + first
            else:
                count = lead[0]
                numbers = np.broadcast_to((np.arange(count) + first).reshape(-1, *[1] * (len(lead) - 1)), lead)
            first += count
            parts.append(numbers.ravel() if self.flat else numbers)
        return np.concatenate(parts)

    def gathered(self, told):
        """What was told of the whole, or pass by pass."""
        told = dict(told, labels=dict(told["labels"]))
        batches = [b or {"labels": {}, "groups": None, "weights": None} for b in self.batches]
        names = list(dict.fromkeys(name for b in batches for name in b["labels"]))
        for name in names:
            if name in told["labels"]:
                raise RecordingError(f"labels.{name} was told by rec.batch and by rec.labels: once is enough")
            told["labels"][name] = self.assembled(f"labels.{name}", [b["labels"].get(name) for b in batches])
        for what in ("groups", "weights"):
            parts = [b[what] for b in batches]
            if any(part is not None for part in parts):
                if told[what] is not None:
                    raise RecordingError(f"{what} were told by rec.batch and by rec.{what}: once is enough")
                told[what] = self.assembled(what, parts)
        return told

    def assembled(self, what, parts):
        result = []
        for number, lead, part in zip(self.numbers, self.leads, parts):
            if part is None:
                raise RecordingError(f"pass {number} has no {what}, while others have: rec.batch(...) before each pass")
            part = as_array(part)
            if part.shape != lead and part.shape != lead[:1]:
                fits = shape_text(lead) + (f" or {lead[0]}" if len(lead) > 1 else "")
                raise RecordingError(f"{what} of pass {number} is {shape_text(part.shape)}; {fits} would fit")
            if part.shape != lead:
                part = np.broadcast_to(part.reshape(-1, *[1] * (len(lead) - 1)), lead)
            result.append(part.ravel() if self.flat else part)
        kinds = {part.dtype.kind in "USO" for part in result}
        if len(kinds) > 1:
            raise RecordingError(f"{what}: words in some passes, numbers in others")
        return np.concatenate(result)
