"""Summed recordings: sums over points, added up where the model runs, batch after batch."""

import numpy as np
import torch

from .classes import Classes, as_array, weight_numbers, whole_numbers
from .errors import RecordingError, counted, shape_text
from .gram import gram_arrays
from .points import PassPoints

# Points that are multiplied at once: so much that the product is fast, so little that float64 copies are small.
BLOCK = 4096
# Bytes that accumulators may take together, and that sums by group may take in the file.
LARGEST, LARGEST_GROUPS = 4 << 30, 32 << 20


class Sums:
    """Keeps, for each state: sum g, sum g x', the scales, the same by class and by group, and sum g_k+1 x_k'."""

    def __init__(self, layers, dtype, blocks, with_next, unit, norms, gram=None):
        if not (isinstance(blocks, int) and blocks >= 0):
            raise RecordingError(f"blocks={blocks!r}: how many groups are kept, 0 for none")
        if dtype not in (None, torch.float64, torch.float32):
            raise RecordingError("sums cancel: they are kept in float64, or in the file in float32")
        if gram not in (None, True, False):
            raise RecordingError(f"gram={gram!r}: True, False, or None for what {LARGEST_GROUPS >> 20} MiB hold")
        self.dtype = dtype or torch.float64
        self.gram = gram
        self.norms = norms  # by k: (kind, eps) of those that read state k
        self.layers, self.blocks, self.with_next, self.unit = layers, blocks, with_next, unit
        self.widths = [None] * len(layers)
        self.totals = {}  # by name of the file's array, float64
        self.classes = {}
        self.told_names = None
        self.points = {}  # of passes under way, by number
        self.units, self.numbers = 0, {}
        self.unit_word = None
        self.passes = 0

    # One pass

    def state(self, one, k, tensor):
        width = tensor.shape[-1]
        if self.widths[k] is None:
            self.widths[k] = width
            self.check_memory()
        elif self.widths[k] != width:
            raise RecordingError(f"{self.layers[k]} is {width} wide in pass {one.number} but {self.widths[k]} before")
        known = self.points.setdefault(one.number, PassPoints())
        lead = tuple(tensor.shape[:-1])
        if known.lead is None:
            known.lead = lead
        elif known.lead != lead:
            raise RecordingError(f"{self.layers[k]} has {shape_text(lead)} points but {self.layers[0]} {shape_text(known.lead)}: all states are of the same points")
        known.states[k] = tensor.flatten(0, -2).clone()

    def costate(self, one, k, gradient):
        points = self.points.get(one.number)
        if points is None or k in points.done:
            raise RecordingError("two backward passes through one forward pass: a summed recording takes one; add the losses first")
        if not points.told:
            self.tell(one, points)
        g = gradient.flatten(0, -2)
        self.add_state(k, points, g)
        points.done.add(k)
        points.forget(k)
        if len(points.done) == len(self.layers):
            self.count(points)
            del self.points[one.number]

    def tell(self, one, points):
        """Takes what was told of the pass, as numbers for its points."""
        told = one.batch or {"labels": {}, "groups": None, "weights": None}
        names = sorted(told["labels"])
        if self.told_names is None:
            for name in names:
                if name in ("group", "change") or "." in name or name.isdigit() or not name:
                    raise RecordingError(f"labels.{name}: in a summed recording a label is called neither `group` nor `change` nor a number, and has no `.`")
            self.told_names = names
            self.classes = {name: Classes(name) for name in names}
        elif names != self.told_names:
            raise RecordingError(f"pass {one.number} has labels {', '.join(names) or 'none'}, the first has {', '.join(self.told_names) or 'none'}")
        for name in names:
            codes = self.classes[name].codes(points.spread(f"labels.{name}", told["labels"][name]))
            points.codes[name] = torch.from_numpy(codes)
        if told["weights"] is not None:
            points.weights = torch.from_numpy(weight_numbers(points.spread("weights", told["weights"])).astype(np.float64))
        self.place_in_blocks(points, told["groups"])
        points.told = True
        self.passes += 1

    def place_in_blocks(self, points, groups):
        lead, count = points.lead, int(np.prod(points.lead))
        word = "given" if groups is not None else self.unit or ("sequence" if len(lead) > 1 else "point")
        if self.unit_word not in (None, word):
            raise RecordingError(f"groups of one pass are {self.unit_word}s, of another {word}s: the same for all")
        self.unit_word = word
        if word == "given":
            # Numbered in the order of their coming, so that all blocks get units.
            given = whole_numbers("groups", points.spread("groups", groups)).tolist()
            for unit in dict.fromkeys(given):
                self.numbers.setdefault(unit, len(self.numbers))
            units = np.array([self.numbers[unit] for unit in given])
            self.units = len(self.numbers)
        else:
            number = {"pass": 1, "sequence": lead[0], "point": count}[word]
            units = np.repeat(np.arange(number), count // number) + self.units
            self.units += number
        if self.blocks:
            points.blocks = torch.from_numpy(units % self.blocks)

    # Sums

    def add_state(self, k, points, g):
        x = points.states[k]
        self.add_products(f"{k}", points, g, x)
        self.note_eps(k, points, x)
        if self.with_next and k > 0:
            self.add_next(k - 1, points, g, points.states[k - 1])
        points.seen(g)

    def add_next(self, k, points, g, x):
        for rows in blocks_of(g.shape[0]):
            a, b = self.working(g[rows]), self.working(x[rows])
            self.add(f"sum.next.{k}", product(points.weighed(a, rows), b))

    def note_eps(self, k, points, x):
        """The largest eps / (variance + eps) at a state that norms read: as far as identities of norms are off."""
        for kind, eps in self.norms.get(k, ()):
            x = self.working(x)
            size = x.square().mean(1) if kind == "rms" else x.var(1, correction=0)
            if points.weights is not None:
                size = size[points.weights.to(size.device) != 0]
            if len(size):
                share = (eps / (size.min() + eps)).reshape(1).cpu().double()
                name = f"max.eps.{k}"
                self.totals[name] = torch.maximum(self.totals.get(name, share), share)

    def add_products(self, key, points, g, x):
        for rows in blocks_of(g.shape[0]):
            a, b = self.working(g[rows]), self.working(x[rows])
            a = points.weighed(a, rows)
            size = a.norm(dim=1)
            scale = torch.stack([size, size * b.norm(dim=1)], dim=1)
            if not bool(torch.isfinite(scale).all()):
                raise RecordingError(f"state or costate of {self.layers[int(key)]} is not finite: a half-precision overflow? lower the loss scale")
            blocks = None if points.blocks is None else points.blocks[rows].to(a.device)
            if blocks is None:
                self.add(f"sum.g.{key}", a.sum(0))
                self.add(f"sum.gx.{key}", product(a, b))
            else:  # the whole is the sum over the groups, when it is asked for
                self.add_by(f"sum.g.{key}.group", blocks, self.blocks, a)
                self.add_products_by(f"sum.gx.{key}.group", blocks, self.blocks, a, b)
            self.add(f"sum.scale.{key}", scale.sum(0))
            for name, codes in points.codes.items():
                codes = codes[rows].to(a.device)
                classes = int(codes.max()) + 1
                self.check_classes(name, classes)
                self.add_by(f"sum.g.{key}.{name}", codes, classes, a)
                self.add_by(f"sum.scale.{key}.{name}", codes, classes, scale)
                self.add_products_by(f"sum.gx.{key}.{name}", codes, classes, a, b)
                if blocks is not None:
                    self.add_by(f"sum.g.{key}.{name}.group", codes * self.blocks + blocks, classes * self.blocks, a)

    def working(self, tensor):
        """Float64 where the device has it, else float32 (Apple's), whose products over a block are then added in float64."""
        return tensor.float() if tensor.device.type == "mps" else tensor.double()

    def add(self, name, value):
        if value.device.type == "mps":
            value = value.cpu()
        value = value.double()
        old = self.totals.get(name)
        if old is None:
            self.totals[name] = value.clone()
        else:
            if old.shape[0] < value.shape[0]:  # new classes
                grown = old.new_zeros(value.shape)
                grown[: old.shape[0]] = old
                self.totals[name] = old = grown
            old[: value.shape[0]] += value.to(old.device)

    def add_by(self, name, which, count, rows):
        result = rows.new_zeros(count, rows.shape[1])
        self.add(name, result.index_add_(0, which, rows))

    def add_products_by(self, name, which, count, a, b):
        """Adds the product of each class or group that is there into its place, without a copy of all of them."""
        total = self.totals.get(name)
        if total is None or total.shape[0] < count:
            place = "cpu" if a.device.type == "mps" else a.device
            self.add(name, torch.zeros(count, a.shape[1], b.shape[1], dtype=torch.float64, device=place))
            total = self.totals[name]
        order = torch.argsort(which, stable=True)
        a, b, first = a[order], b[order], 0
        for c, size in enumerate(torch.bincount(which, minlength=count).tolist()):
            if size:
                total[c] += product(a[first : first + size], b[first : first + size]).to(total.device, torch.float64)
            first += size

    def count(self, points):
        """The pass's numbers of points, when all of its costates came."""
        w = torch.ones(points.count()) if points.weights is None else points.weights
        w = w.double()
        there = (w != 0).double()
        dead = (points.dead.cpu().double() * there).sum()
        self.add("sum.points", torch.stack([there.sum(), w.sum(), dead]))
        both = torch.stack([there, w], dim=1)
        for name, codes in points.codes.items():
            self.add_by(f"sum.points.{name}", codes, int(codes.max()) + 1, both)
        if points.blocks is not None:
            self.add_by("sum.points.group", points.blocks, self.blocks, both)

    # Memory

    def check_memory(self):
        # States that have not come yet are taken to be as wide as the widest.
        widest = max(w for w in self.widths if w is not None)
        squares = sum((widest if w is None else w) ** 2 for w in self.widths)
        need = 8 * squares * (max(self.blocks, 1) + self.with_next)
        if need > LARGEST:
            fits = max(LARGEST // (8 * squares) - self.with_next, 0)
            raise RecordingError(
                f"sums of {counted(len(self.widths), 'state')} of width {widest} by {counted(self.blocks, 'group')} take {need / 2**30:.1f} GiB, "
                f"more than {LARGEST / 2**30:g}: "
                + (f"blocks={min(fits, self.blocks - 1)}, or " if fits >= 2 else "blocks=0 (then without standard errors), or ")
                + "layers=[...] with fewer states"
            )

    def check_classes(self, name, classes):
        need = 8 * classes * sum(w * w for w in self.widths if w is not None)
        if need > LARGEST:
            raise RecordingError(f"labels.{name} have {classes} classes, whose sums take {need / 2**30:.1f} GiB: fewer classes, or fewer layers")

    # The file

    def end(self, passes):
        if "sum.points" not in self.totals:
            raise RecordingError("no pass was summed")
        if float(self.totals["sum.points"][1]) == 0:
            raise RecordingError("every weight is 0: no point is left")

    def arrays(self, told, values, gradients):
        if told["labels"] or told["groups"] is not None or told["weights"] is not None:
            raise RecordingError(
                "a summed recording keeps no points to which labels could be given afterwards: rec.batch(labels=..., groups=..., weights=...) before each pass"
            )
        arrays = {name: total.cpu() for name, total in self.totals.items()}
        groups = 0
        if self.blocks:
            groups = min(self.blocks, self.units)
            for name in list(arrays):
                if name.endswith(".group"):
                    arrays[name] = self.by_group(name, arrays[name], groups)
                    if name.startswith("sum.g") and name.count(".") == 3:
                        arrays[name.removesuffix(".group")] = arrays[name].sum(0)
        names = self.name_classes(arrays, told["label_names"])
        self.check_reached(arrays)
        if self.blocks:
            gram_arrays(arrays, self.widths, {None: LARGEST_GROUPS, True: 0, False: np.inf}[self.gram])
        arrays = {name: array.to(self.dtype) for name, array in arrays.items()}
        arrays.update({f"p.{n}": v for n, v in values.items()})
        arrays.update({f"dp.{n}": v for n, v in gradients.items()})
        meta = {"format": "nsh-trace", "version": 1}
        if names:
            meta["label_names"] = names
        meta["sums"] = {
            "points": int(arrays["sum.points"][0]), "widths": self.widths, "passes": self.passes, "groups": groups,
            "units": self.units, "unit": self.unit_word, "accumulation": "float64",
        }  # fmt: skip
        return arrays, meta

    def by_group(self, name, total, groups):
        if name.count(".") == 4:  # by class and group
            total = total.reshape(-1, self.blocks, total.shape[1])
            return total[:, :groups].contiguous()
        return total[:groups].contiguous()

    def name_classes(self, arrays, given):
        """Puts classes that are words into the order of their characters; all arrays of a label have all of its classes."""
        names = {}
        for label, classes in self.classes.items():
            places, words = classes.order()
            count = arrays[f"sum.points.{label}"].shape[0]
            for name in arrays:
                if label in name.split(".")[2:]:
                    value = arrays[name]
                    if value.shape[0] < count:
                        value = torch.cat([value, value.new_zeros(count - value.shape[0], *value.shape[1:])])
                    arrays[name] = value if places is None else value[torch.from_numpy(np.argsort(places))]
            if words is None and label in given:
                words = [str(word) for word in given[label]]
                if len(words) < count:
                    raise RecordingError(f"labels.{label}: {count - 1} has no name; {len(words)} are given")
            if words is not None:
                names[label] = words
        return names

    def check_reached(self, arrays):
        zero = [float(arrays[f"sum.scale.{k}"][0]) == 0 for k in range(len(self.layers))]
        if all(zero):
            raise RecordingError("every costate is zero: no backward pass reached the states")
        if any(zero):
            k = zero.index(True)
            raise RecordingError(f"g.{k} ({self.layers[k]}) is zero at every point while others are not: detached, or not on the way to the loss")


def blocks_of(count):
    return [slice(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]


def product(a, b):
    """sum over points of a_i b_i'."""
    return a.transpose(0, 1) @ b
