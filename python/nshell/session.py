"""A session of nsh that Python talks to: texts are run, values come back as numpy's arrays.

    with nshell.Session() as s:
        s.run("seed 1; define cluster red n=20 at=(0, 1) to=(1, 0); build chain layers=50; train adam")
        s["loss"], s["momentum"].values

It speaks the protocol of docs/serve.md with one process of its own. Needs numpy, and nsh on the PATH, in $NSH, or named.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

import numpy as np

from .answers import value
from .errors import NshError


class Session:
    """One workspace of nsh, until it is closed.

    nsh: the program; else $NSH, else `nsh` on the PATH. arguments: its options, such as `["--threads", "1"]`. cwd: the folder
    in which files are read and written. progress: called with what is told of a long training, a dict with `step`, `total`, `detail`.
    """

    def __init__(self, nsh=None, arguments=(), cwd=None, progress=None):
        program = nsh or os.environ.get("NSH") or shutil.which("nsh")
        if not program:
            raise NshError("no-nsh", "there is no nsh on the PATH: name the program, Session(nsh=...), or set $NSH")
        self.progress = progress
        self._lock = threading.RLock()
        self._count = 0
        self._errors = tempfile.TemporaryFile()
        try:
            # A group of its own: Ctrl-C is this program's, which hands it on.
            self._process = subprocess.Popen(
                [str(program), "--serve", *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, cwd=cwd,
                start_new_session=True)
        except OSError as error:
            self._errors.close()
            raise NshError("no-nsh", f"{program} cannot be started: {error.strerror}") from None
        self._folder = pathlib.Path(cwd or ".").resolve()

    # Asking

    def run(self, text, **settings):
        """Runs a text as if it had been typed, and gives what it shows: numbers, strings, arrays, `Table`, `Series`, `Figure`,
        in order, without reports. One result comes as itself, none as None.

        Raises NshError where nsh reports an error; what succeeded before it stays done. Ctrl-C ends the text, and then is Python's.
        """
        shown = [value(a) for a in self.answers(run=text, **settings) if a["type"] not in ("report", "note", "file")]
        return shown[0] if len(shown) == 1 else shown or None

    def answers(self, **request):
        """All answers to a request, as docs/serve.md has them, but for progress and `done`. Raises NshError at the first error."""
        with self._lock:
            self._count += 1
            told = self._told({"id": self._count, **request})
            error = next((a for a in told if a["type"] == "error"), None)
            if error is not None and "check" not in request:
                raise NshError.of(error)
            return told

    def __getitem__(self, expression):
        """The value of an expression: `s["loss"]`, `s["momentum at layer 25"]`."""
        return self.run(expression, figures=["svg", "png"])

    def __setitem__(self, name, content):
        """`let`: a number, a string, a truth value, an array of numbers, or a list or dict of these."""
        array = _numbers(content)
        if array is not None and array.size > 10_000:
            return self._let_by_file(name, array)
        self.run(f"let {name} = {_written(content if array is None else array)}")

    def _let_by_file(self, name, array):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "array.npz")
            np.savez(path, x=array)
            self.run(f"let {name} = read {json.dumps(path)}\nlet {name} = {name}.x")

    def arrays(self):
        """What `export arrays` writes of the present process, by name, with the bits that nsh has: states, costates, quantities, parameters,
        the history, and as texts the script, the seed and the version."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "arrays.npz")
            self.run(f"export arrays {json.dumps(path)}")
            with np.load(path) as file:
                return {name: file[name] for name in file.files}

    def check(self, text):
        """All that is wrong with a text, which is not run, as NshErrors."""
        return [NshError.of(a) for a in self.answers(check=text)]

    def complete(self, text, at=None):
        """What could stand at a place of a text (by default its end): the candidates, and the stretch that they replace."""
        (found,) = self.answers(complete=text, unit="codepoint", at=len(text) if at is None else at)
        return found["candidates"], (found["start"], found["end"])

    def help(self, word):
        """What `help` says of a word; None where there is nothing."""
        (found,) = self.answers(inspect=word, at=0)
        return found["text"]

    # The process

    def _told(self, request):
        self._send(request)
        told, isInterrupted = [], False
        while True:
            try:
                answer = self._next()
                # What could not be read as a request is answered without an id: there is one at a time.
                if answer["id"] not in (request["id"], None):
                    continue
                if answer["type"] == "done":
                    break
                if answer["type"] != "progress":
                    told.append(answer)
                elif self.progress:
                    self.progress(answer)
            except KeyboardInterrupt:
                isInterrupted = True
                self._send({"id": 0, "interrupt": request["id"]})
        if isInterrupted:
            raise KeyboardInterrupt
        return told

    def _send(self, request):
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise self._gone() from None

    def _next(self):
        line = self._process.stdout.readline() if not self._process.stdout.closed else b""
        if not line.endswith(b"\n"):
            raise self._gone()
        return json.loads(line)

    def _gone(self):
        if self._process.stdin.closed:
            return NshError("closed", "the session is closed")
        status = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip()
        return NshError("ended", f"nsh has ended with status {status}" + (f": {said}" if said else ""))

    def close(self):
        """Ends nsh, whatever it is doing."""
        if self._process.stdin.closed:
            return
        try:
            self._process.stdin.close()
        except OSError:
            pass
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._errors.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if hasattr(self, "_process"):
            self.close()

    def __repr__(self):
        return f"<nsh, {'closed' if self._process.stdin.closed else f'process {self._process.pid}'}>"


# How nsh's strings write what would end them, or mean something in them.
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "{": "\\{", "}": "\\}", "\n": "\\n", "\t": "\\t"})


def _numbers(content):
    """An array of numbers; None of what is something else."""
    if isinstance(content, (bool, str, bytes, np.bool_)):
        return None
    if isinstance(content, (list, tuple)) and any(isinstance(x, (bool, np.bool_)) for x in content):
        return None
    try:
        array = np.asarray(content)
    except ValueError:  # rows of several lengths
        return None
    return array.astype(float) if array.dtype.kind in "iuf" else None


def _written(content):
    """A value in nsh's language, numbers with all their digits."""
    if isinstance(content, np.ndarray) and content.ndim == 0:
        content = content.item()
    if isinstance(content, (bool, np.bool_)):
        return "true" if content else "false"
    if isinstance(content, str):
        if "\r" in content:
            raise ValueError("nsh's language has no way to write a carriage return in a string")
        return f'"{content.translate(_ESCAPES)}"'
    if isinstance(content, (int, float, np.integer, np.floating)):
        try:
            x = float(content)
        except OverflowError:
            raise ValueError(f"{str(content)[:20]}... is beyond the numbers of nsh") from None
        return "0/0" if np.isnan(x) else ("1/0" if x > 0 else "-1/0") if np.isinf(x) else repr(x)
    if isinstance(content, (list, tuple, np.ndarray)):
        return "[" + ", ".join(_written(x) for x in content) + "]"
    if isinstance(content, dict) and content:
        return "{" + ", ".join(f"{_written(str(name))}: {_written(x)}" for name, x in content.items()) + "}"
    raise TypeError(f"nsh takes numbers, strings, truth values, arrays of numbers, and lists and dicts of these, not {type(content).__name__}")
