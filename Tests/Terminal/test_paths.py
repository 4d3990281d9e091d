"""Where files are looked for that a script reads: in the present folder, then beside the script, then among those that come with nsh. One
rule for all commands that read; what is there and cannot be read is never passed over."""

import json
import os
import shutil

import pytest
from conftest import ROOT

SETUP = 'seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\nbuild chain layers=2\n'
RECORDING = sorted((ROOT / "scripts" / "recordings").glob("*.safetensors"))[0]

# A line that reads a file, and the file.
READERS = {
    "read": ('let t = read "f.csv"', "f.csv"),
    "define data": ('define data d file="f.csv" target=y', "f.csv"),
    "define cluster": ('define cluster c file="f.csv"', "f.csv"),
    "load": ('load "f.json"', "f.json"),
    "import trace": ('import trace "f.safetensors"', "f.safetensors"),
    "import trace of several": ('import trace "f*.safetensors"', "f.safetensors"),
    "sweep": ('sweep s script="f.nsh" store="s.db" rate=[1, 2] keep=[y]', "f.nsh"),
    "include": ('include "f.nsh"', "f.nsh"),
}


def make(run, folder, name):
    folder.mkdir(exist_ok=True)
    path = folder / name
    if name.endswith(".csv"):
        path.write_text("x,y\n1,2\n3,4\n")
    elif name.endswith(".json"):
        assert run("-c", f'{SETUP}save "{path}"').returncode == 0
    elif name.endswith(".nsh"):
        path.write_text("param rate = 1\nlet y = rate\n")
    else:
        shutil.copy(RECORDING, path)
    return path


@pytest.mark.parametrize("kind", READERS)
def test_beside_the_script(run, tmp_path, kind):
    line, name = READERS[kind]
    folder = tmp_path / "deep"
    make(run, folder, name)
    (folder / "script.nsh").write_text(line + "\n")
    for script in ["deep/script.nsh", str(folder / "script.nsh")]:
        done = run("-n", "-q", script)
        assert done.returncode == 0 and "comes with" not in done.stderr, done.stderr
        (tmp_path / "s.db").unlink(missing_ok=True)
    # A text that is typed lies nowhere.
    assert run("-c", line).returncode == 1


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind != "include"])
def test_the_present_folder_goes_before(run, tmp_path, kind):
    """What is there but cannot be read is told, though another lies beside the script."""
    line, name = READERS[kind]
    make(run, tmp_path / "deep", name)
    (tmp_path / "deep/script.nsh").write_text(line + "\n")
    (tmp_path / name).mkdir() if "*" not in line else (tmp_path / name).write_text("no recording")
    done = run("-n", "-q", "deep/script.nsh")
    assert done.returncode == 1 and ("it is a folder" in done.stderr or "safetensors" in done.stderr), done.stderr


def test_include_looks_beside_the_file_that_includes_alone(run, tmp_path):
    make(run, tmp_path / "deep", "f.nsh")
    (tmp_path / "f.nsh").write_text('print "wrong"\n')
    (tmp_path / "deep/script.nsh").write_text('include "f.nsh"\nprint y\n')
    assert run("-n", "deep/script.nsh").stdout.split() == ["1"]


def test_what_lies_out_of_bounds_is_looked_for_beside_the_script(run, tmp_path):
    make(run, tmp_path / "deep", "f.csv")
    (tmp_path / "f.csv").write_text("x\n1\n2\n3\n")
    (tmp_path / "deep/script.nsh").write_text('let t = read "f.csv"\nprint count(t)\n')
    assert run("-n", "--allow-read", "deep", "deep/script.nsh").stdout.split() == ["2"]
    assert run("-n", "deep/script.nsh").stdout.split() == ["3"]


def test_files_are_written_to_the_present_folder(run, tmp_path):
    make(run, tmp_path / "deep", "f.csv")
    (tmp_path / "deep/script.nsh").write_text('let t = read "f.csv"\nt > "t.json"\n')
    assert run("-n", "deep/script.nsh").returncode == 0
    assert sorted(os.listdir(tmp_path / "deep")) == ["f.csv", "script.nsh"]
    assert json.loads((tmp_path / "t.json").read_text())


def test_a_sweep_goes_on_from_another_folder_s_script(run, tmp_path):
    """The store has the name under which the script was found."""
    make(run, tmp_path / "deep", "f.nsh")
    (tmp_path / "deep/script.nsh").write_text(READERS["sweep"][0] + "\n")
    assert run("-n", "deep/script.nsh").returncode == 0
    done = run("-n", "-c", 'sweep s resume store="s.db"')
    assert done.returncode == 0, done.stderr
