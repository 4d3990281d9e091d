"""The main job, scripts/swap.nsh, where it cannot end well: on a full disk, in a folder that is read-only, and killed in the middle.
The old files or the new ones stand there, and the status says which."""

import os
import signal
import subprocess
import time

import shell
from report import Check

PROMISE = "old files or new ones, 0 temporaries, the right status"
SCRIPT = shell.ROOT / "scripts" / "swap.nsh"
FILES = ["swap.svg", "momentum.svg", "swap.html"]


def mounted(plan, kilobytes):
    """A file system of that size; None where none may be mounted."""
    disk = plan.place("job")
    arguments = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", disk]
    return disk if os.geteuid() == 0 and subprocess.run(arguments, capture_output=True).returncode == 0 else None


def right(plan):
    """The files that the job writes where all goes well."""
    folder = plan.place("job")
    status, _, errors = shell.run(folder, SCRIPT)
    if status != 0:
        raise RuntimeError(errors)
    return {name: (folder / name).read_bytes() for name in FILES}


def stands(folder, new):
    """What is wrong with the files."""
    for name in FILES:
        if (now := (folder / name).read_bytes() if (folder / name).exists() else None) not in (b"old", new[name]):
            return f"{name} is neither the old one nor the new: {now[:60] if now is not None else now}"
    return f"left {left}" if (left := shell.temporaries(folder)) else None


def job(check, folder, new, home, allowed, name):
    status, _, errors = shell.run(folder, SCRIPT, home=home)
    check.count += 1
    if wrong := stands(folder, new):
        check.found(wrong, name)
    if status not in allowed or (status == 1 and "error" not in errors):
        check.found(f"status {status}: {errors[-200:]}", name)


def seeded(folder):
    for name in FILES:
        (folder / name).write_bytes(b"old")


def full(plan, new):
    check = Check("the main job on a full disk", PROMISE)
    for kilobytes in [16] if plan.short else [12, 16, 24, 32, 48, 64, 96, 128]:
        disk = mounted(plan, kilobytes)
        if disk is None:
            continue
        try:
            seeded(disk)
            job(check, disk, new, plan.folder, (1,), f"nsh {SCRIPT.name} on a file system of {kilobytes} kB")
        finally:
            subprocess.run(["umount", disk], check=True)
    return check


def sealed(plan, new):
    check = Check("the main job in a read-only folder", PROMISE)
    disk = mounted(plan, 1000)
    if disk:
        try:
            seeded(disk)
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            job(check, disk, new, plan.folder, (1,), f"nsh {SCRIPT.name} on a read-only file system")
            check.count += 1
            status, _, errors = shell.run(disk, "--log", "log.nsh", "-c", "print 1", home=plan.folder)
            if status != 1 or "read-only" not in errors:
                check.found(f"status {status}, {errors!r}", "a log on a read-only file system")
        finally:
            subprocess.run(["umount", disk], check=True)
    if os.geteuid() != 0:
        folder = plan.place("job")
        seeded(folder)
        folder.chmod(0o555)
        try:
            job(check, folder, new, plan.folder, (1,), f"nsh {SCRIPT.name} in a folder of mode 0555")
        finally:
            folder.chmod(0o755)
    return check


def killed(plan, new, random):
    check = Check("the main job killed in the middle, and again", PROMISE)
    for turn in range(plan.number(2, 40)):
        folder = plan.place("job")
        seeded(folder)
        number = [signal.SIGKILL, signal.SIGTERM][turn % 2]
        process = shell.start(folder, SCRIPT)
        time.sleep(random.uniform(0, 0.6))
        process.send_signal(number)
        process.communicate(timeout=shell.PATIENCE)
        name = f"nsh {SCRIPT.name}, {number.name} in the middle"
        # What is ended before it has begun is ended by the system.
        if process.returncode not in (0, -number, 143):
            check.found(f"status {process.returncode}", name)
        left = shell.temporaries(folder) if number == signal.SIGTERM else []
        if left:
            check.found(f"left {left}", name)
        job(check, folder, new, folder, (0,), name + "; then again")
    return check


def checks(plan):
    new = right(plan)
    yield full(plan, new)
    yield sealed(plan, new)
    yield killed(plan, new, plan.random("job"))
