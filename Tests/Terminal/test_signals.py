"""Signals: what Ctrl-C, Ctrl-Z, hanging up and termination do, and what the process inherits."""

import fcntl
import os
import pathlib
import re
import signal
import subprocess
import termios
import time

import pexpect
import pytest
from conftest import NSH, PATIENCE, PROMPT, ROOT, default_signals, ended, say


def processor_time(child):
    """Seconds of processor time, where the system tells; None elsewhere."""
    status = pathlib.Path(f"/proc/{child.pid}/stat")
    if not status.exists():
        return None
    fields = status.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rows(text):
    """What a terminal shows of a text with returns, cursor steps to the right and erased ends of lines."""
    lines, column = [""], 0
    for step, erased, _, character in re.findall(r"\x1b\[(\d+)C|\x1b\[(K)|(\x1b\[[?\d;]*[a-zA-Z])|([^\x1b])", text):
        if step:
            column += int(step)
        elif erased:
            lines[-1] = lines[-1][:column]
        elif character == "\r":
            column = 0
        elif character == "\n":
            lines.append(lines[-1][:0])
        elif character >= " ":
            lines[-1] = lines[-1].ljust(column)[:column] + character + lines[-1][column + 1:]
            column += 1
    return lines


def is_entered(child):
    """The line editor has given the terminal back."""
    return termios.tcgetattr(child.child_fd)[3] & termios.ICANON


def until(condition, complaint):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, complaint
        time.sleep(0.01)


def computes(child, line):
    """Types a line and waits until its statement computes: time is being used."""
    before = processor_time(child)
    child.sendline(line)
    until(lambda: is_entered(child), "the line is not taken")
    until(lambda: before is None or processor_time(child) - before > 0.1, "nothing is computed")


# Uninterrupted, each of these would take hours: that a prompt comes at all is the test.
@pytest.mark.parametrize("line", ["build orbit steps=1e12 every=1e11 periods=1e9", "build ray segments=1e5 starts=1000"])
def test_a_long_motion_can_be_left(dialogue, line):
    nsh = dialogue()
    computes(nsh, line)
    nsh.sendintr()
    nsh.expect_exact(PROMPT)
    say(nsh, "inspect chain", "there is no process yet")


def test_interrupting_a_training_keeps_its_steps(dialogue):
    nsh = dialogue()
    say(nsh, "seed 1; define cluster red n=200 to=(1, 0)")
    say(nsh, "build chain layers=50")
    say(nsh, "let before = loss")
    for line in ["train gd steps=100000000 rate=0.05", "train"]:
        nsh.sendline(line)
        nsh.expect_exact("left")  # the progress line is there
        nsh.sendintr()
        nsh.expect_exact("interrupted")
        nsh.expect_exact(PROMPT)
        say(nsh, "print loss < before", "true")


def test_interrupting_as_soon_as_a_line_is_entered(dialogue, tmp_path):
    """Ctrl-C between a line's end and its first step counts for that line; here while the line waits for the history's lock."""
    nsh = dialogue()
    say(nsh, "seed 1; define cluster red n=200 to=(1, 0); build chain layers=50")
    with open(tmp_path / "state" / "nsh" / "history") as history:
        fcntl.flock(history, fcntl.LOCK_EX)
        nsh.sendline("train gd steps=100000000 rate=0.05")
        until(lambda: is_entered(nsh), "the line is not taken")
        nsh.sendintr()
        nsh.expect_exact("^C")
    nsh.expect_exact(PROMPT)


def test_interrupting_a_line_clears_it(dialogue):
    nsh = dialogue()
    nsh.send("let wrong = ")
    nsh.expect_exact("let wrong =")
    nsh.sendintr()
    nsh.expect_exact("^C")
    nsh.expect_exact(PROMPT)
    say(nsh, "600 + 66", "666")


def test_interrupting_before_a_line_is_read(dialogue):
    """The terminal drops what was typed ahead of Ctrl-C; the dialogue must not wait for it."""
    nsh = dialogue()
    for _ in range(5):
        nsh.send("let wrong = ")
        nsh.sendintr()
        nsh.expect_exact("^C")
        nsh.expect_exact(PROMPT)
    say(nsh, "600 + 66", "666")


