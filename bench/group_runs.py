"""Sweeps: a thousand trainings with and without a store, and what a store of a million runs takes; Optuna beside it in one process."""

import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile

from measure import NSH, Row, medians

HERE = pathlib.Path(__file__).parent
ENVIRONMENT = HERE.parent / ".build-bench" / "runs"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="nsh-runs-"))
MILLION = 1_000_000

FIT = """param rate = 0.02
seed 1
define cluster red n=5 at=(0, 1) to=(1, 0)
define cluster blue n=5 at=(1, 0) to=(0, 1)
build chain layers=50
train adam steps=100 rate=rate
"""
# The same without a store: a loop in one process, which has one thread more to itself.
LOOP = "for rate in linspace(0.001, 0.1, 10) { for s in 1..100 {\nseed s\ndefine cluster red n=5 at=(0, 1) to=(1, 0)\ndefine cluster blue n=5 at=(1, 0) to=(0, 1)\nbuild chain layers=50\ntrain adam steps=100 rate=rate\n} }\n"

OPTUNA = """
import optuna, time
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.create_study(storage="sqlite:///{file}", sampler=optuna.samplers.RandomSampler(seed=1))
begin = time.perf_counter()
study.optimize(lambda trial: trial.suggest_float("rate", 1e-3, 1e-1) ** 2, n_trials=200)
print((time.perf_counter() - begin) / 200 * 1e3)
"""


def nsh(text):
    def action():
        done = subprocess.run([NSH, "-q", "-c", text], cwd=FOLDER, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
    return action


def fresh(text):
    """With a store that is not there yet."""
    def action():
        for path in FOLDER.glob("fresh.db*"):
            path.unlink()
        nsh(text)()
    return action


def optuna():
    """Milliseconds of bookkeeping a trial, in a throw-away environment that is made when first needed."""
    program = ENVIRONMENT / "bin" / "python"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        print("installing optuna", flush=True)
        subprocess.run([program, "-m", "pip", "install", "-q", "optuna"], check=True)
    return float(subprocess.run([program, "-c", OPTUNA.format(file=FOLDER / "optuna.db")], capture_output=True, text=True, check=True).stdout)


def large():
    """A store of a million runs, filled through sqlite3 as docs/runs.md describes it."""
    path = FOLDER / "large.db"
    nsh('sweep big plan store="large.db" rate=1..1000 layers=1..1000 keep=[final] { let final = rate*layers }')()
    rng = random.Random(1)
    with sqlite3.connect(path) as db:
        rows = ((i + 1, rng.randbytes(32), "done", None, 5e-4, "host", 1.0, float(i // 1000 + 1), float(i % 1000 + 1), rng.lognormvariate(0, 1)) for i in range(MILLION))
        order = ["run", "key", "state", "error", "seconds", "host", "seed", "rate", "layers", "final"]
        db.executemany(f"insert into runs_1 ({', '.join(chr(34) + c + chr(34) for c in order)}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return path


def rows():
    (FOLDER / "fit.nsh").write_text(FIT)
    sweep = 'sweep fit script="fit.nsh" store="fresh.db" rate=linspace(0.001, 0.1, 10) seed=1..100 keep=[loss]'
    alone, stored = medians([nsh(LOOP), fresh(sweep)], runs=5)
    yield Row("1,000 runs of 100 Adam steps at 50 layers, with the store", stored, "s", 1)
    yield Row("  the same as a loop, without one", alone, "s")
    (small,) = medians([fresh('sweep small store="fresh.db" x=1..20000 keep=[y] { let y = x^2 }')], runs=5)
    yield Row("recorded runs a second, of a script that does nothing", 20000 / small, "/s", 10000, isLeast=True)
    yield Row("Optuna on SQLite, a trial that does nothing", optuna(), "ms")
    yield Row("  a run that does nothing", small / 20000 * 1e3, "ms")
    large()
    start, best, condition, group, resume = medians(
        [nsh("print 1"), nsh('runs big sort=final first=20 store="large.db"'), nsh('runs big where rate < 100 and final < 0.5 sort=final first=20 store="large.db"'),
         nsh('runs big by rate store="large.db"'), nsh('sweep big resume store="large.db"')], runs=7)
    yield Row("best 20 of 10^6 runs", (best - start) * 1e3, "ms", 100)
    yield Row("  of those for which two conditions hold", (condition - start) * 1e3, "ms", 100)
    yield Row("mean and sd of 10^6 runs by a parameter of 1,000 values", group - start, "s", 1)
    yield Row("resume of a sweep of 10^6 runs, none left", resume - start, "s", 2)
