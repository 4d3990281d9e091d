"""`export arrays`: every kind of process, both formats; what is read back by numpy, and of safetensors as its format is described, is to
the bit what the language says."""

import csv
import json
import pathlib
import sys
import zipfile

import numpy as np
import pytest
from conftest import ROOT, finish, small_disk

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Torture"))
import declarations  # noqa: E402
import shapes  # noqa: E402

# Of numbers now, and of what lies there as x and g.
ELSEWHERE = {"loss", "gradient", "trace"}
QUANTITIES = [name for name, _, _ in declarations.headings("quantities") if name not in ELSEWHERE]
HISTORY = ["step", "loss", "gradient"]


def setups():
    """Each kind as its examples build it, the first also trained, and the odd shapes of Tests/Torture."""
    for command in declarations.commands():
        if command.name.startswith(("build", "import trace")):
            for i, (setup, line) in enumerate(command.calls):
                yield pytest.param(setup + line, id=f"{command.name} {i + 1}")
    for i, (setup, _, _) in enumerate(shapes.SHAPES):
        yield pytest.param(setup, id=f"shape {i + 1}")
    yield pytest.param(
        "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\nbuild chain layers=6 penalty=1e-2\ntrain adam steps=5\n"
        "define quantity bent = x.x*g.y\ndefine quantity swept = (x.x, g.y, layer)", id="trained")


def safetensors(path):
    """Arrays and metadata of a file, by the format's description: a header without gaps or overlaps, all of the file used."""
    raw = path.read_bytes()
    start = 8 + int.from_bytes(raw[:8], "little")
    assert start % 8 == 0
    header = json.loads(raw[8:start])
    metadata = header.pop("__metadata__")
    assert all(isinstance(text, str) for text in metadata.values())
    arrays, end = {}, 0
    for name, about in header.items():
        first, last = about["data_offsets"]
        assert first == end
        end = last
        kind = {"F64": "<f8", "I64": "<i8"}[about["dtype"]]
        arrays[name] = np.frombuffer(raw[start + first:start + last], kind).reshape(about["shape"])
    assert len(raw) == start + end
    return arrays, metadata


def numpy_file(path):
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def same(a, b):
    return a.shape == b.shape and a.tobytes() == b.tobytes()


def place(tmp_path):
    for name, content in {**declarations.data(), **shapes.FILES}.items():
        (tmp_path / name).write_bytes(content)
    for path in (ROOT / "scripts" / "recordings").glob("*.safetensors"):
        (tmp_path / path.name).write_bytes(path.read_bytes())


