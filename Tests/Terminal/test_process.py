"""The process: options, exit statuses, files, and use without a terminal."""

import json
import math
import os

import pytest

from conftest import NSH, ROOT, finish, small_disk

SETUP = "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\nbuild chain layers=10\n"


def test_without_a_terminal_there_is_no_prompt_and_no_escape(run):
    done = run(text=SETUP + "train adam steps=20\nplot momentum\n")
    assert done.returncode == 0 and done.stderr == ""
    assert "nsh>" not in done.stdout and "\x1b" not in done.stdout
    assert "after 20 steps\n" in done.stdout, "no seconds: the same text each time"


@pytest.mark.parametrize("text, status", [
    ("1 + 1", 0), ("1 +", 1), ("inspect layer 3", 1), ('expect 1 > 2 "no"', 3), ("assert 1 > 2", 3),
    (SETUP + "train gd rate=1e200", 4), ("print 1/0", 0)])
def test_exit_statuses(run, text, status):
    assert run("-c", text).returncode == status


@pytest.mark.parametrize("arguments", [
    ["--threads", "0"], ["--threads", "1000000"], ["--max-memory", "lots"], ["--wrong"], ["-c", "1", "notapair"]])
def test_usage_errors(run, arguments):
    done = run(*arguments)
    assert done.returncode == 2 and "rror" in done.stderr and done.stdout == ""


def test_version_and_help(run):
    assert run("--version").stdout == "nsh 0.1.0\n"
    assert "name=value" in run("--help").stdout


def test_parameters(run, tmp_path):
    (tmp_path / "p.nsh").write_text("param rate = 0.05\nprint rate")
    assert run("p.nsh").stdout == "0.05\n"
    assert run("p.nsh", "rate=1/4").stdout == "0.25\n"
    wrong = run("p.nsh", "rat=1")
    assert wrong.returncode == 2 and "no parameter `rat`" in wrong.stderr


@pytest.mark.parametrize("standard, text, shown", [
    ('"run1"', "run=007", "007 a string"), ('"run1"', "run=1e3", "1e3 a string"), ('"run1"', "run=true", "true a string"),
    ('"run1"', "run=", " a string"), ("0.05", "run=1e3", "1000 a number"), ("true", "run=1 > 2", "false true or false"),
    ("(1, 2)", "run=(3, 4)", "(3, 4) a vector"), ("[1, 2]", "run=1..3", "1..3 a range"),
])
def test_a_parameter_keeps_its_kind(run, tmp_path, standard, text, shown):
    (tmp_path / "p.nsh").write_text(f"param run = {standard}\nprint run kind(run)")
    assert run("p.nsh", text).stdout == shown + "\n"


@pytest.mark.parametrize("standard, text", [
    ("0.05", "run=0,1"), ("0.05", "run=fast"), ("0.05", "run=true"), ("true", "run=1"), ("(1, 2)", "run=3"), ("1 + 1", "run="),
])
def test_a_parameter_of_another_kind_is_a_usage_error(run, tmp_path, standard, text):
    (tmp_path / "p.nsh").write_text(f'print "started"\nparam run = {standard}\nprint run')
    done = run("p.nsh", text)
    assert done.returncode == 2 and done.stdout == ""
    assert "error: `run` is " in done.stderr and " p.nsh:2:7" in done.stderr


def test_a_script_is_checked_before_it_runs(run, tmp_path):
    (tmp_path / "s.nsh").write_text('print "started"\nprint lss\ndefine cluster red sd=-1\n')
    done = run("s.nsh")
    assert done.returncode == 1 and done.stdout == ""
    assert " s.nsh:2:7" in done.stderr and " s.nsh:3:23" in done.stderr
    assert run("--check", "s.nsh").returncode == 1
    assert run("--check", "-c", 'print "x"').stdout == ""


def test_missing_script_and_folder_as_output(run, tmp_path):
    assert "there is no such file" in run("nowhere.nsh").stderr
    (tmp_path / "folder.svg").mkdir()
    done = run("-c", SETUP + 'plot path > "folder.svg"')
    assert done.returncode == 1 and "it is a folder" in done.stderr
    assert run("-c", SETUP + 'save "nofolder/x.json"').returncode == 1


def test_a_full_disk_leaves_the_old_file(run, tmp_path):
    disk = small_disk(tmp_path, "64k")
    try:
        (disk / "x.json").write_text("old")
        done = run("-c", "seed 1\ndefine cluster red n=200 to=(1, 0)\nbuild chain layers=50\nsave \"disk/x.json\"")
        assert done.returncode == 1 and "no space left" in done.stderr
        assert (disk / "x.json").read_text() == "old" and os.listdir(disk) == ["x.json"]
    finally:
        finish(["umount", disk], check=True)


def test_output_that_nobody_gets_is_an_error(environment):
    with open("/dev/full", "w") as full:
        done = finish([NSH, "-c", "print 1"], stdout=full, env=environment)
    assert done.returncode == 1 and "no space left" in done.stderr


def test_the_same_bits_for_one_and_two_threads(run, tmp_path):
    script = (
        "seed 4\ndefine cluster red n=1500 at=(0, 1) to=(1, 0)\ndefine cluster blue n=1500 at=(1, 0) to=(0, 1)\n"
        "build chain layers=50\ntrain adam steps=30\nsave")
    for name, threads in [("a", "1"), ("b", "2"), ("c", "2")]:
        assert run("--threads", threads, "-c", f'{script} "{name}.json"').returncode == 0
    a, b, c = ((tmp_path / f"{name}.json").read_bytes() for name in "abc")
    assert a == b == c and len(a) > 1_000_000


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "Tests" / "Reference").glob("ref_*.json") if "training" not in p.name))
def test_a_python_user_reads_what_nsh_writes(run, tmp_path, name):
    source = ROOT / "Tests" / "Reference" / name
    assert run("-c", f'load "{source}"; save "again.json"').returncode == 0
    old, new = json.loads(source.read_text()), json.loads((tmp_path / "again.json").read_text())

    def distance(a, b):
        if isinstance(a, list):
            assert len(a) == len(b)
            return max((distance(x, y) for x, y in zip(a, b)), default=0)
        return 0 if a == b else abs(a - b) if isinstance(a, (int, float)) else math.inf

    for field in old:
        if field != "theta0":
            assert distance(old[field], new[field]) <= 1e-12, field
