"""What makes a dialogue pleasant: help, paging, completion, colours, undo, the log; and what the terminal does to it."""

import json
import os
import re
import signal

from conftest import NSH, PROMPT, ROOT, finish, say

SETUP = ["seed 1", "define cluster red n=3 at=(0, 1) to=(1, 0)", "build chain layers=4"]


def prepared(dialogue, **changes):
    nsh = dialogue(**changes)
    for line in SETUP:
        say(nsh, line)
    return nsh


def completes(nsh, typed, answer):
    nsh.send(typed + "\t")
    nsh.expect_exact(answer)
    nsh.sendintr()
    nsh.expect_exact(PROMPT)


def test_a_question_mark_helps(dialogue):
    nsh = dialogue()
    say(nsh, "train adam?", "train adam [steps=1000]", "the learning rate")
    say(nsh, "apropos hyperbolic", "cosh", "sinh", "tanh")
    say(nsh, "help nothing", "error: there is no help on `nothing`")


def test_a_long_text_comes_by_the_screen(dialogue):
    nsh = dialogue()
    nsh.setwinsize(20, 100)
    nsh.sendline("help")
    nsh.expect_exact("-- 19 of ")
    nsh.send(" ")
    nsh.expect_exact("-- 38 of ")
    nsh.send("\r")
    nsh.expect_exact("-- 39 of ")
    for key, end in [("\x1b[B", 40), ("\x1b[A", 39), ("k", 38), ("b", 19), ("\x1b[6~", 38), ("\x1bOB", 39), ("\x1b[H", 19)]:
        nsh.send(key)
        nsh.expect_exact(f"-- {end} of ")
    # A key that means nothing here, and one of many bytes.
    nsh.send("\x1b[1;5C")
    nsh.send("j")
    nsh.expect_exact("-- 20 of ")
    nsh.send("q")
    nsh.expect_exact(PROMPT)
    nsh.sendline("help")
    nsh.expect_exact("-- 19 of ")
    nsh.sendintr()
    nsh.expect_exact(PROMPT)
    say(nsh, "2 + 2", "4")


def test_the_tour(dialogue):
    nsh = dialogue()
    nsh.sendline("help tour")
    for number in range(1, 13):
        nsh.expect_exact(f"[{number}/13]")
        nsh.expect_exact("-- return: on, q: enough --")
        nsh.send("\r")
    nsh.expect_exact("[13/13]")
    nsh.expect_exact(PROMPT)
    say(nsh, "print gradient < 1e-10", "true")
    nsh.sendline("help tour")
    nsh.expect_exact("[1/13]")
    nsh.expect_exact("enough --")
    nsh.send("q")
    nsh.expect_exact(PROMPT)
    say(nsh, "print gradient < 1e-10", "true")


def test_undo_history_and_save(dialogue, tmp_path):
    nsh = dialogue()
    say(nsh, "let a = 1")
    say(nsh, "let a = 2")
    say(nsh, "let b = a + ")
    say(nsh, "undo", "undone: let a = 2")
    say(nsh, "a", "1")
    say(nsh, "pri a + 1", "2")
    say(nsh, 'history save "demo.nsh"', "demo.nsh written: 3 statements")
    assert (tmp_path / "demo.nsh").read_text() == "#!/usr/bin/env nsh\nlet a = 1\na\nprint a + 1\n"


def test_completion_knows_the_slot(dialogue, tmp_path):
    (tmp_path / "points.csv").write_text("x,y\n0,1\n")
    (tmp_path / "pictures").mkdir()
    nsh = prepared(dialogue)
    say(nsh, "let kept = conserve")
    say(nsh, "let wonderful = 3")
    for typed, answer in [
        ("pri", "print "), ("inspect cl", "cluster "), ("build chain pen", "penalty="), ("train adam decay=cos", "cosine"), ("print wond", "wonderful"),
        ("print momentum.r", "red"), ("inspect layer la", "last"), ("print momentum by cl", "cluster"), ("plot mome", "momentum"),
        ('load "poi', 'points.csv"'), ('load "pic', "pictures/"), ("print kept.dri", "drift"), ("use cha", "chain"), ("let t = cons", "conserve"),
    ]:
        completes(nsh, typed, answer)


def test_timing(dialogue):
    nsh = dialogue()
    say(nsh, "timing on")
    nsh.sendline("2 + 3")
    nsh.expect(r"5\s+[0-9.e-]+ s\s")
    nsh.expect_exact(PROMPT)