def stated(trace, arrays):
    """x, g, weights and clusters are those of `export trace`, whose numbers are in full."""
    with open(trace, newline="") as file:
        rows = list(csv.reader(file))[1:]
    count, d = len(arrays["weight"]), (len(rows[0]) - 4) // 2
    for name, first in [("x", 4), ("g", 4 + d)]:
        for t in range(len(rows) // count):
            own = [[float(cell) for cell in row[first:first + d] if cell] for row in rows[t * count:(t + 1) * count]]
            state = arrays[name][t] if name in arrays else arrays[f"{name}{t}"]
            assert same(np.array(own).reshape(count, -1), state), (name, t)
    assert [float(row[3]) for row in rows[:count]] == list(arrays["weight"])
    assert [row[2] for row in rows[:count]] == list(arrays["cluster"])


@pytest.mark.parametrize("setup", setups())
def test_what_is_written(run, tmp_path, setup):
    place(tmp_path)
    done = run("-", text=setup + '\nexport arrays "a.npz"\nexport arrays "a.safetensors"\nexport trace "t.csv"\n')
    if done.returncode != 0 and not (tmp_path / "a.npz").exists():
        # It has no states to write: the language has none either.
        asked = run("-", text=setup + '\nexport trace "t.csv"\n')
        assert asked.returncode != 0 and asked.stderr.split("\n")[0] == done.stderr.split("\n")[0]
        return
    assert done.returncode == 0, done.stderr
    texts = numpy_file(tmp_path / "a.npz")
    arrays, metadata = safetensors(tmp_path / "a.safetensors")
    clusters = json.loads(metadata.pop("clusters"))
    assert metadata == {name: str(texts.pop(name)) for name in list(texts) if texts[name].dtype.kind == "U" and name != "cluster"}
    assert list(texts) == list(arrays)
    for name, array in texts.items():
        assert same(array, arrays[name]) if name != "cluster" else list(array) == [clusters[i] for i in arrays[name]], name
    stated(tmp_path / "t.csv", texts)
    about = json.loads(metadata["quantities"])
    asked = [name for name in QUANTITIES if name not in texts]
    # What is left out, the language does not have of this process.
    for name in asked:
        answer = run("-", text=f"{setup}\nprint length({name})\n")
        assert answer.returncode != 0 or answer.stdout.strip().endswith("0"), (name, answer.stdout)
    told = [name for name in texts if name in about]
    told += [name for name in HISTORY if name in texts]
    lines = [f'{name}{" over step" if name in ELSEWHERE else ""} > "q-{name}.npz"' for name in told if name != "step"]
    asked = run("-", text=setup + "\n" + "\n".join(lines) + "\n")
    assert asked.returncode == 0, asked.stderr
    for name in told:
        if name == "step":
            continue
        columns = numpy_file(tmp_path / f"q-{name}.npz")
        said = json.loads(str(columns.pop("__nsh__")))["value"]
        own = np.stack(list(columns.values()), axis=-1)
        assert own.tobytes() == texts[name].tobytes() and len(own) == len(texts[name]), name
        if name in about:
            assert texts[name].shape[-1] == len(about[name]["components"]) and about[name]["first"] == said["first"]


def test_where_it_is_from(run, tmp_path):
    script = 'seed 7\nbuild orbit\nexport arrays "a.npz"\nexport arrays "a.safetensors"\n'
    (tmp_path / "run.nsh").write_text(script)
    assert run("run.nsh").returncode == 0
    _, metadata = safetensors(tmp_path / "a.safetensors")
    texts = numpy_file(tmp_path / "a.npz")
    version = run("--version").stdout.split()[1]
    assert metadata["script"] == str(texts["script"]) == script
    assert metadata["seed"] == str(texts["seed"]) == "7" and metadata["version"] == str(texts["version"]) == version
    assert json.loads(metadata["quantities"])["momentum"] == {"first": 0, "components": ["x", "y"]}


def test_quantities_of_ones_own(run, tmp_path):
    """One that this process cannot have, and one whose name is taken, are told; the others are there."""
    done = run("-", text=(
        "build orbit\n"
        'define quantity far = x[7]\ndefine quantity near = x.x\ndefine quantity theta = x.y\ndefine quantity script = x.y\n'
        'export arrays "a.npz"\n'))
    assert done.returncode == 0 and "near" in done.stdout
    assert "the quantity `far` is left out" in done.stderr and "`script` is left out" in done.stderr
    assert "far" not in numpy_file(tmp_path / "a.npz")


def test_numbers_that_are_none(run, tmp_path):
    """What is not finite is written as it is: no reader takes it for another number."""
    done = run("-", text=(
        "build orbit steps=100\ndefine quantity far = 1e300*x.x*1e300\ndefine quantity none = 1/(layer - 1)\n"
        'export arrays "a.npz"\nexport arrays "a.safetensors"\n'))
    assert done.returncode == 0, done.stderr
    texts, (arrays, _) = numpy_file(tmp_path / "a.npz"), safetensors(tmp_path / "a.safetensors")
    for name in ["far", "none"]:
        assert np.isnan(texts[name]).any() and same(texts[name], arrays[name])
    assert np.isfinite(texts["x"]).all() and np.isfinite(texts["none"][3:]).all()


@pytest.mark.parametrize("name", ["a.csv", "a", "a.npy", "a.safetensors.txt", ".npz.gz", ""])
def test_other_endings(run, tmp_path, name):
    done = run("-", text=f'build orbit\nexport arrays "{name}"\n')
    assert done.returncode == 1 and ".npz or .safetensors" in done.stderr
    assert not list(tmp_path.glob("*a*"))


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_a_full_disk(run, tmp_path, ending):
    disk = small_disk(tmp_path, 200_000)
    try:
        (disk / f"a.{ending}").write_text("what was there")
        done = run("-", text=f'build orbit steps=20000\nexport arrays "disk/a.{ending}"\n')
        assert done.returncode == 1 and "disk" in done.stderr
        assert [p.name for p in disk.iterdir()] == [f"a.{ending}"] and (disk / f"a.{ending}").read_text() == "what was there"
    finally:
        finish(["umount", disk], check=True)


def test_more_than_the_memory(run, tmp_path):
    """Refused before it is computed; nothing is written."""
    setup = "seed 1\ndefine cluster red n=100000 at=(0, 1) to=(1, 0)\nbuild chain layers=1000\n"
    done = run("--max-memory", "500MiB", "-", text=setup + 'export arrays "a.safetensors"\n')
    assert done.returncode == 1 and "memory" in done.stderr
    assert not (tmp_path / "a.safetensors").exists()


def test_upper_case_and_entries(run, tmp_path):
    """The ending in capitals is the same; the archive has no member twice."""
    assert run("-", text='build orbit\nexport arrays "A.NPZ"\nexport arrays "A.SafeTensors"\n').returncode == 0
    with zipfile.ZipFile(tmp_path / "A.NPZ") as archive:
        assert archive.testzip() is None and len(set(archive.namelist())) == len(archive.namelist())
    assert "x" in safetensors(tmp_path / "A.SafeTensors")[0]
