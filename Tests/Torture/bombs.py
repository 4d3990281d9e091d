"""Scripts that ask for more and more memory: what is written before, and the line that grows. A sparse file is made where one is
named."""

import dataclasses
import zipfile


@dataclasses.dataclass(frozen=True)
class Bomb:
    name: str
    text: str


CHAIN = "seed 1\ndefine cluster red n={n} at=(0, 1) to=(1, 0)\nbuild chain layers={layers}\n"


def chain(n, layers):
    return CHAIN.replace("{n}", str(n)).replace("{layers}", str(layers))


IRIS = 'seed 1\ndefine data d file="iris.csv"\n'
SHARED = "let s = [1]\nfor k in 1..60 { let s = [s, s] }\n"
MILLION = "linspace(0, 1, 1000000)"

BOMBS = [
    Bomb("a doubled string", 'let s = "abcdefgh"\nfor k in 1..60 { let s = "{s}{s}" }\nprint length(s)'),
    Bomb("a doubled string by +", 'let s = "abcdefgh"\nfor k in 1..60 { let s = s + s }\nprint length(s)'),
    Bomb("a doubled list", "let s = [1, 2, 3]\nfor k in 1..60 { let s = s + s }\nprint length(s)"),
    Bomb("a list that grows", 'let s = []\nwhile true { let s = s + ["abcdefghijklmnopqrstuvwxyz", [1, 2, 3]] }'),
    Bomb("map to strings", 'def f(x) = "number {x} and many words behind it, so that each takes its room"\nlet s = map(f, 1..30000000)\nprint length(s)'),
    Bomb("map to lists", "def f(x) = [x, x, x, x, x, x, x, x, x, x]\nlet s = map(f, 1..30000000)\nprint length(s)"),
    Bomb("filter", "def f(x) = x > 0\nlet s = filter(f, 1..1000000000)\nprint length(s)"),
    Bomb("a list of strings, doubled", 'def g(x) = "{x}, and more"\nlet s = ["abcdefghijklmnopqrstuvwxyz"]\nfor k in 1..40 { let s = s + map(g, s) }'),
    Bomb("many variables", "\n".join(f"let v{k} = {MILLION}" for k in range(200))),
    Bomb("many variables, as lists", "\n".join(f"let v{k} = 0*(1..300000) + {k}" for k in range(300))),
    Bomb("lists in a list", f"let s = []\nfor k in 1..200 {{ let s = s + [{MILLION}] }}"),
    Bomb("a shared list, printed", SHARED + "print s"),
    Bomb("a shared list, compared", SHARED + "print s == [s, s]"),
    Bomb("a shared list, summed", SHARED + "print sum(s)"),
    Bomb("a shared list, as a string", SHARED + 'let t = "{s}"\nprint length(t)'),
    Bomb("a shared list, in arithmetic", SHARED + "let t = s + s*2"),
    Bomb("a shared list, looked through for names", SHARED + "let o = 1\nforget o\nnames"),
    Bomb("a shared list, in a list", SHARED + "let t = []\nfor k in 1..300 { let t = t + [[t, s, k]] }"),
    Bomb("a shared list, logged", SHARED + "for k in [s] { let o = random(); let o = o + \"a\" }"),
    Bomb("a column of different texts", "let t = table(a=map(string, 1..3000000))"),
    Bomb("the text of a long list", 'let s = normal(5000000)\nlet t = "{s}{s}{s}"\nprint length(t)'),
    Bomb("linspace", "let s = linspace(0, 1, 1e9)"),
    Bomb("normal", "seed 1\nlet s = normal(1e9)"),
    Bomb("a range made a list", "let s = (1..1e9) + 0"),
    Bomb("a table that grows", "let t = table(a=1..1000, b=\"x\")\nfor k in 1..60 { let t = t + t }"),
    Bomb("a joined table", "let t = table(a=1..1000000, b=1)\nlet u = join(t, t, by=\"b\")"),
    Bomb("columns", "let t = table(a=1..10000000)\nlet s = []\nfor k in 1..200 { let s = s + [t with a=a + k] }"),
    Bomb("a sorted range", "let s = sort(1..1e9)"),
    Bomb("an outer format", 'print "{1:999999999.2f}"'),
    Bomb("a gif of large frames", chain(4, 50) + 'export gif "a.gif" size=(8000, 8000)'),
    Bomb("a gif of the training", chain(4, 50) + 'train adam steps=100\nexport gif "a.gif" frames=steps size=(8000, 8000)'),
    Bomb("a gif of a family", 'plot family swirl a=0..2 step 0.0025 size=(3000, 3000) > "a.gif"'),
    Bomb("a large png", chain(4, 5) + 'plot path size=(8192, 8192) > "a.png"'),
    Bomb("a large svg", chain(60000, 60) + 'plot path > "a.svg"'),
    Bomb("a plot of a long list", f"let v = {MILLION}\nfor k in 1..200 {{ plot v v v v v v v v }}"),
    Bomb("a plot of a long range", 'plot 1..1e12 > "a.svg"'),
    Bomb("a gif of a curve", 'plot sin 0..10 size=(8000, 8000) > "a.gif"'),
    Bomb("a histogram of a long range", 'histogram 1..1e10 > "a.svg"'),
    Bomb("a training that records much", chain(4, 1) + "train gd steps=2000000 rate=1e-6 record=[" + ", ".join(f"{k}*loss" for k in range(2, 90)) + "]"),
    Bomb("many panels", chain(4, 500) + 'plot layers 0..500 size=(8000, 8000) > "a.png"'),
    Bomb("save of many points", chain(60000, 30) + 'save "a.json"'),
    Bomb("a trace of many points", chain(60000, 30) + 'export trace "a.csv"'),
    Bomb("a page of many points", chain(60000, 30) + 'export page "a.html"'),
    Bomb("a quantity by point", chain(60000, 60) + 'export table (momentum by point) "a.csv"'),
    Bomb("the trace as a value", chain(300000, 60) + "let t = trace"),
    Bomb("a chain of many parameters", chain(10, 100_000_000)),
    Bomb("newton of many parameters", chain(10, 20000) + "train newton"),
    Bomb("chains of many seeds", chain(1000, 500) + "train adam steps=2 seeds=1..5000"),
    Bomb("many processes", "seed 1\ndefine cluster red n=20000 to=(1, 0)\n" + "\n".join(f"build chain c{k} layers=300\nprint sum(momentum.x)" for k in range(60))),
    Bomb("a cluster of many points", "seed 1\ndefine cluster big n=1e9"),
    Bomb("many clusters", "seed 1\nfor k in 1..1000 { define cluster \"c{k}\" n=100000 }"),
    Bomb("an orbit of many steps", "build orbit steps=100000000"),
    Bomb("a path of many steps", "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\nbuild path action=pendulum from=1 velocity=0.5 steps=50000000"),
    Bomb("a ray of many segments", "build ray segments=50000000"),
    Bomb("rays of many starts", "build ray segments=1e5 starts=1e6"),
    Bomb("a geodesic of many points", "seed 1\ndefine cluster red n=20000 at=(0, 1) to=(1, 0)\nbuild geodesic"),
    Bomb("discover of wide layers", 'discover family "residual 200 tanh" inputs=60'),
    Bomb("discover of a wide process", IRIS + 'build network data=d layers=["residual 400 tanh x4", "linear 3"]\ndiscover process'),
    Bomb("a wide network", IRIS + 'build network data=d layers=["tanh 100000", "tanh 100000", "linear 3"]'),
    Bomb("newton of a wide network", IRIS + 'build network data=d layers=["tanh 3000", "linear 3"]\ntrain newton'),
    Bomb("attention over many tokens", 'define data d file="wide.csv"\nbuild network data=d layers=["attention 8", "linear 3"] tokens=64\ntrain adam steps=20'),
    Bomb("a history of many steps", chain(4, 1) + "train gd steps=20000000 rate=1e-6"),
    Bomb("load of a sparse file", 'load "sparse.json"'),
    Bomb("data of a sparse file", 'define data d file="sparse.json"'),
    Bomb("points of a sparse file", 'define cluster d file="sparse.json"'),
    Bomb("include of a sparse file", 'include "sparse.json"'),
    Bomb("load of an endless device", 'load "/dev/zero"'),
    Bomb("points of an endless device", 'define cluster d file="/dev/zero"'),
    Bomb("data of many columns", 'define data d file="columns.csv"'),
    Bomb("a table of many columns", 'let t = read "columns.csv"'),
    Bomb("an array that is deflated well", 'let t = read "zeros.npz"'),
    Bomb("a shared list as JSON", 'let r = [1]\nfor k in 1..60 { let r = [r, r] }\nr > "r.json"'),
    Bomb("JSON nested deep", 'load "deep.json"'),
    Bomb("recursion with a list", "def f(x) { return f(x + x) }\nprint f([1, 2, 3])"),
    Bomb("undo of large values", f"let v = {MILLION}\nfor k in 1..1000 {{ let v = v + k }}"),
    Bomb("tries that keep", f"for k in 1..300 {{ try {{ let v = {MILLION} ; print nothing(v) }} otherwise {{ let w = error }} }}".replace("nothing(v)", "[v][3]")),
]


def prepare(folder):
    with open(folder / "sparse.json", "wb") as file:
        file.truncate(1 << 30)
    (folder / "wide.csv").write_text(
        ",".join(f"c{k}" for k in range(256)) + ",kind\n" + "".join(",".join(str((k * r) % 7) for k in range(256)) + f",{'abc'[r % 3]}\n" for r in range(300)))
    (folder / "columns.csv").write_text(",".join(f"c{k}" for k in range(400_000)) + ",kind\n" + ",".join("1" for _ in range(400_000)) + ",a\n")
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (40000000,), }".ljust(117) + b"\n"
    with zipfile.ZipFile(folder / "zeros.npz", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.npy", "w") as file:
        file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
        for _ in range(320):
            file.write(bytes(1_000_000))
    (folder / "deep.json").write_text("[" * 3_000_000)
