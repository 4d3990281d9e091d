"""Pictures: what one more of them costs a script, on the data of 300 points through 50 layers."""

import pathlib
import tempfile

from measure import NSH, Row, command, medians, script

SETUP = """seed 1
for k in 0..2 { define cluster "c{k}" n=100 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg) }
build chain layers=50
train adam steps=100 rate=0.02
plot path > "first.png"
"""


def rows():
    folder = tempfile.TemporaryDirectory(prefix="nsh-bench-")
    place = pathlib.Path(folder.name)
    setup = SETUP.replace('"first.png"', f'"{place}/first.png"')
    subjects = [
        ("a terminal plot of paths", "plot path", 20, 5, "ms"),
        ("a terminal plot of momentum by cluster", "plot momentum by cluster", 20, 5, "ms"),
        ("SVG of 300 x 50 paths", f'plot path > "{place}/a.svg"', 5, 100, "ms"),
        ("PNG of 300 x 50 paths", f'plot path > "{place}/a.png"', 5, 100, "ms"),
        ("PDF of 300 x 50 paths", f'plot path > "{place}/a.pdf"', 5, None, "ms"),
        ("GIF, 51 frames of 640 x 400", f'export gif "{place}/a.gif"', 3, 1000, "ms"),
        ("page of 300 points, 51 states, 8 earlier moments", f'export page "{place}/a.html"', 3, 300, "ms"),
    ]
    base = command(NSH, script(setup))
    for name, line, count, asked, unit in subjects:
        without, whole = medians([base, command(NSH, script(setup + (line + "\n") * count))])
        yield Row(name, 1e3 * (whole - without) / count, unit, asked)
    for name, file, asked in [("  the GIF's size", "a.gif", 500), ("  the page's size", "a.html", 1000), ("  the SVG's size", "a.svg", None)]:
        yield Row(name, (place / file).stat().st_size / 1e3, "kB", asked)
    folder.cleanup()
