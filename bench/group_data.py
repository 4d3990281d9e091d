"""Reading: tables of points and rows, from files of 100,000."""

import random
import tempfile

from measure import NSH, Row, command, medians

COUNT = 100_000


def table(header, line):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
        file.write(header + "".join(line(i) for i in range(COUNT)))
    return file.name


def rows():
    draw = random.Random(1)
    short = table("x,y\n", lambda i: f"{draw.uniform(-9, 9):.4f},{draw.uniform(-9, 9):.4f}\n")
    long = table("", lambda i: f"{draw.gauss(0, 1)!r},{draw.gauss(0, 1)!r}\n")
    classes = table("a,b,k\n", lambda i: f'{draw.gauss(0, 1)!r},{i},"k{i % 7}"\n')
    empty, *times = medians(
        [command(NSH, "-c", "")]
        + [command(NSH, "-c", text) for text in [
            f'define cluster c file="{short}"', f'define cluster c file="{long}"', f'define data d file="{classes}"']], runs=7)
    for what, time in zip(["points of few digits", "points of all digits", "rows with a class"], times):
        yield Row(f"reading 100,000 {what}", 1e3 * (time - empty), "ms", 140)
