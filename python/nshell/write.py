"""The files: checks that numpy alone can make, and writing whole files or none."""

import json
import os
import tempfile

import numpy as np

from .classes import Classes, fitting, weight_numbers, whole_numbers
from .errors import RecordingError, counted, shape_text


def save(
    path,
    states,
    costates,
    labels=None,
    label_names=None,
    groups=None,
    weights=None,
    parameters=None,
    gradients=None,
    **metadata,
):
    """Writes a recording of arrays (numpy, JAX, PyTorch) to `path`, which ends in .safetensors or .npz.

    states, costates: lists of K + 1 arrays [n, d] or [S, T, d]; costates are dL/dx of one scalar objective.
    labels: {name: classes}; groups, weights: see docs/recordings.md.
    parameters, gradients: {name: array} of the same backward passes.
    metadata: any field of the file's metadata, e.g. steps=..., layout="in_out", logits=6.

    Refuses what would be wrong with RecordingError; an existing file is replaced only by a whole one.
    """
    check_name(path)
    arrays, meta = recording(states, costates, labels, label_names, groups, weights, parameters, gradients)
    meta.update({key: value for key, value in metadata.items() if value is not None})
    write(path, arrays, meta)


def recording(states, costates, labels=None, label_names=None, groups=None, weights=None, parameters=None, gradients=None):
    """The arrays and metadata of a full recording, checked."""
    states, costates = list(states), list(costates)
    if not states:
        raise RecordingError("no states to save")
    if len(states) != len(costates):
        raise RecordingError(f"{counted(len(states), 'state')} but {counted(len(costates), 'costate')}: each state has one")
    arrays = {}
    lead = None
    for k, (x, g) in enumerate(zip(states, costates)):
        x, g = checked(f"x.{k}", x), checked(f"g.{k}", g)
        if tuple(x.shape) != tuple(g.shape):
            raise RecordingError(f"x.{k} is {shape_text(x.shape)} but g.{k} is {shape_text(g.shape)}: a costate has the shape of its state")
        if lead is None:
            lead = tuple(x.shape[:-1])
        elif tuple(x.shape[:-1]) != lead:
            raise RecordingError(f"x.{k} is {shape_text(x.shape)} but x.0 has {shape_text(lead)} points: all states are of the same points")
        arrays[f"x.{k}"], arrays[f"g.{k}"] = x, g
    zero = [not bool((arrays[f"g.{k}"] != 0).any()) for k in range(len(states))]
    if all(zero):
        raise RecordingError("every costate is zero: no backward pass reached the states")
    if any(zero):
        k = zero.index(True)
        raise RecordingError(f"g.{k} is zero at every point while others are not: detached, or not on the way to the loss")

    names = {}
    for name, (codes, words) in coded_labels(labels or {}, label_names or {}, lead).items():
        arrays["labels" if name == "labels" else f"labels.{name}"] = codes.astype(np.int32)
        if words is not None:
            names[name] = words
    if groups is not None:
        arrays["groups"] = whole_numbers("groups", fitting("groups", groups, extents(lead)))
    if weights is not None:
        shapes = {shape: meaning for shape, meaning in extents(lead).items() if len(shape) == len(lead)}
        arrays["weights"] = weight_numbers(fitting("weights", weights, shapes))
    add_parameters(arrays, parameters, gradients)
    meta = {"format": "nsh-trace", "version": 1}
    if names:
        meta["label_names"] = names
    return arrays, meta


def extents(lead):
    """The shapes that labels and groups of points [n] or [S, T] may have."""
    if len(lead) == 1:
        return {lead: "points"}
    return {lead: "tokens", lead[:1]: "sequences"}


def coded_labels(labels, label_names, lead):
    """Of each label its codes and the words of its classes."""
    for name in label_names:
        if name not in labels:
            raise RecordingError(f"label_names has {name!r}, of which there are no labels")
    result = {}
    for name, values in labels.items():
        classes = Classes(name, label_names.get(name))
        codes = classes.codes(fitting(f"labels.{name}", values, extents(lead)))
        places, words = classes.order()
        result[name] = (codes if places is None else places[codes], words)
    return result