def test_stopping_and_going_on(terminal):
    shell = terminal("/bin/bash", "--norc", "-i", PS1="outer> ")
    shell.expect_exact("outer> ")
    shell.sendline(NSH)
    shell.expect_exact(PROMPT)
    shell.send("let half = ")
    shell.expect_exact("let half =")
    shell.send("\x1a")
    shell.expect_exact("Stopped")
    shell.expect_exact("outer> ")
    shell.sendline("stty -a | grep -o '[-]*icanon'; fg")
    shell.expect_exact("icanon")
    assert not shell.before.endswith("-"), "the terminal was given back"
    shell.expect_exact("let half =")
    shell.sendline("21*2")
    shell.expect_exact(PROMPT)
    say(shell, "half", "42")


def test_hanging_up(dialogue):
    nsh = dialogue()
    os.kill(nsh.pid, signal.SIGHUP)
    assert ended(nsh) == 129


def test_termination_restores_the_terminal(dialogue):
    nsh = dialogue()
    nsh.send("let x")
    nsh.expect_exact("let x")
    os.kill(nsh.pid, signal.SIGTERM)
    assert ended(nsh) == 143


def test_a_dialogue_takes_ctrl_c_whatever_it_inherited(dialogue):
    """As a shell does: it was the terminal's user who pressed it."""
    nsh = dialogue(ignoring=[signal.SIGINT])
    computes(nsh, "build orbit steps=1e12 every=1e11 periods=1e9")
    nsh.sendintr()
    nsh.expect_exact(PROMPT)
    nsh.send("let wrong = ")
    nsh.expect_exact("let wrong =")
    nsh.sendintr()
    nsh.expect_exact("^C")
    nsh.expect_exact(PROMPT)


def test_a_dialogue_under_nohup_outlives_hanging_up(dialogue):
    nsh = dialogue(ignoring=[signal.SIGHUP])
    os.kill(nsh.pid, signal.SIGHUP)
    say(nsh, "600 + 66", "666")


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGHUP, 129), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("is_ignored", [False, True])
def test_a_script_keeps_what_it_inherited(environment, tmp_path, number, status, is_ignored):
    """The signal comes when the script waits for a file, here its standard input: after "ready" and before the file is there."""
    script = 'print "ready"\nload "/dev/stdin"\nprint "done"'
    nsh = subprocess.Popen(
        [NSH, "-q", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path,
        preexec_fn=lambda: default_signals([number] if is_ignored else []))
    assert nsh.stdout.readline() == "ready\n"
    nsh.send_signal(number)
    if is_ignored:
        rest, _ = nsh.communicate((ROOT / "Tests" / "Reference" / "ref_tiny.json").read_text(), timeout=PATIENCE)
        assert (nsh.returncode, rest) == (0, "done\n")
    else:
        # No file comes. Of INT it takes a second one, after the first was taken.
        until(lambda: nsh.send_signal(number) or nsh.poll() is not None, "it goes on waiting")
        assert (nsh.returncode, nsh.stdout.read()) == (status, "")
        nsh.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE, signal.SIGABRT])
def test_whatever_ends_a_dialogue_gives_the_terminal_back(terminal, number):
    """Asked of the shell around it, since a terminal goes with its last process."""
    shell = terminal("/bin/bash", "--norc", "-c", f"stty -a; {NSH} -n -q; echo ended; stty -a")
    shell.expect_exact(PROMPT)
    before = shell.before
    nsh = int(subprocess.run(["pgrep", "-P", str(shell.pid)], capture_output=True, text=True).stdout)
    os.kill(nsh, number)
    shell.expect_exact("ended")
    shell.expect(pexpect.EOF)
    after = shell.before
    for mode in ["icanon", "echo", "icrnl", "isig"]:
        assert mode in before.split() and mode in after.split(), mode


def test_the_prompt_is_whole_after_ctrl_c_in_a_silent_loop(dialogue):
    nsh = dialogue(TERM="xterm-256color", NO_COLOR=None)
    computes(nsh, "while true { let x = 1 }")
    nsh.sendintr()
    nsh.expect_exact("^C")
    nsh.expect_exact(PROMPT)
    seen = "^C" + nsh.before + nsh.after
    nsh.send("40 + 2")
    nsh.expect(r"40.*\+.*2\x1b\[0m")
    nsh.send("\r")
    nsh.expect(r"\n[^\n]*\n")
    shown = rows(seen + nsh.before)
    assert "nsh> 40 + 2" in [line.rstrip() for line in shown], shown

