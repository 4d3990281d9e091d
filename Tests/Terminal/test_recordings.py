"""The story of docs/recordings.md: its scripts run on the recordings beside them, and what they expect holds."""

import json
import struct

import pytest
from conftest import ROOT

FOLDER = ROOT / "scripts" / "recordings"


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.nsh")), ids=lambda script: script.stem)
def test_a_script_runs(run, script):
    assert "expect " in script.read_text()
    done = run(script)
    assert done.returncode == 0, done.stderr


def test_recordings_are_small_and_used():
    """What lies there is read by a script; two megabytes for all, no more than 300 kB for one."""
    files = sorted(FOLDER.glob("*.safetensors"))
    texts = "".join(script.read_text() for script in FOLDER.glob("*.nsh"))
    assert all(f'"{file.name}"' in texts for file in files)
    assert all(file.stat().st_size < 300_000 for file in files)
    assert sum(file.stat().st_size for file in files) < 2_000_000


def sums(path, seed, states=("in", "out")):
    """A recording of sums over 12 points in 3 sequences of 4, of two states of width 2, all numbers of which are drawn."""
    draw = iter(((seed * 7919 + i * 104_729) % 1009 / 500 - 1 for i in range(1000)))
    arrays = {"sum.points": [[3], [12, 12, 0]], "sum.points.group": [[3, 2], [4, 4] * 3]}
    for k in range(2):
        points = [[([next(draw), next(draw)], [next(draw), next(draw)]) for _ in range(4)] for _ in range(3)]
        vectors = [[sum(g[a] for g, _ in group) for a in range(2)] for group in points]
        matrices = [[sum(g[a] * x[b] for g, x in group) for a in range(2) for b in range(2)] for group in points]
        sizes = [(sum(a * a for a in g) ** 0.5, sum(a * a for a in x) ** 0.5) for group in points for g, x in group]
        arrays[f"sum.g.{k}"] = [[2], [sum(column) for column in zip(*vectors)]]
        arrays[f"sum.gx.{k}"] = [[2, 2], [sum(column) for column in zip(*matrices)]]
        arrays[f"sum.scale.{k}"] = [[2], [sum(g for g, _ in sizes), sum(g * x for g, x in sizes)]]
        arrays[f"sum.g.{k}.group"] = [[3, 2], [a for v in vectors for a in v]]
        arrays[f"sum.gx.{k}.group"] = [[3, 2, 2], [a for m in matrices for a in m]]
    header, data = {}, b""
    for name, (shape, values) in arrays.items():
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": [len(data), len(data) + 8 * len(values)]}
        data += struct.pack(f"<{len(values)}d", *values)
    about = {"format": "nsh-trace", "version": 1, "states": states, "sums": {"points": 12, "widths": [2, 2], "groups": 3, "units": 3, "unit": "sequence"}}
    header["__metadata__"] = {"nsh_trace": json.dumps(about)}
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def test_parts_of_sums_add_up(run, tmp_path):
    for i in range(3):
        sums(tmp_path / f"part-{i}.safetensors", i)
    done = run("-c", 'import trace "part-*.safetensors"\nconserve\ntest of=levels charge=angular')
    assert done.returncode == 0, done.stderr
    assert "sums over 36 points in 9 sequences" in done.stdout and "rotations" in done.stdout and "flips, all" in done.stdout


@pytest.mark.parametrize(
    "other, said",
    [
        (lambda path: sums(path, 0), "part-1.safetensors has the same sums as part-0.safetensors: a part counts once"),
        (lambda path: sums(path, 1, ("a", "b")), "part-1.safetensors is no part of the same recording as part-0.safetensors"),
        (lambda path: path.write_bytes(b"junk"), "part-1.safetensors: not a safetensors file: it has 4 bytes"),
        (lambda path: path.mkdir(), None),
    ],
    ids=["twice", "another model", "junk", "folder"],
)
def test_what_is_no_part_is_refused(run, tmp_path, other, said):
    sums(tmp_path / "part-0.safetensors", 0)
    other(tmp_path / "part-1.safetensors")
    done = run("-c", 'import trace "part-*.safetensors"')
    if said is None:  # a folder of such a name is no file
        assert done.returncode == 0 and "12 points in 3 sequences" in done.stdout
    else:
        assert done.returncode == 1 and said in done.stderr and not done.stdout


def test_no_file_of_a_pattern(run, tmp_path):
    done = run("-c", 'import trace "part-*.safetensors"')
    assert done.returncode == 1 and "no file is called `part-*.safetensors`" in done.stderr