def add_parameters(arrays, parameters, gradients):
    parameters, gradients = dict(parameters or {}), dict(gradients or {})
    for name in gradients:
        if name not in parameters:
            raise RecordingError(f"a gradient of {name!r} but no such parameter")
    for name, value in parameters.items():
        arrays[f"p.{name}"] = checked(f"p.{name}", value, least=0)
    for name, value in gradients.items():
        value = checked(f"dp.{name}", value, least=0)
        if tuple(value.shape) != tuple(arrays[f"p.{name}"].shape):
            raise RecordingError(f"dp.{name} is {shape_text(value.shape)}, p.{name} {shape_text(arrays[f'p.{name}'].shape)}")
        arrays[f"dp.{name}"] = value


def checked(name, value, least=2):
    """`value` as an array of finite numbers: a tensor stays one, all else becomes a numpy array."""
    if not hasattr(value, "detach"):
        value = np.asarray(value)
        if value.dtype.name == "bfloat16":  # of ml_dtypes, as JAX has it
            value = value.astype(np.float32)
        if value.dtype.kind == "O":
            raise RecordingError(f"{name} holds Python objects: save numbers")
        if value.dtype.kind != "f":
            raise RecordingError(f"{name} holds {value.dtype}: states, costates and parameters are floating-point numbers")
    if least == 2 and not 2 <= len(value.shape) <= 3:
        raise RecordingError(f"{name} is {shape_text(value.shape)}: states are [points, width] or [sequences, tokens, width]")
    if least == 2 and 0 in tuple(value.shape):
        raise RecordingError(f"{name} is {shape_text(value.shape)}: nothing in it")
    strange = not_finite(value)
    if strange:
        index, count = strange
        advice = ": a half-precision overflow? lower the loss scale" if name.startswith(("g.", "dp.")) else ""
        raise RecordingError(f"{name} is not finite at {index} ({counted(count, 'value')}){advice}")
    return value


def not_finite(value):
    """The first index at which `value` is not finite and the number of such, or None."""
    if hasattr(value, "detach"):
        import torch

        bad = ~torch.isfinite(value)
        if not bool(bad.any()):
            return None
        return bad.nonzero()[0].tolist(), int(bad.sum())
    bad = ~np.isfinite(value)
    if not bad.any():
        return None
    return [int(i) for i in np.argwhere(bad)[0]], int(bad.sum())


def check_name(path):
    if not str(path).endswith((".safetensors", ".npz")):
        raise RecordingError(f"{os.path.basename(str(path))!r}: recordings end in .safetensors or .npz")


def write(path, arrays, meta):
    """Writes `arrays` with the metadata `meta`: beside the place first, so that a file is whole or not there."""
    check_name(path)
    path = os.fspath(path)
    ending = ".npz" if path.endswith(".npz") else ".safetensors"
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".nshell-", suffix=ending)
    os.close(handle)
    try:
        (write_npz if ending == ".npz" else write_safetensors)(temporary, arrays, json.dumps(meta))
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def write_safetensors(path, arrays, meta):
    try:
        import safetensors.numpy
    except ImportError:
        raise RecordingError("safetensors is not installed: `pip install safetensors`, or save as .npz") from None
    metadata = {"nsh_trace": meta}
    # Arrays in Fortran order would be written as if they were not (safetensors#825).
    if any(hasattr(value, "detach") for value in arrays.values()):
        import safetensors.torch
        import torch

        tensors = {n: v if hasattr(v, "detach") else torch.from_numpy(np.ascontiguousarray(v)) for n, v in arrays.items()}
        safetensors.torch.save_file({n: v.contiguous() for n, v in tensors.items()}, path, metadata=metadata)
    else:
        safetensors.numpy.save_file({n: np.ascontiguousarray(v) for n, v in arrays.items()}, path, metadata=metadata)


def write_npz(path, arrays, meta):
    numbers = {}
    for name, value in arrays.items():
        if not hasattr(value, "detach"):
            numbers[name] = value
        elif str(value.dtype) == "torch.bfloat16":
            import torch

            numbers[name + "!bf16"] = value.contiguous().view(torch.int16).numpy().view(np.uint16)
        else:
            numbers[name] = value.numpy()
    with open(path, "wb") as file:
        np.savez(file, nsh_trace=np.frombuffer(meta.encode(), np.uint8), **numbers)
