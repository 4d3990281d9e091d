"""Labels, groups and weights: from what users have to the numbers of the file."""

import numpy as np

from .errors import RecordingError, shape_text


def as_array(value):
    """A numpy array of a tensor (of any device), array, list or number."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if value.is_floating_point():
            value = value.double()
        value = value.numpy()
    return np.asarray(value)


def fitting(name, value, shapes):
    """`value` as an array, if its shape is one of `shapes` (by their meaning), else an error that names them."""
    array = as_array(value)
    if array.shape not in shapes:
        fits = " or ".join(f"{shape_text(shape)} ({meaning})" for shape, meaning in shapes.items())
        raise RecordingError(f"{name} is {shape_text(array.shape)}; {fits} would fit")
    return array


class Classes:
    """The classes of one label: words by order of their characters, or numbers from 0 as they are."""

    def __init__(self, name, names=None):
        self.name = name
        self.given = None if names is None else [str(n) for n in names]
        self.words = {}  # in the order in which they came

    def codes(self, values):
        """Whole numbers for `values`; words get numbers in the order of their coming, until `order` tells their places."""
        values = as_array(values)
        if values.dtype.kind in "USO":
            if self.given is not None:
                known = {word: code for code, word in enumerate(self.given)}
                strange = sorted({str(v) for v in values.ravel()} - set(known))
                if strange:
                    raise RecordingError(f"labels.{self.name}: {strange[0]!r} is none of its names")
            else:
                known = self.words
                for value in dict.fromkeys(str(v) for v in values.ravel()):
                    known.setdefault(value, len(known))
            return np.array([known[str(v)] for v in values.ravel()], dtype=np.int64).reshape(values.shape)
        if self.words:
            raise RecordingError(f"labels.{self.name}: words before, numbers now")
        if values.dtype.kind == "f":
            if not (np.isfinite(values).all() and (values == np.floor(values)).all()):
                raise RecordingError(f"labels.{self.name} are classes: whole numbers from 0, or words")
        elif values.dtype.kind not in "iub":
            raise RecordingError(f"labels.{self.name} are classes: whole numbers from 0, or words")
        if values.size and values.min() < 0:
            raise RecordingError(f"labels.{self.name}: {int(values.min())} is below 0; leave points out by weights of 0")
        if values.size and values.max() > 2**31 - 1:
            raise RecordingError(f"labels.{self.name}: {int(values.max())} is too large for a class")
        codes = values.astype(np.int64)
        if self.given is not None and codes.size and codes.max() >= len(self.given):
            raise RecordingError(f"labels.{self.name}: {codes.max()} has no name; {len(self.given)} are given")
        return codes

    def order(self):
        """Of each code the place in the file (words are sorted there), and the words; (None, names) where codes stay."""
        if self.given is not None or not self.words:
            return None, self.given
        sorted_words = sorted(self.words)
        place = np.empty(len(self.words), dtype=np.int64)
        for position, word in enumerate(sorted_words):
            place[self.words[word]] = position
        return place, sorted_words


def whole_numbers(name, array):
    """`array` as int64, if it holds whole numbers."""
    if array.dtype.kind == "f" and np.isfinite(array).all() and (array == np.floor(array)).all():
        return array.astype(np.int64)
    if array.dtype.kind not in "iub":
        raise RecordingError(f"{name} are whole numbers")
    return array.astype(np.int64)


def weight_numbers(array):
    """`array` as float32, if it holds weights."""
    if array.dtype.kind not in "fiub":
        raise RecordingError("weights are numbers or true and false")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all() or (numbers < 0).any():
        raise RecordingError("weights are finite and not below 0")
    if not numbers.any():
        raise RecordingError("every weight is 0: no point is left")
    return numbers.astype(np.float32)
