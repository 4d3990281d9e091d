"""nsh for programs: the kernel for Jupyter beside ipykernel, and Python's session. Needs `tools/test-notebook --setup`, which makes the environment with
Jupyter's programs."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

from measure import NSH, Row

ROOT = pathlib.Path(__file__).parent.parent
PYTHON = ROOT / ".build-notebook" / "bin" / "python"


def session_time():
    """Milliseconds from `Session()` to the first result."""
    sys.path.insert(0, str(ROOT / "python"))
    import nshell

    times = []
    for _ in range(15):
        begin = time.perf_counter()
        with nshell.Session(NSH) as s:
            assert s["1 + 1"] == 2
            times.append(time.perf_counter() - begin)
    return 1e3 * statistics.median(times)


def rows():
    yield Row("Python: Session() to its first result", session_time(), "ms", 50)
    subprocess.run([ROOT / "tools" / "test-notebook", "--setup"], check=True)
    done = subprocess.run(
        [PYTHON, ROOT / "bench" / "peer_kernels.py"], env=dict(os.environ, NSH=NSH), check=True, capture_output=True, text=True)
    measured = json.loads(done.stdout.splitlines()[-1])
    yield Row("Jupyter: start of the kernel to its first answer", measured["nsh"]["start"], "s", 0.3)
    yield Row("  ipykernel", measured["python3"]["start"], "s")
    yield Row("Jupyter: round trip of 1+1, to idle", measured["nsh"]["trip"], "ms", 3)
    yield Row("  ipykernel", measured["python3"]["trip"], "ms")
    yield Row("Jupyter: interrupt of a training to the cell's reply", measured["nsh"]["interrupt"], "ms", 50)
    yield Row("  ipykernel, of a loop", measured["python3"]["interrupt"], "ms")
