"""Sweeps as job arrays of a real Slurm of one node (tools/slurm-node), skipped where there is none or namespaces are not allowed. `tools/test-slurm` installs
Slurm, sweeps 2,000 runs and tries ranks within jobs; without NSH_SLURM_TESTS=all some fewer stand for them."""

import os
import re
import shutil
import sqlite3

import pytest

from conftest import NEEDS_MPI, NSH, ROOT, finish
from test_mpi import mpi_environment, shim  # noqa: F401
from test_runs import SCRIPT, table

NODE = ROOT / "tools" / "slurm-node"
IS_LONG = os.environ.get("NSH_SLURM_TESTS") == "all"
pytestmark = pytest.mark.skipif(
    not shutil.which("slurmctld", path=f"{os.environ.get('PATH')}:/usr/sbin"), reason="there is no Slurm: tools/test-slurm installs it")
SEEDS = 500 if IS_LONG else 10
RUNS = 4 * SEEDS
GRID = f'script="fit.nsh" store="runs.db" rate=[1e-3, 1e-2, 1e300, -1] seed=1..{SEEDS} keep=[loss, drift(angular)] series=[loss over step]'
# A run takes a quarter of a second or more.
SLOW = 'store="runs.db" x=1..40 keep=[y] { let y = 0 ; for k in 1..5000000 { let y = y + k*x } }'


@pytest.fixture
def cluster(environment, tmp_path):
    """Runs a script of bash on the node, where nsh is on the PATH; gives the finished process."""
    environment = dict(environment, PATH=f"{NSH.rsplit('/', 1)[0]}:{environment['PATH']}")

    def cluster(script, **changes):
        done = finish([NODE, "bash", "-euc", script], env=dict(environment, **changes), cwd=tmp_path)
        if done.returncode == 77:
            pytest.skip(done.stderr.strip())
        assert "slurm-node:" not in done.stderr, done.stderr
        return done

    return cluster


def series(path):
    with sqlite3.connect(path) as db:
        return db.execute("select run, name, numbers from series order by run, name").fetchall()


def planned(run, name, grid, tasks):
    done = run("-c", f'sweep {name} plan {grid}\nexport slurm "{name}.sh" tasks={tasks} time="10min"')
    assert done.returncode == 0, done.stderr


def test_an_array_is_the_sweep_of_one_process(cluster, run, tmp_path):
    """To the last bit: runs that diverge or fail too, and all numbers of the series."""
    (tmp_path / "fit.nsh").write_text(SCRIPT)
    whole = run("-c", "sweep fit " + GRID.replace("runs.db", "whole.db"))
    assert f"{RUNS} runs done" in whole.stdout and {"diverged", "failed"} <= set(whole.stdout.split()), whole.stdout + whole.stderr
    planned(run, "fit", GRID, 8)
    done = cluster("sbatch --wait fit.sh; squeue --noheader; scontrol show job --oneliner")
    assert done.returncode == 0 and len(re.findall("JobState=COMPLETED .*ExitCode=0:0", done.stdout)) == 8, done.stdout + done.stderr
    assert sorted(p.name for p in tmp_path.glob("fit-*.log")) == [f"fit-{k}.log" for k in range(1, 9)]
    merged = run("-c", 'runs merge "fit-parts/*.db" store="runs.db"')
    assert f"{RUNS} runs added of 8 stores" in merged.stdout, merged.stderr
    assert table(tmp_path / "runs.db") == table(tmp_path / "whole.db") and len(table(tmp_path / "runs.db")) == RUNS
    assert series(tmp_path / "runs.db") == series(tmp_path / "whole.db")
    asked = [run("-c", f'let t = runs fit where loss < 1 store="{store}" sort=loss first=20\nselect(t, ["run", "rate", "seed", "loss"])').stdout for store in ["runs.db", "whole.db"]]
    assert asked[0] == asked[1] and asked[0].count("\n") > 10, asked


