"""The language and the dialogue: start, errors, loops, help."""

import os
import statistics
import sys
import time

import pexpect
from measure import NSH, Row, command, medians, script


def prompt_time():
    """Milliseconds from the start of the process to its prompt, on a terminal, less those of an empty process."""
    environment = dict(os.environ, XDG_STATE_HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent", TERM="xterm")

    def start(program, expected):
        begin = time.perf_counter()
        child = pexpect.spawn(program, env=environment)
        child.delaybeforesend = None
        child.expect_exact(expected)
        elapsed = time.perf_counter() - begin
        child.close(force=True)
        return elapsed

    times = [(start(NSH, "nsh> "), start("/bin/echo ready", "ready")) for _ in range(15)]
    return 1e3 * statistics.median(a - b for a, b in times), 1e3 * statistics.median(a for a, _ in times)


def help_time():
    """Milliseconds from typing `help WORD` to the next prompt, the worst of several words."""
    child = pexpect.spawn(NSH, env=dict(os.environ, XDG_STATE_HOME="/nonexistent", NO_COLOR="1", TERM="xterm"), dimensions=(200, 120))
    child.delaybeforesend = None
    child.expect_exact("nsh> ")
    worst = 0
    for word in ["", "train adam", "momentum", "linspace", "for", "bump", "define cluster"]:
        begin = time.perf_counter()
        child.sendline("help " + word)
        child.expect_exact("nsh> ")
        worst = max(worst, time.perf_counter() - begin)
    child.close(force=True)
    return 1e3 * worst


def rows():
    alone, whole = prompt_time()
    yield Row("start to prompt", whole, "ms", 25)
    yield Row("  less the same for an empty process", alone, "ms")

    lines = "".join(f"define cluster c{i} n=20 at=({i}, 1) to=(1, 0)\nprint sqrt({i}) + {i}^2\n" for i in range(5000))
    (wrong,) = medians([command(NSH, script(lines + "print lss\n"))])
    yield Row("first error of a script of 10,000 lines", 1e3 * wrong, "ms", 100)

    empty, loop, idle, python = medians(
        [
            command(NSH, "-c", ""), command(NSH, "-c", "for i in 1..1e6 { }"), command(sys.executable, "-c", ""),
            command(sys.executable, "-c", "for i in range(10**6): pass"),
        ])
    yield Row("an empty loop of 10^6 turns, against Python's", (loop - empty) / (python - idle), "x", 3)
    yield Row("  the loop", 1e3 * (loop - empty), "ms")
    body, adding = medians(
        [
            command(NSH, "-c", "let s = 0; for i in 1..1e5 { let s = s + i }"),
            command(sys.executable, "-c", "s = 0\nfor i in range(10**5): s = s + i"),
        ])
    yield Row("  `let s = s + i` 10^5 times, against Python's", (body - empty) / (adding - idle), "x")
    yield Row("help for any word", help_time(), "ms", 10)
