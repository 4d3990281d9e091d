"""Small models of each kind, and recordings read back with what the formats' own libraries read."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # the package as it lies here


def read(path):
    """{name: float64 or integer array}, metadata; bfloat16 by the way that the format page tells."""
    if str(path).endswith(".npz"):
        with np.load(path) as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(arrays.pop("nsh_trace").tobytes())
        wide = {}
        for name, value in arrays.items():
            if name.endswith("!bf16"):
                value = (value.astype(np.uint32) << 16).view(np.float32)
            wide[name.removesuffix("!bf16")] = value.astype(np.float64) if value.dtype.kind == "f" else value
        return wide, meta
    import torch
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}
        meta = json.loads(file.metadata()["nsh_trace"])
    return {n: (v.double() if v.is_floating_point() else v).numpy() for n, v in arrays.items()}, meta


@pytest.fixture
def recordings(tmp_path):
    """saved(rec, ending=".safetensors") -> arrays and metadata of the file."""

    def saved(rec, ending=".safetensors"):
        path = tmp_path / f"recording{ending}"
        rec.save(path)
        return read(path)

    return saved


@pytest.fixture(autouse=True)
def same_models():
    """PyTorch's first parameters are drawn; here the same in each run."""
    try:
        import torch
    except ImportError:
        return
    torch.manual_seed(0)
