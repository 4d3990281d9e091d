"""The program itself, as a process: started as the terminal's tests start it, with a home of its own and known signals."""

import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Terminal"))
from conftest import NSH, PATIENCE, PROMPT, ROOT, default_signals  # noqa: E402

__all__ = ["NSH", "PATIENCE", "PROMPT", "ROOT", "SETUP", "default_signals", "environment", "files", "run", "start", "temporaries"]

SETUP = "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4 at=(1, 0) to=(0, 1)\nbuild chain layers=6 penalty=1e-2\n"


def environment(home, **changes):
    kept = {name: os.environ[name] for name in ["PATH", "LD_LIBRARY_PATH", "TMPDIR"] if name in os.environ}
    home = str(home)
    return dict(
        kept, HOME=home, XDG_STATE_HOME=home + "/state", XDG_CONFIG_HOME=home + "/config", TERM="xterm", LC_ALL="C.UTF-8", NO_COLOR="1",
        INPUTRC="/dev/null", OPENBLAS_NUM_THREADS="1", **changes)


def start(folder, *arguments, home=None, prepare=None, into=subprocess.PIPE, **changes):
    """The program in a folder, at work; what it writes goes into pipes, or a file."""
    def before():
        default_signals()
        if prepare:
            prepare()

    return subprocess.Popen(
        [NSH, *map(str, arguments)], cwd=folder, env=environment(home or folder, **changes), stdin=subprocess.DEVNULL, stdout=into,
        stderr=into, preexec_fn=before)


def run(folder, *arguments, **options):
    """The program to its end: its status (negative for a signal), output and errors. One that never ends counts as SIGALRM."""
    process = start(folder, *arguments, **options)
    try:
        output, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        return -signal.SIGALRM, output.decode("utf-8", "replace"), errors.decode("utf-8", "replace")
    return process.returncode, output.decode("utf-8", "replace"), errors.decode("utf-8", "replace")


def files(folder):
    """Every file below a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(pathlib.Path(folder).rglob("*")) if p.is_file() and not p.is_symlink()}


def temporaries(folder):
    """What the program left that is no file of the user's."""
    return [str(p.relative_to(folder)) for p in pathlib.Path(folder).rglob("*") if p.name.startswith(".nsh-") or p.name.endswith(".tmp")]
