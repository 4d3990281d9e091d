"""Sweeps that are killed at random moments and taken up again: the table of one that was not, for any number of threads; many that write
one store at once."""

import sqlite3
import time

import shell
from report import Check

BLOCK = "{ let y = normal() ; if x == 7 { assert y > 99 } ; for k in 1..600 { let y = y + sin(k*x)*rate } }"


def line(runs):
    return f"sweep fit store=\"runs.db\" x=1..{runs} rate=[0.1, 1] seed=1..2 keep=[y] series=[y] {BLOCK}"


def table(path):
    """All that is in a store, but for what differs from time to time; None where there is none yet."""
    try:
        with sqlite3.connect(path, timeout=30) as db:
            if db.execute("pragma integrity_check").fetchone() != ("ok",):
                return "damaged"
            (sweep,) = db.execute("select id from sweep where name = 'fit'").fetchone()
            rows = db.execute(f"select run, hex(key), state, error, seed, x, rate, y from runs_{sweep} order by run").fetchall()
            return rows + db.execute("select run, name, numbers from series where sweep = ? order by run", (sweep,)).fetchall()
    except (sqlite3.OperationalError, TypeError):
        return None


def killed(plan, random):
    check = Check("sweeps killed by -9 and resumed, 1, 2 and 7 threads", "the unbroken table, to the bit")
    runs = 40 if plan.short else 300
    folder = plan.place("whole")
    status, _, errors = shell.run(folder, "-c", line(runs))
    whole = table(folder / "runs.db")
    if status != 0 or not whole:
        check.found(f"status {status}: {errors}", line(runs))
        return check
    for turn in range(plan.number(3, 51)):
        threads = [1, 2, 7][turn % 3]
        folder = plan.place("kill")
        kills = 0
        for attempt in range(20):
            process = shell.start(folder, "--threads", threads, "-c", line(runs))
            time.sleep(random.uniform(0, 0.25))
            isLast = process.poll() is not None
            process.kill()
            process.communicate()
            kills += not isLast
            if isLast or kills >= 3:
                break
        name = f"nsh --threads {threads} -c '{line(runs)}', killed {kills} times, then `sweep fit resume`"
        status, _, errors = shell.run(folder, "--threads", threads, "-c", line(runs))
        check.count += max(kills, 1)
        found = table(folder / "runs.db")
        if status != 0 or found != whole:
            check.found(f"status {status}, {'another table' if found else 'no table'}: {errors[-200:]}", name)
    return check


def crowded(plan, random):
    """Eight sweeps in processes of their own write one store, while others read it."""
    check = Check("eight processes that write one store, two that read it", "none is refused, nothing is lost")
    folder = plan.place("crowd")
    each = 20 if plan.short else 150
    writers = [
        shell.start(folder, "--threads", 1, "-c", f"sweep s{k} store=\"runs.db\" x=1..{each} keep=[y] {{ let y = x*{k} }}") for k in range(8)]
    readers = 0
    while any(w.poll() is None for w in writers):
        status, _, errors = shell.run(folder, "-c", 'runs store="runs.db"')
        readers += 1
        if status != 0 and "no such file" not in errors:
            check.found(f"a reader: {errors[-300:]}", 'nsh -c \'runs store="runs.db"\'')
    for k, writer in enumerate(writers):
        _, errors = writer.communicate()
        check.count += each
        if writer.returncode != 0:
            check.found(f"a writer: {errors.decode()[-300:]}", f"sweep s{k}")
    with sqlite3.connect(folder / "runs.db") as db:
        stored = sum(db.execute(f"select count(*) from runs_{i}").fetchone()[0] for (i,) in db.execute("select id from sweep").fetchall())
    if stored != 8 * each:
        check.found(f"{stored} runs of {8 * each} are stored", "eight sweeps at once")
    return check


def checks(plan):
    random = plan.random("runs")
    yield killed(plan, random)
    yield crowded(plan, random)
