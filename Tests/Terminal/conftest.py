"""What every terminal test starts from: default signals, an environment and a home of its own."""

import functools
import os
import pathlib
import shutil
import signal
import subprocess

import pexpect
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NSH = os.environ.get("NSH", str(ROOT / ".build" / "release" / "nsh"))
PROMPT = "nsh> "
NEEDS_MPI = pytest.mark.skipif(
    not (shutil.which("mpirun") and shutil.which("mpicc")), reason="there is no mpirun and mpicc: tools/test-mpi installs them")

# Seconds after which an event that was waited for counts as never coming. No promise of speed (those are measured by
# tools/bench): a busy machine may take its time, and who does what is right never waits for so long.
PATIENCE = 120


def default_signals(ignoring=()):
    """Run in each child before its program: `nohup`, and `&` in a script, would leave it signals that are ignored."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN if number in ignoring else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def finish(command, **options):
    """Runs a command to its end, by default with nothing to read; gives the finished process with all that it wrote."""
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    streams = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return subprocess.run(list(map(str, command)), timeout=PATIENCE, preexec_fn=default_signals, **{**streams, **options})


def small_disk(tmp_path, size):
    """A file system of its own of so many bytes, to be unmounted by who asked for it; where none may be had, the test is skipped."""
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    disk = tmp_path / "disk"
    disk.mkdir()
    if finish(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk]).returncode != 0:
        pytest.skip("no tmpfs may be mounted here")
    return disk


@pytest.fixture
def environment(tmp_path):
    """Nothing of the caller's but where programs are; no history and no start-up file but what the test puts there."""
    kept = {name: os.environ[name] for name in ["PATH", "LD_LIBRARY_PATH", "TMPDIR"] if name in os.environ}
    return dict(
        kept, HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path / "state"), XDG_CONFIG_HOME=str(tmp_path / "config"),
        TERM="xterm", LC_ALL="C.UTF-8", NO_COLOR="1", INPUTRC="/dev/null")


@pytest.fixture
def terminal(environment, tmp_path):
    """Starts a program on a pseudo-terminal of its own; all are ended after the test."""
    started = []

    def start(program, *arguments, ignoring=(), **changes):
        changed = {name: text for name, text in dict(environment, **changes).items() if text is not None}
        # A terminal throws away what is not yet read at Ctrl-C, also the half of a letter.
        child = pexpect.spawn(
            program, list(arguments), env=changed, cwd=str(tmp_path), encoding="utf-8", codec_errors="replace", timeout=PATIENCE, dimensions=(40, 120),
            preexec_fn=functools.partial(default_signals, ignoring))
        child.delaybeforesend = None
        started.append(child)
        return child

    yield start
    for child in started:
        if child.isalive():
            child.kill(signal.SIGKILL)
            child.wait()
        child.ptyproc.delayafterclose = 0
        child.close()


@pytest.fixture
def dialogue(terminal):
    """Starts nsh on a pseudo-terminal and waits for its prompt. Changes of its environment; None takes a variable away."""

    def start(*arguments, **changes):
        child = terminal(NSH, *arguments, **changes)
        child.expect_exact(PROMPT)
        return child

    return start


@pytest.fixture
def run(environment, tmp_path):
    """Runs nsh without a terminal; gives the finished process."""

    def run(*arguments, text=None):
        options = {} if text is None else {"input": text}
        return finish([NSH, *arguments], env=environment, cwd=tmp_path, **options)

    return run


@pytest.fixture
def lsp(environment, tmp_path):
    """Starts servers for editors, whose clients are made here."""
    from lsp import Client

    started = []

    def start(*arguments):
        client = Client(environment, tmp_path, *arguments)
        started.append(client)
        return client

    yield start
    for client in started:
        client.process.kill()
        client.process.wait()


@pytest.fixture
def editor(lsp):
    """A client of such a server, which has begun."""
    client = lsp()
    client.start()
    return client


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
    return child.wait()
