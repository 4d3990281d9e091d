"""The programs of the pages run, as they stand there."""

import re
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


def programs(page):
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["python/README.md", "docs/recordings.md"])
def test_pages(page, tmp_path, monkeypatch):
    for needed in ("torch", "jax", "transformers"):
        pytest.importorskip(needed)
    monkeypatch.chdir(tmp_path)
    found = programs(page)
    assert found
    space = {}
    for program in found:
        exec(compile(program, page, "exec"), space)
    assert list(tmp_path.iterdir())


def test_jax_obeys_the_laws(tmp_path, monkeypatch):
    pytest.importorskip("jax")
    from laws import input_law, output_law

    monkeypatch.chdir(tmp_path)
    (program,) = [p for p in programs("docs/recordings.md") if "import jax" in p]
    exec(compile(program, "docs/recordings.md", "exec"), {})
    arrays, meta = read_text("jax.npz")
    assert len(meta["steps"]) == 3
    for step in meta["steps"]:
        # JAX computes in float32.
        assert output_law(arrays, meta, step) <= 1e-6
        assert input_law(arrays, meta, step) <= 1e-6


def read_text(path):
    """As the recipe writes it: the metadata is a text, not its bytes."""
    import json

    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    meta = json.loads(str(arrays.pop("nsh_trace")))
    return {n: v.astype(np.float64) if v.dtype.kind == "f" else v for n, v in arrays.items()}, meta
