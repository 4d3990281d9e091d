"""Bodies beside REBOUND's leapfrog, same bodies, same step, by turns in one run; rays of light. REBOUND comes from PyPI into a folder that is thrown away."""

import json
import math
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv

from measure import NSH, Row, command, medians, script, seconds

HERE = pathlib.Path(__file__).parent
FOLDER = tempfile.TemporaryDirectory(prefix="nsh-bench-")
# Per pair of bodies, a multiply-add counting as two: see docs/physics.md.
OPERATIONS = 33


def rebound():
    """A Python that has REBOUND; None where it cannot be had."""
    place = pathlib.Path(FOLDER.name) / "venv"
    try:
        venv.create(place, with_pip=True)
        subprocess.run([place / "bin" / "pip", "install", "-q", "rebound"], check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError):
        print("  (REBOUND cannot be had here)", file=sys.stderr)
        return None
    return place / "bin" / "python"


def two_bodies():
    distance, speed = 0.5, math.sqrt(2 * 1.5 / 0.5)
    return {
        "masses": [1, 1], "positions": [[-distance / 2, 0], [distance / 2, 0]], "velocities": [[0, -speed / 2], [0, speed / 2]], "softening": 0,
        "step": 2 * math.pi / math.sqrt(2) / 500, "steps": 10**6, "samples": 100,
    }


def disc(n, steps):
    places = [(math.sqrt((i + 0.5) / n), 2.399963 * i) for i in range(n)]
    at = [[r * math.cos(a), r * math.sin(a)] for r, a in places]
    return {
        "masses": [1 / n] * n, "positions": at, "velocities": [[-0.6 * y, 0.6 * x] for x, y in at], "softening": 0.05, "step": 1e-4, "steps": steps,
        "samples": 2,
    }


def nsh(data, steps, *options):
    """Seconds of the whole process, and what it shows: the drifts."""
    every = max(1, steps // data["samples"])
    points = lambda list_: "[" + ", ".join(f"({x!r}, {y!r})" for x, y in list_) + "]"
    text = (
        f"build orbit masses=[{', '.join(map(repr, data['masses']))}] positions={points(data['positions'])} velocities={points(data['velocities'])}"
        + f" softening={data['softening']!r} step={data['step']!r} steps={steps} every={every}\n"
        + 'print "{max(abs(energy/energy[0] - 1)):.3e} {max(abs(angular/angular[0] - 1)):.3e} {max(abs(momentum.x - momentum[0].x)):.3e}"\n')
    file, out = script(text), []
    time = seconds(lambda: out.append(subprocess.run([NSH, "-q", *options, file], capture_output=True, text=True, check=True)))
    return time, list(map(float, out[0].stdout.split()))


def step_time(data, steps, *options):
    """Seconds of so many steps: the difference of a long and a short run."""
    (short, _), (long, drifts) = nsh(data, 2, *options), nsh(data, 2 + steps, *options)
    return long - short, drifts


def compared(name, data, python, variants, limit):
    times, drifts = {}, {}
    for _ in range(5):
        for label, options in variants:
            t, drifts[label] = step_time(data, data["steps"], *options)
            times.setdefault(label, []).append(t)
        if python:
            out = subprocess.run([python, HERE / "peer_rebound.py"], input=json.dumps(data), capture_output=True, text=True, check=True).stdout.split()
            times.setdefault("REBOUND, one thread", []).append(float(out[0]))
            drifts["REBOUND, one thread"] = list(map(float, out[1:4]))
    medians_ = {label: statistics.median(t) for label, t in times.items()}
    for label, t in medians_.items():
        yield Row(f"{name}: {label}", t, "s", limit if label == variants[0][0] else None)
        for what, value in zip(["energy", "angular momentum", "linear momentum"], drifts[label]):
            yield Row(f"    drift of {what}", value, "")
    if python:
        yield Row("  nsh over REBOUND, one thread each, the time", medians_[variants[0][0]] / medians_["REBOUND, one thread"], "x")
    return medians_


def peak(threads, binary):
    return float(subprocess.run([binary, str(threads)], capture_output=True, text=True, check=True).stdout.split()[0])


def fractions():
    """1,000 bodies, 10^3 steps: the part of the processor's peak, by turns with the measurement of the peak itself."""
    clang = shutil.which("clang++") or str(pathlib.Path(shutil.which("swift")).resolve().parent / "clang++")
    binary = pathlib.Path(FOLDER.name) / "peak"
    built = subprocess.run([clang, "-O3", "-march=native", "-pthread", "-o", binary, HERE / "peer_peak.cpp"], capture_output=True)
    data = disc(1000, 1000)
    for threads in [1, 2]:
        for arithmetic in ["portable", "fast"]:
            parts, times = [], []
            for _ in range(5):
                t, _ = step_time(data, 1000, "--threads", str(threads), "--arithmetic", arithmetic)
                times.append(t)
                if built.returncode == 0:
                    parts.append(OPERATIONS * 1e9 / t / peak(threads, binary))
            where = f"1,000 bodies, 10^3 steps, {threads} thread{'s' if threads > 1 else ''}, {arithmetic}"
            yield Row(where, statistics.median(times), "s")
            if parts:
                yield Row("  of the peak of multiply-adds", 100 * statistics.median(parts), "%")


def rays():
    line = "build ray segments=1024\n"
    one, many = medians([command(NSH, "-q", script(line)), command(NSH, "-q", script(line * 11))])
    yield Row("rays of 1,024 segments, nine starts, three rays found", 1e3 * (many - one) / 10, "ms", 20)
    line = "build ray segments=1024 starts=1 lens=luneburg from=(-0.9, 0.2) to=(0.5, 0.75)\n"
    one, many = medians([command(NSH, "-q", script(line)), command(NSH, "-q", script(line * 11))])
    yield Row("  three starts, one ray found", 1e3 * (many - one) / 10, "ms", 20)


def rows():
    python = rebound()
    yield from compared("two bodies, 10^6 steps", two_bodies(), python, [("nsh", ())], 0.1)
    yield from compared(
        "1,000 bodies, 200 steps", disc(1000, 200), python,
        [("nsh, one thread", ("--threads", "1")), ("nsh, two threads", ("--threads", "2"))], None)
    yield from fractions()
    yield from rays()
    FOLDER.cleanup()
