"""What makes a dialogue pleasant: help, paging, completion, colours, undo, the log; and what the terminal does to it."""

import os
import re
import signal

import pexpect
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
    nsh.expect_exact("\x1b[?1049h")
    nsh.expect_exact("lines 1-19 of ")
    keys = [
        (" ", 20), ("\r", 21), ("\x1b[B", 22), ("\x1b[A", 21), ("k", 20), ("b", 1), ("\x1b[6~", 20), ("\x1bOB", 21), ("\x1b[H", 1), ("j", 2), ("5j", 7),
        ("d", 16), ("u", 7), ("10g", 10), ("g", 1), ("f", 20), ("\x1b[5~", 1)]
    for key, first in keys:
        nsh.send(key)
        nsh.expect_exact(f"lines {first}-{first + 18} of ")
    for key in ["G", "\x1b[F"]:
        nsh.send("g")
        nsh.expect_exact("lines 1-19 of ")
        nsh.send(key)
        nsh.expect_exact(", END")
    # A key that means nothing here.
    nsh.send("x")
    nsh.expect_exact("`x` means nothing here")
    nsh.send("50%")
    nsh.expect(r"lines \d+-\d+ of \d+, \d+ %")
    nsh.send("q")
    nsh.expect_exact("\x1b[?1049l")
    nsh.expect_exact(PROMPT)
    nsh.sendline("help")
    nsh.expect_exact("lines 1-19 of ")
    nsh.sendintr()
    nsh.expect_exact(PROMPT)
    say(nsh, "2 + 2", "4")


def test_the_pager_searches(dialogue):
    nsh = dialogue()
    nsh.setwinsize(20, 100)
    nsh.sendline("help")
    nsh.expect_exact("lines 1-19 of ")
    nsh.send("/hyperbolik\x7fc sine\r")
    nsh.expect_exact("is not found")
    nsh.send("/quantities\r")
    nsh.expect_exact("\x1b[7mquantities\x1b[27m")
    nsh.send("N")
    nsh.expect("lines|not found")
    nsh.send("&conserve\r")
    nsh.expect_exact("with `conserve`")
    nsh.send("h")
    nsh.expect_exact("finds it once more")
    nsh.expect_exact("back to the text")
    nsh.send("q")
    nsh.expect_exact("h: keys")
    nsh.send("q")
    nsh.expect_exact(PROMPT)


def test_the_pager_follows_the_size_of_the_terminal(dialogue):
    nsh = dialogue()
    nsh.setwinsize(20, 100)
    nsh.sendline("help")
    nsh.expect_exact("lines 1-19 of ")
    nsh.setwinsize(12, 40)
    nsh.expect_exact("lines 1-11 of ")
    nsh.send("q")
    nsh.expect_exact(PROMPT)


def test_a_coloured_picture_that_fits_is_not_paged(dialogue):
    """Its colours take no room."""
    nsh = dialogue("-q", TERM="xterm-256color", NO_COLOR=None)
    nsh.setwinsize(24, 80)
    for k in range(3):
        say(nsh, f"define cluster c{k} n=20 at=polar(1, {90 + 120 * k}*deg) to=polar(1, {210 + 120 * k}*deg)")
    say(nsh, "build chain layers=30 s=0.5")
    shown = say(nsh, "plot path", "destination")
    assert "\x1b[" in shown and "lines 1" not in shown and "\x1b[?1049h" not in shown


def test_a_wide_table_is_looked_at_from_the_side(dialogue):
    nsh = dialogue()
    nsh.setwinsize(12, 40)
    for k in range(15):
        say(nsh, f"def function{k}(x) = x + 1000000 + 2000000 + 3000000 + 4000000")
    nsh.sendline("inspect functions")
    nsh.expect_exact("lines 1-11 of ")
    nsh.send("\x1b[C")
    nsh.expect_exact("from column 21")
    nsh.send("\x1b[D")
    nsh.expect_exact("lines 1-11 of 16, 68 %;")
    nsh.send("q")
    nsh.expect_exact(PROMPT)


