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
STEPS = 200

DIGITS = f"""seed 1
define data digits file="{ROOT}/share/data/digits.csv" rows=1..900 scale=16
build network data=digits layers=["affine 32", "residual 32 x4", "linear 10"] penalty=1e-2
"""


def digits():
    """Seconds of 200 steps of L-BFGS from the same parameters, by turns; nsh's as the difference of a long and a short run."""
    path = FOLDER / "digits.json"
    text = DIGITS + f'save "{path}"\nprint "{{loss:.15e}}"\n'
    start = float(subprocess.run([NSH, "-q", script(text)], check=True, capture_output=True, text=True).stdout.split()[-1])
    long = script(DIGITS + f'train lbfgs steps={STEPS}\nprint "{{loss:.12e}} {{gradient:.3e}}"\n')
    short = script(DIGITS + "train lbfgs steps=1\n")
    program, found = python()
    times = {"nsh": [], "torch": []}
    losses = {}
    for _ in range(5):
        def run(file):
            begin = os.times().elapsed
            out = subprocess.run([NSH, "-q", "--threads", "2", file], capture_output=True, text=True).stdout
            return os.times().elapsed - begin, out
        (a, _), (b, out) = run(short), run(long)
        times["nsh"].append(b - a)
        losses["nsh"] = out.split()[-2:]
        if "torch" in found:
            out = subprocess.run([program, ROOT / "bench/peer_digits.py", path, str(STEPS)], capture_output=True, text=True, check=True).stdout
            peer = json.loads(out)
            times["torch"].append(peer["seconds"])
            losses["torch"] = [peer["loss"], peer["gradient"]]
            assert abs(peer["start"] / start - 1) < 1e-12, "the same loss at the start"
    print(f"  losses and gradients after {STEPS} steps: {losses}", file=sys.stderr)
    return {name: statistics.median(t) for name, t in times.items() if t}


def rows():
    times = digits()
    yield Row(f"digits, {STEPS} steps of L-BFGS", 1e3 * times["nsh"], "ms")
    if "torch" in times:
        yield Row("  the same in PyTorch", 1e3 * times["torch"], "ms")
        yield Row("  nsh over PyTorch", times["nsh"] / times["torch"], "x", 1)
    for family, limit in [("bump", 50), ('"residual 6 tanh"', None), ('"layernorm 8 tanh" inputs=8', None)]:
        without, whole = medians([command(NSH, script("seed 1\n")), command(NSH, script("seed 1\n" + f"discover family {family}\n" * 10))])
        yield Row(f"discover family {family}", 1e3 * (whole - without) / 10, "ms", limit)
