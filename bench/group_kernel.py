"""The training step beside a kernel in C++ written by hand for one family, on the same data, one thread each."""

import json
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from measure import NSH, Row, script, seconds

HERE = pathlib.Path(__file__).parent
FOLDER = pathlib.Path(tempfile.mkdtemp())
RATE = 0.05


def peers():
    """The compilers that are here, and the binary that each made."""
    clang = shutil.which("clang++") or str(pathlib.Path(shutil.which("swift")).resolve().parent / "clang++")
    for name, compiler in [("gcc", "g++"), ("clang", clang)]:
        binary = FOLDER / name
        made = subprocess.run(
            [compiler, "-O3", "-march=native", "-std=c++17", "-w", "-o", binary, HERE / "peer_kernel.cpp"], capture_output=True)
        if made.returncode == 0:
            yield name, binary


def problem(n, layers):
    """The lines that build it in nsh, and the text that a peer reads before its number of steps."""
    lines = f'seed 1\ndefine cluster a n={n // 2} at=(0, 1) to=(1, 0)\ndefine cluster b n={n - n // 2} at=(1, 0) to=(0, 1)\nbuild chain layers={layers}\n'
    path = FOLDER / "problem.json"
    subprocess.run([NSH, "-q", "-c", lines + f'save "{path}"'], check=True)
    data = json.loads(path.read_text())
    points = "".join(f"{x[0]!r} {x[1]!r} {d[0]!r} {d[1]!r}\n" for x, d in zip(data["x0"], data["dest"]))
    theta = "".join(" ".join(map(repr, row)) + "\n" for row in data["theta"])
    return lines, lambda steps: f"{layers} {n} {data['s']!r} {data['lam']!r} {RATE} {steps}\n{points}{theta}"


def nsh_run(lines, steps, arithmetic):
    """Seconds of a training of so many steps, from start to end, and the loss."""
    text = lines + f'train gd steps={steps} rate={RATE}\nprint "{{loss:.16e}}"\n'
    file = script(text)
    out = []
    time = seconds(lambda: out.append(subprocess.run([NSH, "-q", "--threads", "1", "--arithmetic", arithmetic, file], capture_output=True, text=True)))
    return time, float(out[0].stdout)


def measured(n, layers, steps, runs=7):
    """Microseconds a step: of nsh by the difference between a long and a short training, of the peers by their own clock."""
    lines, text = problem(n, layers)
    found = list(peers())
    times = {}
    for _ in range(runs):
        losses = {}
        for arithmetic in ["fast", "portable"]:
            (short, _), (long, losses[arithmetic]) = nsh_run(lines, 1, arithmetic), nsh_run(lines, 1 + steps, arithmetic)
            times.setdefault(arithmetic, []).append((long - short) / steps * 1e6)
        for name, binary in found:
            loss, time = map(float, subprocess.run([binary], input=text(1 + steps), capture_output=True, text=True).stdout.split())
            losses[name] = loss
            times.setdefault(name, []).append(time)
        for name, loss in losses.items():
            assert abs(loss / losses["portable"] - 1) < 1e-11, (name, losses)
    return {name: statistics.median(t) for name, t in times.items()}


def rows():
    for n, layers, steps in [(300, 50, 4000), (3000, 50, 400), (3000, 200, 100), (100_000, 50, 12)]:
        times = measured(n, layers, steps)
        where = f"{n} points, {layers} layers"
        for name, time in times.items():
            yield Row(f"{where}: {name}", time, "us")
        for name, limit in [("clang", 1.1), ("gcc", 1.25)]:
            if name in times:
                yield Row(f"  fast over {name}'s C++", times["fast"] / times[name], "x", limit)
