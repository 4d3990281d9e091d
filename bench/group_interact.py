"""Who exchanges momentum with whom, among a thousand clusters: what one more question costs a script."""

import pathlib
import tempfile

from measure import NSH, Row, command, medians, script

# A field of a thousand clusters that turns, trained until the third law holds, so that all of the work is done.
SETUP = """seed 1
def place(k) = (k % 40 / 10 - 2, k // 40 / 6 - 2)
def turned(p) = (p.x*cos(0.5) - p.y*sin(0.5), p.x*sin(0.5) + p.y*cos(0.5))
for k in 0..999 { define cluster "c{k}" n=5 sd=0.02 at=place(k) to=turned(place(k)) }
build chain layers=50 spread=2
train adam steps=300 rate=0.02 decay=cosine
train newton until gradient < 1e-11
"""


def rows():
    folder = tempfile.TemporaryDirectory(prefix="nsh-bench-")
    file = pathlib.Path(folder.name) / "field.json"
    command(NSH, script(SETUP + f'save "{file}"\n'))()
    load = f'load "{file}"\n'
    subjects = [("interact", 1), ("interact groups", 1), ("interact layers", 1)]
    base, *times = medians([command(NSH, "-q", "-c", load)] + [command(NSH, "-q", "-c", load + line) for line, _ in subjects], runs=7)
    for (line, asked), time in zip(subjects, times):
        yield Row(f"{line}, 1000 clusters, 5000 points, 50 layers", time - base, "s", asked)
    # As many rows as make a full decomposition of 2000 x 1000 necessary.
    deep = "\n".join(line for line in SETUP.replace("layers=50", "layers=1000").splitlines() if not line.startswith("train")) + "\n"
    base, time = medians([command(NSH, script(deep)), command(NSH, script(deep + "interact groups\n"))], runs=5)
    yield Row("interact groups, the same in 1000 layers", time - base, "s")
    folder.cleanup()
