import os
import pathlib
import subprocess

import pexpect
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NSH = os.environ.get("NSH", str(ROOT / ".build" / "release" / "nsh"))
PROMPT = "nsh> "


@pytest.fixture
def environment(tmp_path):
    """A home of its own: no history and no start-up file but what the test puts there."""
    return dict(
        os.environ, HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path / "state"), XDG_CONFIG_HOME=str(tmp_path / "config"),
        TERM="xterm", LC_ALL="C.UTF-8", NO_COLOR="1", INPUTRC="/dev/null")


@pytest.fixture
def dialogue(environment, tmp_path):
    """Starts nsh on a pseudo-terminal; all are ended after the test."""
    started = []

    def start(*arguments, **changes):
        child = pexpect.spawn(
            NSH, list(arguments), env=dict(environment, **changes), cwd=str(tmp_path), encoding="utf-8", timeout=20,
            dimensions=(40, 120))
        started.append(child)
        child.expect_exact(PROMPT)
        return child

    yield start
    for child in started:
        child.close(force=True)


@pytest.fixture
def run(environment, tmp_path):
    """Runs nsh without a terminal; gives the finished process."""

    def run(*arguments, text=None, **options):
        return subprocess.run(
            [NSH, *arguments], input=text, env=environment, cwd=str(tmp_path), capture_output=True, text=True, timeout=60, **options)

    return run


def say(child, line, *answers):
    """Types a line and waits for its answers in order, then for the next prompt; returns all that came."""
    child.sendline(line)
    seen = ""
    for answer in answers:
        child.expect_exact(answer)
        seen += child.before + child.after
    child.expect_exact(PROMPT)
    return seen + child.before


def ended(child):
    """The exit status, once the dialogue has ended by itself."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus
