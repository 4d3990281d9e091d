"""Commands that take seconds, for Ctrl-C: what is typed before, the line, and the file that it writes."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    setup: str
    line: str
    file: str | None = None


CHAIN = "seed 1\ndefine cluster red n=4000 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4000 at=(1, 0) to=(0, 1)\nbuild chain layers=50"
SMALL = "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\ndefine cluster blue n=20 at=(1, 0) to=(0, 1)\nbuild chain layers=50"
IRIS = 'seed 1\ndefine data d file="iris.csv"\nbuild network data=d layers=["tanh 8", "residual 16 x4", "linear 3"]'
# So many points that a single pass over all layers takes longer than a moment.
BIG = "seed 1\ndefine cluster red n=300000 at=(0, 1) to=(1, 0)\ndefine cluster blue n=300000 at=(1, 0) to=(0, 1)\nbuild chain layers=40"
MANY = "seed 1\n" + "\n".join(f"define cluster c{k} n=20 at=({k}, 1) to=(1, {k})" for k in range(60)) + "\nbuild chain layers=1000"
TABLE = 'seed 1\nlet t = table(a=normal(2000000), b=random(2000000), c="x")'
RECORDING = 'import trace "letters.safetensors"'
RUNS = 'sweep s store="runs.db" x=1..30000 keep=[y] { let y = x^2 }'
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
    Workload("build a long chain", SMALL, "build chain layers=2000000"),
    Workload("build network", 'seed 1\ndefine data d file="iris.csv"', 'build network data=d layers=["tanh 3000", "tanh 3000 x4", "linear 3"]'),
    Workload("build orbit", "", "build orbit steps=100000000 every=1000"),
    Workload("build ray", "", "build ray segments=1e5 starts=1000"),
    Workload("build path", "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)", "build path action=pendulum from=1 velocity=0.5 steps=3000000"),
    Workload("build geodesic", "seed 1\ndefine cluster red n=200 at=(0, 1) to=(1, 0)", "build geodesic"),
    Workload("save", CHAIN, 'save "big.json"', "big.json"),
    Workload("save processes", CHAIN, 'save chain "all.json"', "all.json"),
    Workload("load", CHAIN + '\nsave "big.json"', 'load "big.json"'),
    Workload("export trace", CHAIN, 'export trace "trace.csv"', "trace.csv"),
    Workload("export table", CHAIN + "\ndefine quantity q = x", 'export table (q by point) "table.csv"', "table.csv"),
    Workload("export gif", SMALL, 'export gif "big.gif" size=(1600, 1600)', "big.gif"),
    Workload("export page", CHAIN, 'export page "page.html"', "page.html"),
    Workload("plot path", CHAIN, 'plot path > "path.svg"', "path.svg"),
    Workload("plot as png", CHAIN, 'plot path size=(8000, 8000) > "path.png"', "path.png"),
    Workload("plot layers", CHAIN, 'plot layers 0..50 > "layers.pdf"', "layers.pdf"),
    Workload("family gif", "", 'plot family swirl a=0..2 step 0.0025 > "family.gif"', "family.gif"),
    Workload("conserve", BIG, "for k in 1..1000 { train gd steps=1 ; conserve }"),
    Workload("conserve of symmetries", BIG + "\nlet r = discover family bump", "conserve r"),
    Workload("interact", MANY, "for k in 1..1000 { train gd steps=1 ; interact }"),
    Workload("interact groups", MANY, "for k in 1..1000 { train gd steps=1 ; interact groups }"),
    Workload("interact matrix", MANY, "for k in 1..1000 { train gd steps=1 ; interact matrix }"),
    Workload("interact layers", BIG, "for k in 1..1000 { train gd steps=1 ; interact layers }"),
    Workload("inspect process", BIG, "for k in 1..1000 { train gd steps=1 ; inspect process }"),
    Workload("inspect layer", BIG, "for k in 1..1000 { train gd steps=1 ; inspect layer 20 }"),
    Workload("inspect cluster", BIG, "for k in 1..1000 { train gd steps=1 ; inspect cluster red }"),
    Workload("where, row by row", TABLE, "let u = t where norm((a, b)) > 1"),
    Workload("where", TABLE, "for k in 1..1000 { let u = t where a > b and b < 0.5 }"),
    Workload("sort by", TABLE, "for k in 1..1000 { let u = sort t by a }"),
    Workload("by", TABLE, "for k in 1..1000 { let u = t by b mean(a) }"),
    Workload("with", TABLE, "for k in 1..1000 { let u = t with d=a/b }"),
    Workload("summary", TABLE, "for k in 1..1000 { let u = summary(t) }"),
    Workload("write a table", TABLE, 't > "t.csv"', "t.csv"),
    Workload("write JSON", TABLE, 't > "t.json"', "t.json"),
    Workload("write arrays", TABLE, 'for k in 1..1000 { t > "t.npz" }', "t.npz"),
    Workload("read a table", TABLE + '\nt > "t.csv"', 'for k in 1..1000 { read "t.csv" }'),
    Workload("read a table of many columns", "", 'for k in 1..1000 { read "wide.csv" }'),
    Workload("a record of many members", "", 'for k in 1..1000 { let r = read "members.json"; let e = r == r }'),
    Workload("a text of a record of many members", "", 'include "members.nsh"'),
    Workload("a text of a call of many names", "", 'include "named.nsh"'),
    Workload("plot layer", BIG, 'plot layer 20 > "layer.svg"', "layer.svg"),
    Workload("plot processes", BIG + "\nbuild chain deep layers=60", 'plot processes > "both.svg"', "both.svg"),
    Workload("plot transfers", MANY, 'plot transfers > "transfers.svg"', "transfers.svg"),
    Workload("plot interactions", BIG, 'plot interactions as=graph > "graph.svg"', "graph.svg"),
    Workload("plot of many steps", "build orbit steps=1000000", 'plot path > "orbit.svg"', "orbit.svg"),
    Workload("plot", "build orbit steps=1000000", 'plot momentum by cluster > "m.png"', "m.png"),
    Workload("plot of a list", NUMBERS, 'plot v > "v.svg"', "v.svg"),
    Workload("plot of many curves", "seed 1\ndefine cluster red n=6000 at=(0, 1) to=(1, 0)\nbuild chain layers=20\ndefine quantity q = x", 'plot q by point > "curves.svg"', "curves.svg"),
    Workload("plot of a slow function", "def f(x) { let s = 0; for k in 1..100000 { let s = s + x }; return s }", 'plot f 0..10 > "f.svg"', "f.svg"),
    Workload("histogram", NUMBERS, 'histogram v v v > "h.svg"', "h.svg"),
    Workload("fit", NUMBERS, "for k in 1..1000 { fit v*v against v }"),
    Workload("train and record", BIG, "train gd steps=1000 record=[drift(momentum), mean(norm(momentum))]"),
    Workload("train seeds and record", SMALL, "train adam steps=100000 seeds=1..20 record=[drift(momentum)]"),
    Workload("sweep", "", 'sweep s x=1..1000 keep=[y] { let y = 0 ; for k in 1..1e6 { let y = y + k } }'),
    Workload("runs", RUNS, "for k in 1..1000 { runs s where sin(x) > 0 }"),
    Workload("runs of a condition", RUNS, "for k in 1..1000 { runs s where x > 7 sort=y first=3 }"),
    Workload("runs merge", RUNS, 'runs merge "runs.db" store="other.db"'),
    Workload("plot runs", RUNS, 'for k in 1..1000 { plot runs y by x > "runs.svg" }', "runs.svg"),
    Workload("load run", "sweep s x=[1e9] keep=[y] { let y = x }\nsweep t n=1..2 keep=[y] { let y = 0 ; while y < 3e6 { let y = y + 1 } }", "for k in 1..1000 { load run 1 }"),
    Workload("define quantity", CHAIN + "\ndefine quantity q = norm(x)*norm(g)", "let t = q by cluster"),
    Workload("expect", NUMBERS, "for k in 1..1000 { expect sum(v) > 0 }"),
    Workload("discover family", "", 'discover family "residual 24 tanh"'),
    Workload("discover layer", IRIS, "discover layer 2"),
    Workload("discover process", CHAIN, "discover process"),
    Workload("discover drifts", CHAIN, "discover drifts"),
    Workload(
        "test", 'seed 1\ndefine data d file="iris.csv" rows=1..40\nbuild network data=d layers=["tanh 16", "residual 16 x4", "linear 3"]',
        "test flips=10000000"),
    Workload("discover zeros", RECORDING, "for k in 1..1000 { discover zeros }"),
    Workload("import trace", "", 'for k in 1..1000 { import trace "letters.safetensors" }'),
    Workload("export arrays", CHAIN, 'export arrays "arrays.npz"', "arrays.npz"),
    Workload("export safetensors", CHAIN, 'export arrays "arrays.safetensors"', "arrays.safetensors"),
    Workload("export playground", "", 'for k in 1..1000 { export playground "play.html" example=field }', "play.html"),
    Workload("write", NUMBERS, 'write v > "v.csv"', "v.csv"),
    Workload("a quantity by point", CHAIN + "\ndefine quantity q = x", "let t = q by point"),
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

# Commands that are done at once, whatever they are given, and those that only say what others do.
AT_ONCE = {
    "apropos", "compare", "compare runs", "define action", "define family", "define quantity", "edit", "exit", "export slurm", "forget", "forget runs", "help",
    "help tour", "history", "history save", "inspect actions", "inspect clusters", "inspect data",
    "inspect families", "inspect run", "inspect functions", "inspect processes", "inspect quantities", "inspect variables",
    "names", "pause", "plot levels", "print", "quit", "recover", "redo", "seed", "timing", "train", "undo", "use",
}


def without(names):
    """Commands of these names that have no workload and are not said to be done at once."""
    lines = [line for work in WORKLOADS for line in work.line.replace("{", ";").split(";")]
    starts = [line.strip().removeprefix("let s = ").removeprefix("let t = ") for line in lines]
    return [name for name in names if name not in AT_ONCE and not any((start + " ").startswith(name + " ") for start in starts)]


def files():
    """What the workloads read."""
    points = b"x,y\n" + b"".join(b"%d.5,%d.25\n" % (i % 97, i % 89) for i in range(600_000))
    rows = b"a,b,c,kind\n" + b"".join(b"%d.5,%d,%d.125,%s\n" % (i % 97, i % 89, i % 53, (b"red", b"blue")[i % 2]) for i in range(400_000))
    numbers = range(150_000)
    wide = b"\n".join([b",".join(b"c%d" % i for i in numbers)] + [b",".join(b"%d" % i for i in numbers)] * 2)
    members = b", ".join(b"k%d: %d" % (i, i) for i in numbers)
    return {
        "many.csv": points, "rows.csv": rows, "wide.csv": wide + b"\n", "members.nsh": b"let r = {" + members + b"}\n",
        "named.nsh": b"let t = table(" + b", ".join(b"c%d=%d" % (i, i) for i in numbers) + b")\n",
        "members.json": b"{" + b", ".join(b'"k%d": %d' % (i, i) for i in numbers) + b"}\n"}