def test_stopping_in_the_pager_gives_the_terminal_back(dialogue):
    nsh = dialogue()
    nsh.setwinsize(20, 100)
    nsh.sendline("help")
    nsh.expect_exact("lines 1-19 of ")
    nsh.kill(signal.SIGTERM)
    nsh.expect_exact("\x1b[?1049l")


def test_edit_opens_the_last_statement(dialogue, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/41/42/' \"$2\"\n")
    editor.chmod(0o755)
    nsh = dialogue(VISUAL=None, EDITOR=f"{editor} -x")
    say(nsh, "print 41 + 0", "41")
    say(nsh, "edit", "nsh> print 42 + 0", "42")
    nsh.send("\x1b[A")
    nsh.expect_exact("print 42 + 0")
    nsh.sendline("")
    nsh.expect_exact(PROMPT)
    assert not list(tmp_path.glob("nsh-*")), "no temporary file stays"
    assert "print 42 + 0\n" in (tmp_path / "state" / "nsh" / "history").read_text()


def test_edit_without_an_editor_or_with_one_that_fails(dialogue):
    nsh = dialogue(VISUAL=None, EDITOR=None)
    say(nsh, "print 1", "1")
    say(nsh, "edit", "error: no editor is set")
    nsh = dialogue(VISUAL="false")
    say(nsh, "print 1", "1")
    say(nsh, "edit", "error: `false` ended with status 1: nothing is run")


def test_a_pasted_dialogue_loses_its_prompts(dialogue):
    nsh = dialogue()
    nsh.send("\x1b[200~nsh> let a = 5\nnsh> for k in 1..2 {\n...>   print a*k + 100\n...> }\n5\n10\nerror: nothing\n\x1b[201~\r")
    nsh.expect_exact("105\r\n")
    nsh.expect_exact("110\r\n")
    nsh.expect_exact(PROMPT)
    assert "error: there is" not in nsh.before
    say(nsh, "nsh> a", "5")


TALK = """#!/usr/bin/env nsh
# First a value.
let a = 1
print a + 1
pause "Look."
print a + 2
"""


def test_step_shows_each_statement_and_waits(terminal, tmp_path):
    (tmp_path / "talk.nsh").write_text(TALK)
    talk = terminal(NSH, "--step", "talk.nsh")
    talk.expect_exact("# First a value.")
    talk.expect_exact("nsh> let a = 1")
    talk.expect_exact("enough --")
    talk.send("\r")
    talk.expect_exact("nsh> print a + 1")
    talk.expect_exact("enough --")
    talk.send(" ")
    talk.expect_exact("2\r\n")
    talk.expect_exact('nsh> pause "Look."')
    talk.send("\x1b[C")
    talk.expect_exact("Look.\r\n")
    talk.expect_exact("enough --")
    talk.send("\x1b[B")
    talk.expect_exact("nsh> print a + 2")
    talk.expect_exact("enough --")
    talk.send("q")
    talk.expect(pexpect.EOF)
    assert "3" not in talk.before
    assert talk.wait() == 0


def test_step_and_pause_do_not_wait_without_a_terminal(run, tmp_path):
    (tmp_path / "talk.nsh").write_text(TALK)
    assert run("talk.nsh").stdout == "2\nLook.\n3\n"
    shown = run("--step", "talk.nsh").stdout
    assert shown == "\n# First a value.\nnsh> let a = 1\nnsh> print a + 1\n2\nnsh> pause \"Look.\"\nLook.\nnsh> print a + 2\n3\n"
    assert run("--step").returncode == 2


def test_a_pause_in_a_dialogue(dialogue):
    nsh = dialogue()
    nsh.sendline('for k in 1..3 { pause "turn {k}" }; print 7')
    nsh.expect_exact("turn 1")
    nsh.expect_exact("enough --")
    nsh.send("\r")
    nsh.expect_exact("turn 2")
    nsh.expect_exact("enough --")
    nsh.send("q")
    nsh.expect_exact(PROMPT)
    assert "7" not in nsh.before
    say(nsh, "1 + 1", "2")


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
        ("pri", "print "), ("inspect cl", "uster"), ("build chain pen", "penalty="), ("train adam decay=cos", "cosine"), ("print wond", "wonderful"),
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
