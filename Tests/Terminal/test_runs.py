"""Sweeps as processes: the store on disk, from Python, on a full disk, in parts, interrupted."""

import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from conftest import NSH, PATIENCE, ROOT, default_signals, finish, small_disk

SCRIPT = "seed 1\nparam rate = 0.02\ndefine cluster red n=5 at=(0, 1) to=(1, 0)\nbuild chain layers=4\ntrain adam steps=20 rate=rate\n"
SWEEP = 'sweep fit script="fit.nsh" store="runs.db" rate=[1e-3, 1e-2] seed=1..10 keep=[loss, drift(angular)] series=[loss over step]\n'
# A run takes some milliseconds.
SLOW = 'sweep slow store="runs.db" x=1..400 keep=[y] { let y = 0 ; for k in 1..20000 { let y = y + sin(k*x) } }\n'


@pytest.fixture
def fit(tmp_path):
    (tmp_path / "fit.nsh").write_text(SCRIPT)


def table(path, name="fit"):
    """All that a sweep has, but for what differs from time to time."""
    with sqlite3.connect(path) as db:
        (sweep,) = db.execute("select id from sweep where name = ?", (name,)).fetchone()
        columns = [c[1] for c in db.execute(f"pragma table_info(runs_{sweep})") if c[1] not in ("seconds", "host")]
        return db.execute("select " + ", ".join(f'"{c}"' for c in columns) + f" from runs_{sweep} order by run").fetchall()


