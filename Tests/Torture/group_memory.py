"""Scripts that ask for more and more memory, under --max-memory: resident memory stays below 1.5 times the limit and 50 MB more, and
the script ends by itself or by Ctrl-C."""

import os
import signal
import time

import bombs
import declarations
import shell
from report import Check

LIMIT = 200
BOUND = LIMIT * 1.5 + 50
# Seconds of its own work after which a script is told to end, and those within which it then has ended.
ENOUGH, GRACE = 8, 3


def resident(pid):
    """Peak resident memory in MB (2^20 bytes)."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def used(pid):
    """Seconds of processor time."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0


def watched(folder, text, enough):
    """Runs the script: its peak, how it ended, and whether it took the signal; what grows far beyond all bounds is killed."""
    with open(folder / "out", "wb") as out:
        process = shell.start(folder, "--max-memory", f"{LIMIT}MiB", "-c", text, into=out)
        peak, asked, begin = 0.0, None, time.monotonic()
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            if peak > 3 * BOUND:
                process.kill()
            if asked is None and (used(process.pid) > enough or time.monotonic() - begin > 6 * enough):
                process.send_signal(signal.SIGINT)
                asked = used(process.pid)
            elif asked is not None and used(process.pid) - asked > GRACE:
                process.kill()
                process.wait()
                return peak, "deaf"
            time.sleep(0.005)
    return peak, process.returncode


def checks(plan):
    check = Check(f"scripts that grow, under --max-memory {LIMIT}MiB", f"0 over {BOUND:.0f} MB (limit x 1.5 + 50 MB), all end")
    listed = plan.random("memory").sample(bombs.BOMBS, 4) if plan.short else bombs.BOMBS[:plan.count]
    folder = plan.place("memory")
    for name, content in declarations.data().items():
        (folder / name).write_bytes(content)
    bombs.prepare(folder)
    worst = 0.0
    for bomb in listed:
        peak, status = watched(folder, bomb.text, 2 if plan.short else ENOUGH)
        worst = max(worst, peak)
        check.count += 1
        name = f"nsh --max-memory {LIMIT}MiB -c '{bomb.text if len(bomb.text) < 600 else bomb.text[:600] + '...'}'"
        if peak > BOUND:
            check.found(f"{bomb.name}: {peak:.0f} MB", name)
        elif status == "deaf":
            check.found(f"{bomb.name}: does not end by Ctrl-C", name)
        elif status < 0:
            check.found(f"{bomb.name}: ended by {signal.Signals(-status).name}", name)
        for file in folder.glob("a.*"):
            file.unlink()
    check.what += f"; worst {worst:.0f} MB"
    yield check