def test_pasted_lines_run_one_after_the_other(dialogue):
    nsh = dialogue()
    nsh.send("\x1b[200~let a = 5\nfor k in 1..2 {\n  print a*k\n}\n\x1b[201~\r")
    nsh.expect_exact("5")
    nsh.expect_exact("10")
    nsh.expect_exact(PROMPT)


def test_colours_and_a_hint(dialogue):
    nsh = dialogue(NO_COLOR="")
    nsh.send("print ")
    nsh.expect_exact("\x1b[1;34mprint\x1b[0m")
    nsh.send("mom")
    nsh.expect_exact("\x1b[2mentum\x1b[0m")
    nsh.sendintr()
    nsh.expect_exact(PROMPT)
    nsh.sendline("print 1 + 1")
    nsh.expect_exact("2\r\n")
    plain = dialogue()
    plain.sendline("print 1 + 1")
    plain.expect_exact("2\r\n")
    assert "\x1b[3" not in plain.before


def test_the_hint_is_gone_when_the_line_is_entered(dialogue):
    nsh = dialogue(NO_COLOR="")
    nsh.send("define cluster red ")
    nsh.expect_exact("[n=20]")
    nsh.send("\r")
    # The last drawing before the line's end wipes what stands behind the line.
    nsh.expect(r"red \x1b\[0m\x1b\[K\r\x1b\[\d+C\r?\n")


def test_a_killed_session_loses_no_history(dialogue):
    first = dialogue()
    say(first, "let kept = 1")
    first.kill(signal.SIGKILL)
    second = dialogue()
    second.send("\x1b[A")
    second.expect_exact("let kept = 1")


def test_searching_the_history(dialogue):
    nsh = dialogue()
    say(nsh, "let needle = 1")
    say(nsh, "let hay = 2")
    nsh.send("\x12need")
    nsh.expect_exact("need")
    nsh.send("\r")
    nsh.expect_exact(PROMPT)
    nsh.sendline("needle + 1")
    nsh.expect_exact("2\r\n")


def test_json_lines(run):
    script = "\n".join(SETUP) + "\nprint 1/3\n1/3\n(1, 2)\nconserve\nmomentum\n1/0\nplot momentum\nlet f = 3\nwrong"
    result = run("--json", "-c", script.replace("\nwrong", ""))
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["type"] for line in lines] == ["report", "report", "text", "number", "vector", "table", "series", "number", "figure"]
    assert lines[3]["value"] == 1 / 3, "the same bits"
    assert lines[7]["value"] == "inf"
    assert lines[5]["headings"][0] == "symmetry" and isinstance(lines[5]["rows"][0][1], float)
    assert len(lines[6]["columns"]) == 2 and len(lines[6]["columns"][0]["values"]) == 5
    wrong = run("--json", "-c", script)
    error = json.loads(wrong.stderr)
    assert wrong.returncode == 1 and error["type"] == "error" and error["line"] == len(script.splitlines()) and error["code"] == "unknown-name"


def test_the_log_is_a_script(run, tmp_path):
    run("--log", "log.nsh", "-c", "let a = 1;let b=a+1\nprint [1][2]")
    text = (tmp_path / "log.nsh").read_text()
    assert re.match(r"# nsh .* UTC\nlet a = 1\nlet b = a \+ 1\n# print \[1\]\[2\]\n# error: entry 2", text)
    assert run("log.nsh").returncode == 0
    assert run("--log", "/nowhere/log.nsh", "-c", "let a = 1").returncode == 1


def test_writing_only_where_it_is_allowed(run, tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir(), outside.mkdir()
    (inside / "link").symlink_to(outside)
    script = "\n".join(SETUP)
    for path, status in [("in/x.json", 0), ("out/x.json", 1), ("in/../out/x.json", 1), ("in/link/x.json", 1), ("x.json", 1)]:
        result = run("--allow-write", "in", "-c", f'{script}\nsave "{path}"')
        assert result.returncode == status, path
        assert (tmp_path / path).exists() == (status == 0), path
    assert "may be written" in result.stderr


def test_man_page_and_completions_are_up_to_date():
    done = finish([ROOT / "tools" / "docs", "--check"], env=dict(os.environ, NSH=NSH))
    assert done.returncode == 0, done.stderr
