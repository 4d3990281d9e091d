"""The same training step by other means: what each of them is started by, and how it is asked for its loss and its time."""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from measure import NSH

HERE = pathlib.Path(__file__).parent
ENVIRONMENT = HERE.parent / ".build-bench" / "python"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="nsh-bench-"))
RATE, SCALE, PENALTY = 0.05, 0.5, 1e-3


def compiler(name):
    """g++, or clang++ beside the Swift toolchain where there is no other."""
    if name == "gcc":
        return shutil.which("g++")
    beside = pathlib.Path(shutil.which("swift")).resolve().parent / "clang++"
    return shutil.which("clang++") or (str(beside) if beside.exists() else None)


def built(name, source, *flags):
    """The binary that a compiler makes of a source, None where it does not."""
    program = compiler(name)
    binary = FOLDER / f"{name}-{source}{''.join(flags)}"
    if program is None:
        return None
    made = subprocess.run([program, "-O3", "-std=c++17", "-w", *flags, "-o", binary, HERE / source], capture_output=True)
    return binary if made.returncode == 0 else None


def python():
    """A Python with NumPy, JAX and PyTorch in a throw-away environment, made when first needed; and which of them it has."""
    program = ENVIRONMENT / "bin" / "python"
    if not program.exists():
        subprocess.run(["python3", "-m", "venv", ENVIRONMENT], check=True)
        for package in ["numpy jax", "torch"]:
            print("installing " + package, flush=True)
            subprocess.run([program, "-m", "pip", "install", "-q", *package.split()])
    names = []
    for name in ["jax", "torch"]:
        found = subprocess.run([program, "-c", f"import {name}; print({name}.__version__)"], capture_output=True, text=True)
        if found.returncode == 0:
            names.append((name, found.stdout.strip()))
    return program, dict(names)


def numpy():
    """A Python with NumPy: the system's, where that has it, else one of the throw-away environment."""
    if subprocess.run(["python3", "-c", "import numpy"], capture_output=True).returncode == 0:
        return "python3"
    program = ENVIRONMENT / "bin" / "python"
    if not program.exists():
        subprocess.run(["python3", "-m", "venv", ENVIRONMENT], check=True)
    if subprocess.run([program, "-c", "import numpy"], capture_output=True).returncode != 0:
        subprocess.run([program, "-m", "pip", "install", "-q", "numpy"], check=True)
    return program


class Problem:
    """Points in two clusters and random bumps, as a file for nsh and as the text that the peers read."""

    def __init__(self, n, layers):
        self.n, self.layers = n, layers
        rng = random.Random(1)
        label = [2 * i // n for i in range(n)]
        points = [(rng.gauss(0, 0.1) + b, rng.gauss(0, 0.1) + 1 - b) for b in label]
        goals = [(1 - b, b) for b in label]
        theta = [[rng.uniform(-1.5, 1.5), rng.uniform(-1.5, 1.5), rng.gauss(0, 0.05), rng.gauss(0, 0.05)] for _ in range(layers)]
        self.file = FOLDER / f"{n}-{layers}.json"
        self.file.write_text(
            json.dumps({"family": "bump", "kernel": "gauss", "s": SCALE, "lam": PENALTY, "x0": points, "dest": goals, "label": label, "theta": theta}))
        self.text = f"{layers} {n} {SCALE} {PENALTY} {RATE}\n"
        self.text += "".join(f"{x!r} {y!r} {a} {b}\n" for (x, y), (a, b) in zip(points, goals))
        self.text += "".join(" ".join(map(repr, t)) + "\n" for t in theta)


class Engine:
    """nsh: a process for each question, whose own clock tells the training's time."""

    def __init__(self, problem, arithmetic, threads):
        self.problem = problem
        self.options = ["--arithmetic", arithmetic, "--threads", str(threads)]

    def ask(self, steps):
        """The loss after so many steps, and microseconds a step, the difference between a short and a long training."""
        file = FOLDER / "ask.nsh"
        lines = [f'load "{self.problem.file}"', f"train gd steps=1 rate={RATE}"]
        if steps > 1:
            lines.append(f"train gd steps={steps - 1} rate={RATE}")
        lines += [f"train gd steps=1 rate={RATE}", 'print "{loss:.17e}"'] if steps > 2 else ['print "{loss:.17e}"']
        file.write_text("\n".join(lines))
        out = subprocess.run([NSH, "--json", *self.options, file], capture_output=True, text=True, check=True).stdout
        answers = [json.loads(line) for line in out.splitlines()]
        seconds = [a["seconds"] for a in answers if a.get("seconds") is not None]
        loss = float(next(a["text"] for a in answers if a["type"] == "text"))
        time = (seconds[1] - seconds[2]) / (steps - 2) if steps > 2 else float("nan")
        return loss, time * 1e6

    def end(self):
        pass


class Peer:
    """Another program, which reads the problem once and then answers numbers of steps."""

    def __init__(self, problem, *command, limit=300):
        self.errors = open(FOLDER / "errors.txt", "w")
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.process.stdin.write(problem.text)

    def ask(self, steps):
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not re.match(r"\S+ \S+\n", answer):
            raise RuntimeError("no answer")
        loss, time = map(float, answer.split())
        return loss, time

    def end(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait()


def peak_memory(lines, *options):
    """The most memory in MB that a script took resident."""
    file = FOLDER / "memory.nsh"
    file.write_text(lines)
    # From a process of its own: what the parent of a program had resident when that began counts as the program's.
    measure = (
        "import os, sys; pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0)]); "
        "print(os.wait4(pid, 0)[2].ru_maxrss)"
    )
    result = subprocess.run([sys.executable, "-c", measure, NSH, "-q", *options, str(file)], capture_output=True, text=True, check=True)
    return int(result.stdout) * 1024 / 1e6
