"""Tables of a million rows: a file read, rows chosen, sorted and grouped, beside pandas."""

import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

from measure import NSH, Row

HERE = pathlib.Path(__file__).parent
ENVIRONMENT = HERE.parent / ".build-bench" / "tables"
ROWS = 1_000_000
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="nsh-tables-"))

# What is asked, in both languages; `d` is the table.
QUESTIONS = [
    ("reading a CSV of 10^6 x 5, against pandas", 'let e = read "{file}"', 'e = pd.read_csv("{file}")', 1),
    ("  where, one comparison", "let e = d where loss > 1", "e = d[d.loss > 1]", 2),
    ("  where, a number and a word", 'let e = d where loss > 1 and cluster == "c7"', 'e = d[(d.loss > 1) & (d.cluster == "c7")]', 2),
    ("  sort by a number", "let e = sort d by loss", 'e = d.sort_values("loss")', 2),
    ("  sort by a word and a number", "let e = sort d by cluster by loss descending", 'e = d.sort_values(["cluster", "loss"], ascending=[True, False])', 2),
    ("  means of fifty groups", "let e = d by cluster mean(loss)", 'e = d.groupby("cluster", sort=False).loss.mean()', 2),
    ("  mean and sd of 10^5 groups", "let e = g by k mean(x) s=sd(x)", 'e = g.groupby("k", sort=False).x.agg(["mean", "std"])', 3),
    ("  10^6 rows joined with 10^6", 'let e = join(g, h, by="j")', 'e = g.merge(h, on="j")', 3),
    ("  where, a word", 'let e = d where cluster == "c7"', 'e = d[d.cluster == "c7"]', 3),
    ("  different words", "let e = unique(d.cluster)", "e = d.cluster.unique()", 3),
    ("  different rows", "let e = unique(g)", "e = g.drop_duplicates()", 3),
    ("  a column more", "let e = d with ratio=loss/rate + x", "e = d.assign(ratio=d.loss / d.rate + d.x)", None),
]


# Two more tables of as many rows: keys k of 10^5 kinds, and j of about as many as there are rows.
OWN = ["seed 1", "let g = table(k=floor(1e5*random(1e6)), j=floor(1e6*random(1e6)), x=random(1e6))", "let h = table(j=1..1e6, y=random(1e6))"]
OTHERS = [
    "import numpy as np; rng = np.random.default_rng(1)",
    "g = pd.DataFrame(dict(k=np.floor(1e5*rng.random(10**6)), j=np.floor(1e6*rng.random(10**6)), x=rng.random(10**6)))",
    "h = pd.DataFrame(dict(j=np.arange(1.0, 10**6 + 1), y=rng.random(10**6)))",
]


def python():
    """A Python with pandas in a throw-away environment, made when first needed."""
    program = ENVIRONMENT / "bin" / "python"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        print("installing pandas", flush=True)
        subprocess.run([program, "-m", "pip", "install", "-q", "pandas"], check=True)
    return program


def table():
    rng = random.Random(1)
    file = FOLDER / "table.csv"
    with open(file, "w") as out:
        out.write("cluster,step,loss,rate,x\n")
        for i in range(ROWS):
            out.write(f"c{rng.randrange(50)},{i},{rng.lognormvariate(0, 1)!r},{rng.random()!r},{rng.gauss(0, 1)!r}\n")
    return file


class Session:
    """A program that is told a line, and says when it is done."""

    def __init__(self, arguments, end):
        self.end = end
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def time(self, line):
        begin = time.perf_counter()
        self.process.stdin.write(line + "\n" + self.end + "\n")
        self.process.stdin.flush()
        self.process.stdout.readline()
        return time.perf_counter() - begin

    def close(self):
        self.process.stdin.close()
        self.process.wait()


# Python's own dialogue would echo; this one runs a line after the other.
LOOP = "import sys\nimport pandas as pd\nspace = {'pd': pd}\nfor line in sys.stdin: exec(line, space)\n"


def rows():
    file = table()
    try:
        ours = nsh(file)
        theirs = Session([python(), "-c", LOOP], 'print("done", flush=True)')
        theirs.time(f'd = pd.read_csv("{file}")')
        for line in OTHERS: theirs.time(line)
        for what, mine, other, limit in QUESTIONS:
            times = ([], [])
            for _ in range(7):
                times[0].append(ours(mine.format(file=file)))
                times[1].append(theirs.time(other.format(file=file)))
            a, b = (statistics.median(t[1:]) for t in times)
            yield Row(what, a / b, "x", limit)
            if what.startswith("reading"):
                yield Row("  the file", 1e3 * a, "ms")
        theirs.close()
    finally:
        file.unlink()


def nsh(file):
    """Times a line in a dialogue that holds the table: on a terminal, since a script is read to its end before it runs."""
    import pexpect
    child = pexpect.spawn(NSH, ["-n", "-q"], dimensions=(24, 200), env={"TERM": "dumb", "NO_COLOR": "1", "XDG_STATE_HOME": "/nonexistent", "HOME": str(FOLDER)}, timeout=120)
    child.delaybeforesend = None
    child.expect_exact("nsh> ")

    def ask(line):
        begin = time.perf_counter()
        child.sendline(line)
        child.expect_exact("\n")
        child.expect_exact("nsh> ")
        return time.perf_counter() - begin

    ask(f'let d = read "{file}"')
    for line in OWN: ask(line)
    return ask
