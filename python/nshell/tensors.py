"""Tensors of modules: which one is the state, and how its axes lie."""

import copy

import torch

from .errors import RecordingError, shape_text

DTYPES = {"float64": torch.float64, "float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def first_tensor(value):
    """The first tensor in what a module takes or gives."""
    if torch.is_tensor(value):
        return value
    if isinstance(value, dict):  # Hugging Face's ModelOutput is one
        value = value.values()
    elif not isinstance(value, (tuple, list)):
        return None
    for item in value:
        found = first_tensor(item)
        if found is not None:
            return found
    return None


def with_first_tensor(value, tensor):
    """`value` with `tensor` in the place of its first tensor."""
    if torch.is_tensor(value):
        return tensor
    if isinstance(value, dict):
        for key, item in value.items():
            if first_tensor(item) is not None:
                changed = copy.copy(value)
                changed[key] = with_first_tensor(item, tensor)
                return changed
    for i, item in enumerate(value):
        if first_tensor(item) is not None:
            items = [*value[:i], with_first_tensor(item, tensor), *value[i + 1 :]]
            return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)


def number_type(dtype):
    """A torch.dtype of a name or of itself, None for None."""
    if dtype is None or dtype in DTYPES.values():
        return dtype
    if str(dtype) not in DTYPES:
        raise RecordingError(f"dtype {dtype!r} is none of {', '.join(DTYPES)}")
    return DTYPES[str(dtype)]


def narrowed(tensor, dtype, name):
    """`tensor` as `dtype`, if it can be that: costates are small, and float16 ends at 6e-8 and 65504."""
    if dtype is None or tensor.dtype == dtype:
        return tensor
    result = tensor.to(dtype)
    if dtype == torch.float16:
        lost = ((result == 0) & (tensor != 0)).sum() + (torch.isinf(result) & torch.isfinite(tensor)).sum()
        if int(lost) * 1000 > tensor.numel():
            share = 100 * int(lost) / tensor.numel()
            raise RecordingError(f"{name}: {share:.1f} % of its numbers leave the range of float16; dtype=\"bfloat16\" has the range")
    return result


class Axes:
    """What a state's axes are: letters s (sequence or row), t, h, w (tokens, places), d (width), in their order.

    None takes "sd" for two axes and "std" for three; "tsd" is the order of nn.Transformer with batch_first=False, "sdhw" that of images.
    """

    def __init__(self, letters):
        if letters is not None:
            if sorted(letters) != sorted(set(letters)) or not {"s", "d"} <= set(letters) <= set("sthwd"):
                raise RecordingError(f"axes={letters!r}: the letters s (row), t, h, w (tokens, places) and d (width), each once; s and d are needed")
        self.letters = letters

    def points(self, tensor, name):
        """`tensor` as [n, d] or [S, T, d]."""
        letters = self.letters
        if letters is None:
            letters = {2: "sd", 3: "std"}.get(tensor.dim())
            if letters is None:
                advice = ': for images say axes="sdhw"' if tensor.dim() == 4 else ": which axis is what? say axes=\"std\" or another order of the letters"
                raise RecordingError(f"{name} is {shape_text(tensor.shape)}{advice if tensor.dim() > 3 else ': a state has points and a width'}")
        elif tensor.dim() == 2 and len(letters) != 2:
            return tensor  # a pooled state, or logits
        elif len(letters) != tensor.dim():
            raise RecordingError(f"{name} is {shape_text(tensor.shape)}, which are not the axes {letters!r}")
        inside = [i for i, letter in enumerate(letters) if letter in "thw"]
        tensor = tensor.permute(letters.index("s"), *inside, letters.index("d"))
        return tensor if tensor.dim() <= 3 else tensor.flatten(1, -2)


def tokens_first(model):
    """The name of a module that takes tokens before sequences, or None."""
    for name, module in model.named_modules():
        if getattr(module, "batch_first", True) is False:
            return name or type(module).__name__
    return None


def drops_out(model):
    """The name of a module that changes its numbers at random while training, or of a batch's own norm, or None."""
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.modules.dropout._DropoutNd) and module.training and module.p > 0:
            return f"{name} drops out (p = {module.p:g})"
        if isinstance(module, torch.nn.MultiheadAttention) and module.training and module.dropout > 0:
            return f"{name} drops out (p = {module.dropout:g})"
    return None


def normalises_batches(model):
    """The name of a norm over the batch in training, or None."""
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm) and module.training:
            return name
    return None
