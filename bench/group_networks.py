"""Networks and discovery: the same training in PyTorch on the same processors, and searches for symmetries."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from measure import NSH, Row, command, medians, script
from peers import python

ROOT = pathlib.Path(__file__).parent.parent
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="nsh-bench-"))


def network(penalty):
    return f"""seed 1
define data digits file="{ROOT}/share/data/digits.csv" rows=1..900 scale=16
build network data=digits layers=["affine 32", "residual 32 x4", "linear 10"] penalty={penalty}
"""


def digits(penalty, rule, steps, bound, rounds):
    """Seconds of a training by L-BFGS from the same parameters, by turns; nsh's as the difference to a run of one step. Both work on two threads.

    PyTorch's search for a step is another one (strong Wolfe, with interpolation), so that the number of steps is too."""
    path = FOLDER / "digits.json"
    text = network(penalty) + f'save "{path}"\nprint "{{loss:.15e}}"\n'
    start = float(subprocess.run([NSH, "-q", script(text)], check=True, capture_output=True, text=True).stdout.split()[-1])
    long = script(network(penalty) + f'train lbfgs {rule}\nprint "{{loss:.12e}} {{gradient:.3e}} {{length(loss over step) - 1}}"\n')
    short = script(network(penalty) + "train lbfgs steps=1\n")
    program, found = python()
    times = {"nsh": [], "torch": []}
    ends = {}
    for _ in range(rounds):
        def run(file):
            begin = os.times().elapsed
            out = subprocess.run([NSH, "-q", "--threads", "2", file], capture_output=True, text=True).stdout
            return os.times().elapsed - begin, out
        (a, _), (b, out) = run(short), run(long)
        times["nsh"].append(b - a)
        ends["nsh"] = out.split()[-3:]
        if "torch" in found:
            out = subprocess.run([program, ROOT / "bench/peer_digits.py", path, str(steps), str(bound)], capture_output=True, text=True, check=True).stdout
            peer = json.loads(out)
            times["torch"].append(peer["seconds"])
            ends["torch"] = [peer["loss"], peer["gradient"], peer["steps"]]
            assert abs(peer["start"] / start - 1) < 1e-12, "the same loss at the start"
    print(f"  loss, gradient, steps: {ends}", file=sys.stderr)
    return {name: statistics.median(t) for name, t in times.items() if t}


TASKS = [
    ("digits, 200 steps of L-BFGS, penalty 1e-2", "1e-2", "steps=200", 200, 0, 5),
    ("digits by L-BFGS to |grad| < 1e-6, penalty 1e-5", "1e-5", "steps=6000 until gradient < 1e-6", 6000, 1e-6, 3),
]


def rows():
    for what, *task in TASKS:
        times = digits(*task)
        yield Row(what, times["nsh"], "s")
        if "torch" in times:
            yield Row("  the same in PyTorch", times["torch"], "s")
            yield Row("  nsh over PyTorch", times["nsh"] / times["torch"], "x", 1)
    for family, limit in [("bump", 50), ('"residual 6 tanh"', None), ('"layernorm 8 tanh" inputs=8', None)]:
        without, whole = medians([command(NSH, script("seed 1\n")), command(NSH, script("seed 1\n" + f"discover family {family}\n" * 10))])
        yield Row(f"discover family {family}", 1e3 * (whole - without) / 10, "ms", limit)
