"""Processes of unusual shape: of one layer, one state, one coordinate, one point, of numbers that are not finite. Every command is
put to each of them."""

import re

import declarations

PENDULUM = "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\n"
IRIS = 'seed 1\ndefine data d file="iris.csv"\n'
LINE = 'define data d file="line.csv" target=y\n'

# The lines that build it, and the names of two of its clusters.
SHAPES = [
    (IRIS + 'build network data=d layers=["linear 3"]', "setosa", "virginica"),
    (IRIS + 'build network data=d layers="linear 3"\ntrain lbfgs steps=3', "setosa", "virginica"),
    (IRIS + 'build network data=d layers=["residual 4 tanh", "linear 3"]\ntrain adam steps=2', "setosa", "virginica"),
    (IRIS + 'build network data=d layers=["linear 1", "linear 3"]', "setosa", "virginica"),
    ('seed 1\ndefine data d file="two.csv"\nbuild network data=d layers=["linear 2"]', "a", "b"),
    ('seed 1\n' + LINE + 'build network data=d layers=["linear 1"]', "d", "d"),
    ('seed 1\n' + LINE + 'build network data=d layers=["tanh 1", "residual 1 relu", "linear 1"]', "d", "d"),
    (PENDULUM + "build path action=pendulum from=1 velocity=0.5", "body1", "body1"),
    (PENDULUM + "build path action=pendulum from=1 velocity=0.5 steps=1", "body1", "body1"),
    (PENDULUM + "build path action=pendulum from=6 velocity=0.5 time=1e300 steps=10", "body1", "body1"),
    (PENDULUM + "build path action=pendulum from=0 velocity=0 steps=10", "body1", "body1"),
    ("define action free(x, y, z, vx, vy, vz) = (vx^2 + vy^2 + vz^2)/2\nbuild path action=free from=(0, 0, 0) velocity=(1, 1, 1) steps=2", "body1", "body1"),
    ("build orbit masses=1 positions=[(1e300, -1e300), (1e9, 1e9), (1e-9, 0)] velocities=[(0, 1), (1, 0), (0, 1)] softening=0.1 step=3 steps=10",
     "body1", "body2"),
    ("build orbit steps=1", "body1", "body2"),
    ("build orbit masses=[1e-300, 1e300] steps=4", "body1", "body2"),
    ("build ray segments=2", "ray1", "ray1"),
    ("build ray lens=layers above=1 below=1.5 from=(-1, 1) to=(0.6, -1)", "ray1", "ray1"),
    ("build ray fan=2 from=(-1.5, 0) spread=50deg time=4", "ray1", "ray2"),
    ("seed 1\ndefine cluster red n=1 at=(0, 1) to=(1, 0)\nbuild chain layers=1", "red", "red"),
    ("seed 1\ndefine cluster red n=1 sd=0\nbuild chain layers=2", "red", "red"),
    ("seed 1\ndefine cluster red n=4 at=(1e150, 1e-150) to=(-1e150, 0)\nbuild chain layers=3", "red", "red"),
    ("seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4 at=(1, 0) to=(0, 1)\nbuild chain layers=1\ntrain adam steps=1", "red", "blue"),
    ("seed 1\ndefine cluster red n=1 at=(0, 1) to=(0, 1)\nbuild geodesic", "red", "red"),
    ("seed 1\ndefine family still(x, y; a) = (x, y)\ndefine cluster red n=3\nbuild chain layers=3 family=still", "red", "red"),
]
FILES = {
    "line.csv": b"x,y\n1,2\n2,4.5\n3,6\n", "two.csv": b"x,kind\n1,a\n2,b\n", "one.csv": b"x,y\n1,2\n",
}
QUESTIONS = [
    "print {q}", "print {q} by cluster", "print {q} by point", "print {q} over layer", "print {q} over step", "print {q} at layer 1", "print {q} at layer last",
    "print {q}[0]", "print {q}.{a}", "print drift({q})", "print defect({q})", 'plot {q} > "out.svg"', 'plot {q} by point scale=log > "out.svg"',
    'plot {q} by cluster scale=log > "out.png"', 'export table {q} "out.csv"', "plot {q}"]


def lines(a, b):
    """Every command and quantity, as declarations and examples have them, about these clusters."""
    for command in declarations.commands():
        if command.name.split()[0] in ("define", "build", "load", "seed", "help", "quit", "exit", "apropos"):
            continue
        for _, line in command.calls:
            yield re.sub(r"\bred\b", a, re.sub(r"\bblue\b", b, line))
        for option in command.parameters:
            for word in option.kind.split("|") if "|" in option.kind else []:
                yield f"{command.name} {option.name}={word}" + (f' > "out{command.endings[0]}"' if command.takesFile else "")
    for name, _, _ in declarations.headings("quantities"):
        for question in QUESTIONS:
            yield question.format(q=name, a=a)
