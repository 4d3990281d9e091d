"""Logs, saved histories and what a lost dialogue leaves: each does again what was done, or says what it leaves out."""

import json
import os
import re
import signal
import time

import pytest
from conftest import PROMPT, ended, finish, say, small_disk

SETUP = "seed 1; define cluster red n=4 at=(0, 1) to=(1, 0); define cluster blue n=4 at=(1, 0) to=(0, 1); build chain layers=6 penalty=1e-2"

# Sessions that change the workspace in every way a log has to know of. A line that is a pair is interrupted after these seconds.
SESSIONS = {
    "plain": ["seed 5", "let a = 2", "def f(x) = a*x", SETUP, "train adam steps=20", "let b = f(3)"],
    "drawn": ["define cluster red n=3 to=(1, 0)", "build chain layers=3", "let a = random()", "train gd steps=3", "let b = loss"],
    "failing": ["let a = 0", "for k in 1..5 { let a = a + k; let z = [1, 2, 3][k] }", "let b = nonsense", "let c = [1][2]", "if random() < 2 { let d = 1; let e = [1][2] }",
        "let f = random()", "try { let g = 1; let h = [1][2] } otherwise { let i = error }", "for x in [(1, 2), (3, -4)] { let p = x; assert x.x < 2 }",
        'for s in ["a\\"b", "c"] { let q = s; let r = number(s) }', "let m = -0.1"],
    "diverging": [SETUP, "train gd rate=1e200", "train adam steps=3", "for r in [0.1, 1e200] { train gd steps=4 rate=r }"],
    "interrupted": [SETUP, ("train adam steps=100000000 rate=0.01 decay=cosine", 0.3), "train pause=5", "let l = loss", ("for k in 1..1000 { train gd steps=1000000 rate=1e-4 }", 0.3),
        "train momentum steps=5"],
    "seeds": [SETUP, ("train adam steps=10000000 seeds=1..3", 0.4), "train lbfgs steps=3 seeds=2..4", "let l = chain_2.loss"],
    "undone": [SETUP, "let a = 1", "let a = 2", "undo", "train adam steps=5", "undo", ("train gd steps=100000000 rate=0.01", 0.2), "undo", "let b = loss", "undo", "let c = loss"],
    "included": ["seed 1", 'include "parts/part.nsh"', "let b = part + 1", 'if b > 0 { include "parts/part.nsh"; include "other/part.nsh" }',
        "build network data=heath layers=[\"linear 2\"]", "train gd steps=2", 'if b > 1 { include "parts/part.nsh" }', "undo"],
    "loaded": [SETUP, 'save "x.json"', "train adam steps=4", 'load "x.json" chain=copy', "train gd steps=3", 'load "big.json"'],
    "left": ["let a = 1", "for k in 1..9 { let a = a + k; if k == 3 { quit } }"],
}

PARAMETERS = "param rate = 0.05\nparam name = \"x\"\nparam place = (0, 1)\nlet twice = 2*rate\n"


