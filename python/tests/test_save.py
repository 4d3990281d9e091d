"""`nshell.save`, of arrays: what numpy alone can do."""

import json

import numpy as np
import nshell
import pytest


def arrays(n=12, widths=(3, 4)):
    random = np.random.default_rng(0)
    states = [random.normal(size=(n, d)) for d in widths]
    return states, [random.normal(size=s.shape) for s in states]


def loaded(path):
    with np.load(path) as file:
        found = {name: file[name] for name in file.files}
    return found, json.loads(found.pop("nsh_trace").tobytes())


def test_round_trip(tmp_path):
    states, costates = arrays()
    nshell.save(
        tmp_path / "r.npz", states, costates, labels={"kind": list("abcabcabcabc"), "labels": np.arange(12) % 2}, groups=np.arange(12) // 4,
        weights=np.arange(12) > 0, parameters={"w": np.eye(2)}, gradients={"w": np.ones((2, 2))}, logits=1, objective="mean of squares",
    )  # fmt: skip
    found, meta = loaded(tmp_path / "r.npz")
    assert meta == {"format": "nsh-trace", "version": 1, "label_names": {"kind": ["a", "b", "c"]}, "logits": 1, "objective": "mean of squares"}
    np.testing.assert_array_equal(found["x.1"], states[1])
    np.testing.assert_array_equal(found["g.0"], costates[0])
    np.testing.assert_array_equal(found["labels.kind"], [0, 1, 2] * 4)
    np.testing.assert_array_equal(found["labels"], np.arange(12) % 2)
    assert found["weights"].dtype == np.float32 and found["groups"].dtype == np.int64
    np.testing.assert_array_equal(found["dp.w"], np.ones((2, 2)))


def test_fortran_order_in_safetensors(tmp_path):
    """safetensors writes such arrays as if they were in C's order; here they are made so first."""
    load_file = pytest.importorskip("safetensors.numpy").load_file
    states, costates = arrays()
    nshell.save(tmp_path / "r.safetensors", [np.asfortranarray(s) for s in states], costates)
    np.testing.assert_array_equal(load_file(tmp_path / "r.safetensors")["x.0"], states[0])


@pytest.mark.parametrize("change, words", [
    (lambda a: a.update(states=[]), "no states to save"),
    (lambda a: a["costates"].pop(), "2 states but 1 costate"),
    (lambda a: a["costates"].__setitem__(1, np.ones((12, 3))), "x.1 is 12 x 4 but g.1 is 12 x 3: a costate has the shape of its state"),
    (lambda a: a["states"][1].__setitem__((3, 2), np.nan), r"x.1 is not finite at \[3, 2\] \(1 value\)$"),
    (lambda a: a["costates"][0].__setitem__((3, 2), np.inf), "a half-precision overflow"),
    (lambda a: a["costates"][1].fill(0), "g.1 is zero at every point while others are not"),
    (lambda a: [g.fill(0) for g in a["costates"]], "every costate is zero"),
    (lambda a: a["states"].__setitem__(0, np.zeros((12, 3), int)), "x.0 holds int64"),
    (lambda a: a["states"].__setitem__(0, np.array([[object()]])), "x.0 holds Python objects"),
    (lambda a: a["states"].__setitem__(0, np.zeros(12)), "x.0 is 12: states are"),
    (lambda a: a.update(zip(("states", "costates"), [[v[:0] for v in s] for s in arrays()])), "x.0 is 0 x 3: nothing in it"),
    (lambda a: a.update(labels={"kind": [0] * 11}), r"labels.kind is 11; 12 \(points\) would fit"),
    (lambda a: a.update(labels={"kind": [0.5] * 12}), "labels.kind are classes"),
    (lambda a: a.update(labels={"kind": [-1] * 12}), "labels.kind: -1 is below 0; leave points out by weights of 0"),
    (lambda a: a.update(label_names={"kind": ["a"]}), "of which there are no labels"),
    (lambda a: a.update(labels={"kind": [1] * 12}, label_names={"kind": ["a"]}), "1 has no name; 1 are given"),
    (lambda a: a.update(groups=[0.5] * 12), "groups are whole numbers"),
    (lambda a: a.update(weights=[-1.0] * 12), "weights are finite and not below 0"),
    (lambda a: a.update(weights=[0] * 12), "every weight is 0"),
    (lambda a: a.update(gradients={"w": np.ones(2)}), "a gradient of 'w' but no such parameter"),
    (lambda a: a.update(parameters={"w": np.ones(2)}, gradients={"w": np.ones(3)}), "dp.w is 3, p.w 2"),
    (lambda a: a["states"].__setitem__(0, np.zeros((11, 3))) or a["costates"].__setitem__(0, np.ones((11, 3))), "all states are of the same points"),
])  # fmt: skip
def test_refused(change, words, tmp_path):
    states, costates = arrays()
    given = {"states": states, "costates": costates}
    change(given)
    with pytest.raises(nshell.RecordingError, match=words):
        nshell.save(tmp_path / "r.npz", **given)
    assert list(tmp_path.iterdir()) == []


def test_endings(tmp_path):
    with pytest.raises(nshell.RecordingError, match="'r.bin': recordings end in .safetensors or .npz"):
        nshell.save(tmp_path / "r.bin", *arrays())


def test_torch_is_not_needed():
    import subprocess
    import sys
    from pathlib import Path

    code = "import sys; sys.modules['torch'] = None; import nshell; nshell.save; print(nshell.RecordingError.__name__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(nshell.__file__).parents[1], capture_output=True, text=True)
    assert done.stdout == "RecordingError\n", done.stderr