def test_the_page_s_python_reads_a_store(run, fit, tmp_path):
    assert run("-c", SWEEP).returncode == 0
    (snippet,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "runs.md").read_text(), re.S)
    done = subprocess.run(
        ["/usr/bin/env", "python3", "-c", snippet + "\nprint(len(best), len(means), len(losses), best[0][0])"], cwd=tmp_path, text=True, capture_output=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    count, groups, steps, first = done.stdout.split()
    assert (count, groups, steps) == ("20", "2", "21")
    shown = run("-c", 'runs fit store="runs.db" sort=loss first=1').stdout
    assert shown.splitlines()[-1].split()[0] == first


def test_the_page_s_first_sweep_runs(run, tmp_path):
    blocks = re.findall(r"(?:^    .*\n)+", (ROOT / "docs" / "runs.md").read_text(), re.M)
    (tmp_path / "fit.nsh").write_text(re.sub(r"(?m)^    ", "", blocks[0]))
    lines = re.sub(r"(?m)^    ", "", blocks[1]).replace("plot runs loss by rate xscale=log", 'plot runs loss by rate xscale=log > "loss.svg"')
    done = run("-c", lines + "print loss\n")
    assert done.returncode == 0, done.stderr
    assert "200 runs done" in done.stdout and (tmp_path / "loss.svg").exists()


@pytest.mark.parametrize("condition", ["drift(angular) < {}", "not ({} <= drift(angular))", "drift(angular) < {} and log(loss) < 99", "drift(angular)/1 < {}"])
def test_conditions_of_a_result_are_of_the_runs(run, fit, tmp_path, condition):
    """Decided by the store or by the table: of what each run had, whatever process is there."""
    assert run("-c", SWEEP).returncode == 0
    with sqlite3.connect(tmp_path / "runs.db") as db:
        drifts = sorted(db.execute('select "drift(angular)", run from runs_1').fetchall())
    wanted = sorted(number for _, number in drifts[:7])
    setting = SCRIPT.replace("param rate = 0.02\n", "let rate = 0.02\n")
    condition = condition.format(repr(drifts[7][0]))
    for question in [f'let q = runs fit where {condition} store="runs.db"', f'let t = runs fit store="runs.db"\nlet q = t where {condition}']:
        done = run("-c", f"{setting}{question}\nprint sort(q.run)")
        assert done.returncode == 0 and done.stdout.splitlines()[-1] == f"[{', '.join(map(str, wanted))}]", done.stderr + done.stdout


def test_runs_go_into_files(run, fit, tmp_path):
    assert run("-c", SWEEP + 'runs fit > "fit.csv"\nruns fit where rate < 0.005 > "fit.json"\n').returncode == 0
    lines = (tmp_path / "fit.csv").read_text().splitlines()
    assert lines[0].startswith("run,seed,rate,loss,drift(angular),state") and len(lines) == 21
    assert (tmp_path / "fit.json").read_text().count("done") >= 1


def test_one_s_own_store(run, fit, tmp_path):
    nothing = run("-c", "runs")
    assert nothing.returncode == 1 and "there are no runs yet" in nothing.stderr and not (tmp_path / ".local").exists()
    assert run("-c", SWEEP.replace('store="runs.db" ', "")).returncode == 0
    assert (tmp_path / ".local/share/nsh/runs.db").exists()
    assert "fit" in run("-c", "runs").stdout


def test_what_is_finished_is_kept(environment, run, fit, tmp_path):
    whole = tmp_path / "whole"
    whole.mkdir()
    assert subprocess.run([NSH, "-c", SLOW], cwd=whole, env=environment, timeout=PATIENCE).returncode == 0
    for number, status in [(signal.SIGINT, 130), (signal.SIGKILL, -9), (signal.SIGTERM, 143)]:
        process = subprocess.Popen(
            [NSH, "-c", SLOW], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=default_signals)
        # Until some runs are there.
        begin = time.monotonic()
        while time.monotonic() - begin < PATIENCE and process.poll() is None:
            try:
                if len(table(tmp_path / "runs.db", "slow")) > 3:
                    break
            except (sqlite3.OperationalError, TypeError):
                pass
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == status, errors
        assert 3 < len(table(tmp_path / "runs.db", "slow")) < 400, "the test comes too late"
        again = run("-c", 'sweep slow resume store="runs.db"')
        assert again.returncode == 0 and "were there" in again.stdout
        assert table(tmp_path / "runs.db", "slow") == table(whole / "runs.db", "slow")
        assert run("-c", 'forget runs slow store="runs.db"').returncode == 0


def test_a_changed_script_is_told(run, fit, tmp_path):
    assert run("-c", SWEEP).returncode == 0
    before = table(tmp_path / "runs.db")
    (tmp_path / "fit.nsh").write_text("# a comment does not count\n" + SCRIPT)
    assert "20 were there" in run("-c", SWEEP).stdout
    (tmp_path / "fit.nsh").write_text(SCRIPT + "train adam steps=1\n")
    for line in [SWEEP, 'sweep fit resume store="runs.db"']:
        done = run("-c", line)
        assert done.returncode == 1 and "the script has changed" in done.stderr
    loaded = run("-c", 'load run 3 sweep=fit store="runs.db"\nprint loss')
    assert "the script that the store keeps is run" in loaded.stderr and loaded.returncode == 0
    assert table(tmp_path / "runs.db") == before


def test_a_full_disk_is_one_error(environment, tmp_path):
    disk = small_disk(tmp_path, "2m")
    try:
        line = 'sweep fit store="runs.db" x=1..400 z=1..400 keep=[y] { let y = x + z }'
        done = subprocess.run([NSH, "-c", line], cwd=disk, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 1 and done.stderr.count("error:") == 1, done.stderr
        assert "the disk is full" in done.stderr or "disk I/O error" in done.stderr
        db = sqlite3.connect(f"file:{disk}/runs.db?mode=ro", uri=True)
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        (kept,) = db.execute("select count(*) from runs_1").fetchone()
        db.close()
        assert kept > 0 and f"note: {kept} run" in done.stderr
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_parts_are_the_whole(environment, run, fit, tmp_path):
    def task(number, *names):
        changed = dict(environment, **dict.fromkeys(names, str(number)))
        return finish([NSH, "--sweep", "fit", "--store", "plan.db", "--part", "/3", "--into", f"part-{number}.db"], env=changed, cwd=tmp_path)

    assert run("-c", SWEEP).returncode == 0
    whole = table(tmp_path / "runs.db")
    planned = run("-c", SWEEP.replace("runs.db", "plan.db").replace("fit script", "fit plan script") + 'export slurm "fit.sh" tasks=3 time="2h" store="plan.db"\n')
    assert planned.returncode == 0, planned.stderr
    # Slurm opens it before the script's first line, in a folder that is there.
    assert "#SBATCH --output=fit-%a.log" in (tmp_path / "fit.sh").read_text()
    assert "20 runs planned" in planned.stdout and "fit.sh written: 3 tasks for 20 runs" in planned.stdout
    assert "#SBATCH --array=1-3" in (tmp_path / "fit.sh").read_text() and "#SBATCH --time=120" in (tmp_path / "fit.sh").read_text()
    assert run("--sweep", "fit", "--store", "plan.db", "--part", "1/3", "--into", "part-1.db").returncode == 0
    assert task(2, "SLURM_ARRAY_TASK_ID").returncode == 0
    assert task(3, "SGE_TASK_ID").returncode == 0
    merged = run("-c", 'runs merge "part-*.db" store="plan.db"')
    assert "20 runs added of 3 stores" in merged.stdout, merged.stderr
    assert table(tmp_path / "plan.db") == whole
    assert "0 runs added of 3 stores, 20 were there" in run("-c", 'runs merge "part-*.db" store="plan.db"').stdout


def test_the_job_script_runs_as_a_task_would(environment, run, fit, tmp_path):
    assert run("-c", SWEEP.replace("fit script", "fit plan script") + 'export slurm "fit.sh" tasks=2 store="runs.db"\n').returncode == 0
    path = f"{NSH.rsplit('/', 1)[0]}:{environment['PATH']}"
    for task in ["1", "2"]:
        done = subprocess.run(
            ["bash", "fit.sh"], cwd=tmp_path, env=dict(environment, PATH=path, SLURM_ARRAY_TASK_ID=task), capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0 and "10 runs done" in done.stdout, done.stderr
    assert "20 runs added" in run("-c", 'runs merge "fit-parts/*.db" store="runs.db"').stdout


def test_an_array_that_slurm_would_refuse_is_told(run):
    """Whose limit is 1,000 tasks unless it is told otherwise."""
    for tasks, told in [(1000, False), (1001, True)]:
        done = run("-c", f'sweep fit{tasks} plan store="many.db" x=1..1001 keep=[y] {{ let y = x }}\nexport slurm "fit.sh" tasks={tasks}')
        assert done.returncode == 0 and f"{tasks} tasks for 1001 runs" in done.stdout and ("MaxArraySize" in done.stdout) == told, done.stdout + done.stderr


@pytest.mark.parametrize("arguments, told", [
    (["--part", "1/3"], "--sweep"), (["--sweep", "fit", "--part", "/3"], "SLURM_ARRAY_TASK_ID"), (["--sweep", "fit", "x.nsh"], "leave out scripts")])
def test_wrong_options_are_refused(run, arguments, told):
    done = run(*arguments)
    assert done.returncode == 2 and told in done.stderr


def test_stores_lie_within_bounds(run, fit, tmp_path):
    (tmp_path / "inner").mkdir()
    done = run("--allow-write", "inner", "-c", SWEEP)
    assert done.returncode == 1 and "only what lies in" in done.stderr and not (tmp_path / "runs.db").exists()
    assert run("--allow-write", "inner", "-c", SWEEP.replace("runs.db", "inner/runs.db")).returncode == 0


def test_the_seed_from_outside_is_the_runs(run, fit, tmp_path):
    assert run("-c", SWEEP).returncode == 0
    (tmp_path / "alone.nsh").write_text(SCRIPT + "print \"{loss:.17e}\"\n")
    alone = run("alone.nsh", "rate=1e-2", "seed=7")
    with sqlite3.connect(tmp_path / "runs.db") as db:
        (stored,) = db.execute("select loss from runs_1 where seed = 7 and rate = 0.01").fetchone()
    assert float(alone.stdout.splitlines()[-1]) == stored


@pytest.mark.parametrize("line", [
    'sweep fit script="fit.nsh" store="new.db" rat=[1] keep=[loss]', 'sweep fit script="fit.nsh" store="new.db" rate=[1] keep=[los]',
    'sweep fit script="none.nsh" store="new.db" rate=[1] keep=[loss]', 'sweep fit store="new.db" rate=[1, 1] keep=[a] { let a = rate }',
    'runs merge "none.db" store="new.db"', 'runs merge "none-*.db" store="new.db"', 'runs merge "fit.nsh" store="new.db"'])
def test_what_is_refused_leaves_no_store(run, fit, tmp_path, line):
    done = run("-c", line)
    assert done.returncode == 1 and "error:" in done.stderr
    assert not (tmp_path / "new.db").exists(), done.stderr


def test_the_line_alone_gives_the_run(run, tmp_path):
    (tmp_path / "my fit.nsh").write_text("param rate = 1\nlet a = rate*normal()\nprint \"{a:.17e}\"\n")
    done = run("-c", 'sweep fit script="my fit.nsh" store="runs.db" rate=[1, 2] keep=[a]\ninspect run 2\n')
    (line,) = re.findall(r"alone: nsh (.*)", done.stdout)
    alone = subprocess.run(["bash", "-c", f"{NSH} {line}"], cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
    assert alone.returncode == 0, alone.stderr
    with sqlite3.connect(tmp_path / "runs.db") as db:
        assert (float(alone.stdout),) == db.execute("select a from runs_1 where run = 2").fetchone()


def cpu_time(process):
    """The seconds that a process has worked."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
def test_a_locked_store_does_not_hold_up_ctrl_c(environment, run, tmp_path):
    """Another process holds the store for good: Ctrl-C ends the sweep all the same, which says what is not recorded."""
    process = subprocess.Popen(
        [NSH, "-c", SLOW], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=default_signals)
    path = tmp_path / "runs.db"
    begin = time.monotonic()
    while time.monotonic() - begin < PATIENCE and process.poll() is None:
        try:
            if len(table(path, "slow")) > 3:
                break
        except (sqlite3.OperationalError, TypeError):
            pass
        time.sleep(0.01)
    holder = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    holder.execute("begin immediate")
    (kept,) = holder.execute("select count(*) from runs_1").fetchone()
    # Some more are done, which wait for the store: seen by the time that it works.
    worked = cpu_time(process)
    while time.monotonic() - begin < PATIENCE and cpu_time(process) < worked + 0.2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=PATIENCE)
    holder.execute("rollback")
    holder.close()
    assert process.returncode == 130 and "half a minute" not in errors, errors
    (lost,) = re.findall(r"note: (\d+) runs? that w\w+ done could not be recorded: another process has locked the store", errors)
    assert int(lost) > 0 and f"{kept} runs done" in output and f"goes on with {400 - kept}" in output, output
    again = run("-c", 'sweep slow resume store="runs.db"')
    assert f"{400 - kept} runs done" in again.stdout, again.stdout


def test_a_store_of_the_first_schema_is_brought_up_to_date(run, tmp_path):
    """It knew no kinds of entries: those that are there are noted, and what has several is still decided by the table."""
    sweep = 'sweep fit store="runs.db" rate=[1, 2] keep=[y, z] { let y = 2*rate; let z = if rate > 1 then "two" else 1 }'
    assert run("-c", sweep).returncode == 0
    with sqlite3.connect(tmp_path / "runs.db") as store:
        kept = sorted(store.execute("select * from kind"))
        store.executescript("drop table kind; pragma user_version = 1")
    store.close()
    more = run("-c", sweep.replace("[1, 2]", "[1, 2, 3]"))
    assert more.returncode == 0 and "1 run done" in more.stdout, more.stderr
    asked = run("-c", 'let t = runs fit where rate > 1 store="runs.db"\nprint length(t)')
    assert asked.returncode == 0 and asked.stdout.strip() == "2", asked.stderr
    with sqlite3.connect(tmp_path / "runs.db") as store:
        assert sorted(store.execute("select * from kind")) == kept and len(kept) == 4
        assert store.execute("pragma user_version").fetchone() == (2,)
    store.close()