@pytest.fixture
def files(tmp_path, run):
    """What sessions read: an included script with a table beside it, a script with parameters, a file with the largest seed."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "part.nsh").write_text('let part = 7\ndefine data garden file="garden.csv"\ninclude "deeper.nsh"\n')
    (tmp_path / "parts" / "deeper.nsh").write_text("let deeper = part*2\n")
    (tmp_path / "parts" / "garden.csv").write_text("x,y,k\n1,2,rose\n2,1,rose\n5,4,ivy\n4,5,ivy\n")
    # Another folder's script with a table of the same name.
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "part.nsh").write_text('define data heath file="garden.csv"\n')
    (tmp_path / "other" / "garden.csv").write_text("x,y,k\n1,2,ling\n2,1,gorse\n")
    (tmp_path / "p.nsh").write_text(PARAMETERS)
    assert run("-q", "-c", SETUP + '; save "big.json"').returncode == 0
    held = json.loads((tmp_path / "big.json").read_text())
    held["seed"] = 2**64 - 1
    (tmp_path / "big.json").write_text(json.dumps(held))


NAMES = ("a b c d e g h i k l m p q r s x z part deeper rate name place twice loss chain_1.loss chain_2.loss chain_3.loss "
    "chain_4.loss copy.loss error random()").split()
TRAINING = ["try { train pause=3 } otherwise { print error }", "try { print loss over step } otherwise { print error }"]


def converse(nsh, lines):
    """Types the lines; gives all that came."""
    seen = ""
    for line in lines:
        if isinstance(line, tuple):
            nsh.sendline(line[0])
            nsh.expect_exact("left")  # the progress line, or the table's
            time.sleep(line[1])
            nsh.sendintr()
            nsh.expect_exact(PROMPT)
        elif line.endswith("quit } }"):
            nsh.sendline(line)
        else:
            seen += say(nsh, line)
    return seen


def asked(nsh, line):
    """What a line shows in a dialogue, without what a terminal is told, the progress line and the seconds."""
    shown = say(nsh, line).split("\r\n", 1)[1].replace("\r\n", "\n")
    shown = re.sub(r"[^\n]*\x1b\[K", "", shown).replace("\x1b[?2004l\r", "").replace("\x1b[?2004h", "")
    return re.sub(r" \([^()\n]* s\)$", "", shown, flags=re.M)


def saved(path):
    content = path.read_bytes() if path.exists() else None
    path.unlink(missing_ok=True)
    return content


@pytest.mark.parametrize("name", SESSIONS)
def test_a_log_and_a_saved_history_give_the_same_workspace(dialogue, run, files, tmp_path, name):
    lines = SESSIONS[name]
    nsh = dialogue("-n", "-q", "--log", "l.nsh")
    converse(nsh, lines)
    if name == "left":
        assert ended(nsh) == 0
        assert run("-q", "-c", 'include "l.nsh"; print a k').stdout == "7 3\n"
        return
    say(nsh, 'history save "h.nsh"')
    scripts = {script: (tmp_path / script).read_text() for script in ["h.nsh", "l.nsh"]}
    shown = {name: asked(nsh, f"print {name}") for name in NAMES}
    known = [name for name in NAMES if "error:" not in shown[name]]
    training = TRAINING if "loss" in known else []
    trained = [asked(nsh, line) for line in training]
    say(nsh, 'save "own.json"')
    file = saved(tmp_path / "own.json")
    assert (file is None) == ("loss" not in known)
    for script, text in scripts.items():
        lines = ['print "PROBE"'] + [f"print {name}" for name in known] + training + ['save "again.json"'] * (file is not None)
        (tmp_path / "again.nsh").write_text(text + "\n".join(lines) + "\n")
        done = run("-q", "again.nsh")
        assert "PROBE" in done.stdout, done.stderr + text
        assert done.stdout.rpartition("PROBE\n")[2] == "".join([shown[name] for name in known] + trained), text
        assert saved(tmp_path / "again.json") == file, text
        for name in set(NAMES) - set(known):
            (tmp_path / "again.nsh").write_text(text + f"print {name}\n")
            assert run("-q", "again.nsh").returncode == 1, (name, text)


@pytest.mark.parametrize("arguments", [[], ["rate=0.7"], ["rate=1/3", "name=a b", "place=(2, -3)"], ["name={x}"]])
def test_parameters_are_in_the_log_and_in_the_history(run, dialogue, files, tmp_path, arguments):
    probe = "\nprint rate name place twice\n"
    (tmp_path / "p.nsh").write_text(PARAMETERS + probe)
    first = run("--log", "l.nsh", "p.nsh", *arguments)
    assert first.returncode == 0 and first.stdout == run("l.nsh").stdout
    nsh = dialogue("-n", "-i", "p.nsh", *arguments)
    say(nsh, 'history save "h.nsh"')
    assert run("h.nsh").stdout == first.stdout


def test_a_drawn_seed_and_an_include_are_in_the_log_of_another_folder(run, files, tmp_path):
    (tmp_path / "logs").mkdir()
    script = 'define cluster red n=2\nprint random()\ninclude "parts/part.nsh"\nprint part'
    first = run("--log", "logs/l.nsh", "-c", script)
    again = run("logs/l.nsh")
    assert first.returncode == 0 and first.stdout == again.stdout and again.stderr == ""
    assert "include" not in (tmp_path / "logs" / "l.nsh").read_text()


def test_what_a_dialogue_was_given_is_in_its_history(dialogue, run, tmp_path):
    (tmp_path / "config" / "nsh").mkdir(parents=True)
    (tmp_path / "config" / "nsh" / "init.nsh").write_text("let greeting = 7\n")
    (tmp_path / "scr.nsh").write_text("let b = 2\nlet c = [1][2]\nlet d = 3\n")
    nsh = dialogue("-i", "scr.nsh")
    say(nsh, "print b greeting", "2 7")
    say(nsh, 'history save "h.nsh"')
    assert run("-n", "h.nsh").stdout == "2 7\n"


def test_an_interrupted_training_is_undone_under_its_own_name(dialogue):
    nsh = dialogue("-n")
    say(nsh, SETUP)
    converse(nsh, [("train gd steps=100000000 rate=0.01", 0.2)])
    say(nsh, "let a = 1")
    say(nsh, "undo", "undone: let a = 1")
    say(nsh, "undo", "undone: train gd steps=100000000 rate=0.01, as far as it went")
    say(nsh, "train", "there is no training to go on with")


def test_a_full_disk_ends_a_log_with_a_whole_entry(run, tmp_path):
    disk = small_disk(tmp_path, "16k")
    try:
        done = run("--log", "disk/l.nsh", "-c", "\n".join(f"let a{k} = {k}{k}{k}" for k in range(1000, 3000)) + '\nprint "end"')
        assert done.returncode == 1 and done.stdout == "end\n" and done.stderr.count("the log is not kept") == 1
        text = (disk / "l.nsh").read_text()
        lines = text.splitlines()
        assert text.endswith("\n"), "whole to its line end"
        assert len(lines) > 100 and lines[1:] == [f"let a{k} = {k}{k}{k}" for k in range(1000, 1000 + len(lines) - 1)]
    finally:
        finish(["umount", disk], check=True)


# What a dialogue leaves that ends without a goodbye

@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_a_lost_dialogue_is_offered_once(dialogue, tmp_path, number):
    first = dialogue()
    for line in [SETUP, "train adam steps=5", "let gone = 1", "undo", "let kept = loss", "for k in 1..3 { let z = [1][k] }"]:
        say(first, line)
    loss = say(first, 'print "<{kept:.17g}>"').split("<")[-1].split(">")[0]
    os.kill(first.pid, number)
    first.wait()
    second = dialogue()
    assert "`recover` does them again" in second.before
    third = dialogue()
    assert "recover" not in third.before, "one dialogue offers it"
    third.sendeof()
    assert ended(third) == 0
    say(second, "recover", "statements done again")
    assert loss in say(second, 'print "<{kept:.17g}>"')
    say(second, "gone", "is not known")
    say(second, "print k z", "2 1")
    second.sendeof()
    assert ended(second) == 0
    assert "recover" not in dialogue().before


def test_a_lost_dialogue_that_is_declined_is_kept_aside(dialogue, tmp_path):
    first = dialogue()
    say(first, "let a = 1")
    first.kill(signal.SIGKILL)
    first.wait()
    second = dialogue()
    assert "after 1 statement; `recover` does it again" in second.before
    second.sendeof()
    assert ended(second) == 0
    assert "recover" not in dialogue().before
    assert (tmp_path / "state" / "nsh" / "recovery" / "declined").read_text().endswith("let a = 1\n")


def test_a_dialogue_that_ends_in_order_leaves_nothing(dialogue, run, tmp_path):
    for goodbye in ["quit", None]:
        nsh = dialogue()
        say(nsh, "let a = 1")
        nsh.sendline(goodbye) if goodbye else nsh.sendeof()
        assert ended(nsh) == 0
    assert os.listdir(tmp_path / "state" / "nsh" / "recovery") == []
    assert run("-c", "recover").stdout == "there is nothing to recover\n"
