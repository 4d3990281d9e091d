"""Commands that take seconds, for Ctrl-C: what is typed before, the line, and the file that it writes."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    setup: str
    line: str
    file: str | None = None


CHAIN = "seed 1\ndefine cluster red n=4000 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4000 at=(1, 0) to=(0, 1)\nbuild chain layers=50"
BIG = CHAIN.replace("4000", "100000")
SMALL = "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\ndefine cluster blue n=20 at=(1, 0) to=(0, 1)\nbuild chain layers=50"
IRIS = 'seed 1\ndefine data d file="iris.csv"\nbuild network data=d layers=["tanh 8", "residual 16 x4", "linear 3"]'
NUMBERS = "let v = linspace(0, 1, 3000000)"

WORKLOADS = [
    Workload("train adam", CHAIN, "train adam steps=1000000"),
    Workload("train gd", CHAIN, "train gd steps=1000000"),
    Workload("train momentum", CHAIN, "train momentum steps=1000000"),
    Workload("train lbfgs", CHAIN, "train lbfgs steps=1000000"),
    Workload("train newton", CHAIN, "train newton"),
    Workload("train seeds", SMALL, "train adam steps=100000 seeds=1..20"),
    Workload("train a network", IRIS, "train adam steps=1000000"),
    Workload("train a network by newton", IRIS, "train newton"),
    Workload("define cluster n", "seed 1", "define cluster big n=30000000"),
    Workload("define cluster of a file", "", 'define cluster big file="many.csv"'),
    Workload("define data", "", 'define data big file="rows.csv"'),
    Workload("build chain", "seed 1\ndefine cluster red n=400000 to=(1, 0)", "build chain layers=400"),
    Workload("build orbit", "", "build orbit steps=100000000 every=1000"),
    Workload("build ray", "", "build ray segments=1e5 starts=1000"),
    Workload("build path", "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)", "build path action=pendulum from=1 velocity=0.5 steps=3000000"),
    Workload("build geodesic", "seed 1\ndefine cluster red n=200 at=(0, 1) to=(1, 0)", "build geodesic"),
    Workload("save", CHAIN, 'save "big.json"', "big.json"),
    Workload("load", CHAIN + '\nsave "big.json"', 'load "big.json"'),
    Workload("export trace", CHAIN, 'export trace "trace.csv"', "trace.csv"),
    Workload("export table", SMALL, 'export table position by point "table.csv"', "table.csv"),
    Workload("export gif", SMALL, 'export gif "big.gif" size=(1600, 1600)', "big.gif"),
    Workload("export page", CHAIN, 'export page "page.html"', "page.html"),
    Workload("plot path", CHAIN, 'plot path > "path.svg"', "path.svg"),
    Workload("plot as png", CHAIN, 'plot path size=(8000, 8000) > "path.png"', "path.png"),
    Workload("plot layers", CHAIN, 'plot layers 0..50 > "layers.pdf"', "layers.pdf"),
    Workload("family gif", "", 'plot family swirl a=0..2 step 0.0025 > "family.gif"', "family.gif"),
    Workload("conserve", BIG, "conserve"),
    Workload("interact", BIG, "interact"),
    Workload("interact layers", BIG, "interact layers"),
    Workload("inspect process", BIG, "inspect process"),
    Workload("discover family", "", 'discover family "residual 32 tanh"'),
    Workload("discover layer", IRIS, "discover layer 2"),
    Workload("discover process", BIG, "discover process"),
    Workload("discover drifts", BIG, "discover drifts"),
    Workload("a quantity by point", SMALL, "let t = max(abs(position by point))"),
    Workload("normal", "seed 1", "let s = normal(50000000)"),
    Workload("linspace", "", "let s = linspace(0, 1, 50000000)"),
    Workload("sort", NUMBERS, "let s = sort(-v)"),
    Workload("map", "", "let s = map(sqrt, 1..30000000)"),
    Workload("a list's arithmetic", NUMBERS, "for k in 1..100 { let s = v + v*v }"),
    Workload("sum", NUMBERS, "for k in 1..1000 { let s = sum(v) + max(v) }"),
    Workload("print", NUMBERS, "print v"),
    Workload("text of a list", NUMBERS, "let s = string(v)"),
    Workload("a loop", "", "for k in 1..1e9 { let a = k }"),
    Workload("an endless loop", "", "while true { }"),
    Workload("recursion", "def f(n) { if n < 2 { return n } ; return f(n - 1) + f(n - 2) }", "print f(60)"),
    Workload("a doubled string", "", 'let s = "abcdefgh"; for k in 1..60 { let s = "{s}{s}" }'),
    Workload("a shared list", "let s = [1]; for k in 1..60 { let s = [s, s] }", "print s"),
    Workload("a shared list compared", "let s = [1]; for k in 1..60 { let s = [s, s] }", "print s == [s, s]"),
]

# Those that tools/test tries.
SHORT = ["save", "define data", "export trace", "linspace", "a loop"]


def files():
    """What the workloads read."""
    points = b"x,y\n" + b"".join(b"%d.5,%d.25\n" % (i % 97, i % 89) for i in range(600_000))
    rows = b"a,b,c,kind\n" + b"".join(b"%d.5,%d,%d.125,%s\n" % (i % 97, i % 89, i % 53, (b"red", b"blue")[i % 2]) for i in range(400_000))
    return {"many.csv": points, "rows.csv": rows}