# Fails until all four tasks have recorded a run.
BEGUN = """
import sqlite3
for k in "1234":
    store = sqlite3.connect(f"file:slow-parts/{k}.db?mode=ro", uri=True)
    assert store.execute("select count(*) from runs_1").fetchone()[0]
"""


@pytest.mark.parametrize("signal", ["KILL", "TERM"])
def test_tasks_that_are_ended_go_on_where_they_were(cluster, run, tmp_path, signal):
    """By what Slurm sends at the end of the time, or where a machine is lost; then the same job script again."""
    assert "40 runs done" in run("-c", "sweep slow " + SLOW.replace("runs.db", "whole.db")).stdout
    planned(run, "slow", SLOW, 4)
    (tmp_path / "begun.py").write_text(BEGUN)
    ended = cluster(f"""
      id=$(sbatch --parsable slow.sh)
      for try in $(seq 300); do python3 begun.py 2>/dev/null && break; sleep 0.1; done
      nsh -c 'runs merge "slow-parts/*.db" store="runs.db"'
      scancel --batch --signal={signal} "$id"
      while squeue --noheader --job "$id" 2>/dev/null | grep -q .; do sleep 0.1; done
      scontrol show job --oneliner
    """)
    (live,) = map(int, re.findall(r"(\d+) runs added of 4 stores", ended.stdout))
    assert live >= 4, ended.stdout
    assert len(re.findall("JobState=FAILED", ended.stdout)) == 4, ended.stdout + ended.stderr
    halves = [len(table(tmp_path / "slow-parts" / f"{k}.db", "slow")) for k in range(1, 5)]
    assert all(0 < n < 10 for n in halves), halves
    assert f"{sum(halves) - live} runs added of 4 stores" in run("-c", 'runs merge "slow-parts/*.db" store="runs.db"').stdout
    again = cluster("sbatch --wait slow.sh")
    assert again.returncode == 0, again.stdout + again.stderr
    for k, kept in enumerate(halves, 1):
        assert f"{10 - kept} runs done" in (tmp_path / f"slow-{k}.log").read_text()
    merged = run("-c", 'runs merge "slow-parts/*.db" store="runs.db"').stdout
    assert f"{40 - sum(halves)} runs added of 4 stores, {sum(halves)} were there" in merged, merged
    assert table(tmp_path / "runs.db", "slow") == table(tmp_path / "whole.db", "slow")


def test_a_task_that_fails_is_told(cluster, run, tmp_path):
    """A store that is gone: Slurm is told of it, and the task's log has the error with its cause."""
    planned(run, "fit", 'store="runs.db" x=1..4 keep=[y] { let y = x }', 2)
    (tmp_path / "runs.db").unlink()
    done = cluster("sbatch --wait fit.sh")
    assert done.returncode == 1
    assert all("runs.db" in (tmp_path / f"fit-{k}.log").read_text() for k in (1, 2)) and not list(tmp_path.glob("fit-parts/*"))


@NEEDS_MPI
@pytest.mark.skipif(not IS_LONG, reason="ranks within jobs only in tools/test-slurm")
@pytest.mark.parametrize("launcher", ["srun --mpi=pmix -n 3", "mpirun -np 3"])
def test_ranks_within_a_job(cluster, environment, run, shim, tmp_path, launcher):  # noqa: F811
    (tmp_path / "big.nsh").write_text(
        "seed 1\ndefine cluster red n=9000 at=(0, 1) to=(1, 0)\nbuild chain layers=6\ntrain adam steps=10\nprint \"{loss:.17g}\"\nconserve\n")
    (tmp_path / "job.sh").write_text(f"#!/bin/bash\n#SBATCH --ntasks=3 --output=job.log\n{launcher} nsh --mpi-timeout 100 big.nsh 2>job.errors\n")
    alone = run("big.nsh")
    mpi = mpi_environment(environment, shim)
    done = cluster("sbatch --wait job.sh", **{name: text for name, text in mpi.items() if name not in ("PATH", "HOME")})
    errors = (tmp_path / "job.errors").read_text()
    assert done.returncode == 0, errors
    assert (tmp_path / "job.log").read_text() == alone.stdout, errors
