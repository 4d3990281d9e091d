"""nsh reads what is recorded, and all that it checks of it passes. Needs $NSH, a built nsh."""

import os
import re
import subprocess

import numpy as np
import pytest

torch = pytest.importorskip("torch")
import models
import nshell

NSH = os.environ.get("NSH")
pytestmark = pytest.mark.skipif(not NSH, reason="$NSH is not set")


def nsh(*lines):
    done = subprocess.run([NSH, "-"], input="\n".join(lines), capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def saved(tmp_path, kind, ending=".safetensors", dtype=None, **options):
    torch.manual_seed(0)
    model, loss = models.TRANSFORMERS[kind]()
    with nshell.record(model, params=True, dtype=dtype, **options) as rec:
        for seed in (1, 2):
            batch = models.ids(5, 8, seed)
            rec.batch(labels={"parity": np.where(batch % 2 == 0, "even", "odd")})
            loss(batch).backward()
    path = tmp_path / f"recording{ending}"
    rec.save(path)
    return path


def checks(output):
    """{name of a check: passed, FAILED, ...} of the table that `import trace` prints."""
    return dict(re.findall(r"^  (.*\S) +\S+ +\S+  ((?:passed|FAILED).*)$", output, re.MULTILINE))


@pytest.mark.parametrize("kind", models.TRANSFORMERS)
@pytest.mark.parametrize("ending, dtype", [(".safetensors", None), (".npz", "float32"), (".npz", "bfloat16")])
def test_every_check_passes(kind, ending, dtype, tmp_path):
    status, output, errors = nsh(f'import trace "{saved(tmp_path, kind, ending, dtype)}"', "conserve")
    assert status == 0 and "warning" not in errors, errors
    found = checks(output)
    assert len(found) >= 4 and all(verdict.startswith("passed") for verdict in found.values()), found
    assert any("E[g F'] against parameters" in name for name in found)
    assert any("head by head" in name for name in found)
    assert "labels parity: even, odd" in output


@pytest.mark.parametrize("kind", models.TRANSFORMERS)
def test_sums_say_the_same(kind, tmp_path):
    """The same levels, errors and drifts of rotations and translations, whole and summed."""

    def charges(path):
        status, output, errors = nsh(f'import trace "{path}"', "conserve")
        assert status == 0, errors
        assert not any(verdict.startswith("FAILED") for verdict in checks(output).values()), output
        return re.findall(r"^  (?:translations|rotations) +\S+ +\S+ +\S+ +\S+", output, re.MULTILINE)

    whole = charges(saved(tmp_path, kind))
    assert len(whole) >= 8
    assert charges(saved(tmp_path, kind, sums=True)) == whole


def test_parts_add_up(tmp_path):
    model, loss = models.gpt2()
    for number in range(2):
        with nshell.record(model, params=True, sums=True) as rec:
            loss(models.ids(5, 8, number)).backward()
        rec.save(tmp_path / f"part-{number}.safetensors")
    status, output, errors = nsh(f'import trace "{tmp_path}/part-*.safetensors"', "conserve")
    assert status == 0, errors
    assert "80 points in 10 sequences" in output


@pytest.mark.parametrize("wrong", [{}, {"rotary_dim": 2}, {"rotary": False}, {"rotary_dim": 8}])
def test_what_is_turned_of_a_head_matters(wrong, tmp_path):
    """Negative control: the right number of turned coordinates passes, another one fails."""
    import json
    import struct

    path = saved(tmp_path, "stablelm", dtype="float64")
    data = path.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    meta = json.loads(header["__metadata__"]["nsh_trace"])
    for step in meta["steps"]:
        if "attention" in step:
            step["attention"] |= wrong
    header["__metadata__"]["nsh_trace"] = json.dumps(meta)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])
    status, output, errors = nsh(f'import trace "{path}"')
    assert status == 0, errors
    found = next(verdict for name, verdict in checks(output).items() if "queries against keys" in name)
    assert found.startswith("FAILED" if wrong else "passed"), output


def test_a_wrong_description_fails(tmp_path):
    """Negative control: what a step writes exchanged with what another writes."""
    model, (x, y) = models.mlp(), models.mlp_batch()
    steps = models.mlp_steps()
    steps[0]["writes"], steps[1]["writes"] = steps[1]["writes"], steps[0]["writes"]
    with nshell.record(model, params=True, steps=steps) as rec:
        torch.nn.functional.cross_entropy(model(x), y).backward()
    rec.save(tmp_path / "r.npz")
    _, output, _ = nsh(f'import trace "{tmp_path}/r.npz"')
    assert any(verdict.startswith("FAILED") for verdict in checks(output).values()), output
