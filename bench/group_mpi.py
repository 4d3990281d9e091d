"""One training by two ranks of a thread each beside one process of two threads, in turns: 10^6 points, 50 layers."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from measure import NSH, Row, script, seconds

ROOT = pathlib.Path(__file__).resolve().parent.parent
STEPS = 20


def problem(steps):
    return script(
        "seed 1\ndefine cluster a n=500000 at=(0, 1) to=(1, 0)\ndefine cluster b n=500000 at=(1, 0) to=(0, 1)\n"
        f"build chain layers=50\ntrain adam steps={steps}\nprint string(loss)\n")


def rows():
    if not (shutil.which("mpirun") and shutil.which("mpicc")):
        print("there is no mpirun and mpicc: tools/test-mpi installs them", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([ROOT / "tools" / "mpi-shim", folder], check=True, stdout=subprocess.DEVNULL)
        environment = dict(
            os.environ, NSH_MPI=folder + "/libnsh-mpi.so", OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        short, long = problem(1), problem(1 + STEPS)

        def run(command, file):
            return subprocess.run([*command, file], env=environment, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout

        threads = [NSH, "--threads", "2"]
        # Threads go to whichever processor is free, and so may ranks.
        ranks = ["mpirun", "--oversubscribe", "--bind-to", "none", "-np", "2", NSH, "--threads", "1", "--mpi-timeout", "100"]
        assert run(threads, long).split() == run(ranks, long).split(), "other bits"
        ratios, steps, starts = [], [], []
        for _ in range(9):
            times = [[seconds(lambda: run(command, file)) for file in (short, long)] for command in (threads, ranks)]
            (alone, together) = ((long - short) / STEPS for short, long in times)
            ratios.append(together / alone)
            steps.append(1e3 * together)
            starts.append(times[1][0] - times[0][0])
        yield Row("a step of 10^6 points, 50 layers, 2 ranks", statistics.median(steps), "ms")
        yield Row("2 ranks of 1 thread over 2 threads", statistics.median(ratios), "x", 1.05)
        yield Row("what 2 ranks take longer to start and end", statistics.median(starts), "s")
