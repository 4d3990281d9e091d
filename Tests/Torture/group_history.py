"""The history: torn records, dialogues at the same time, a full disk, kills. An entry stands there whole or not at all, is never glued
to another, and is there once its answer was seen."""

import os
import re
import resource
import statistics
import subprocess
import time

import dialogues
import shell
from report import Check

STAMP = re.compile(r"(?m)^#\d+$")


def entries(text):
    """By the format: a time stamp's line, then the entry's lines."""
    return [part.strip("\n") for part in STAMP.split(text) if part.strip("\n")]


def placed(folder, content):
    home = folder / "state" / "nsh"
    home.mkdir(parents=True)
    (home / "history").write_bytes(content)
    return home / "history"


def talk(folder, lines, **options):
    """A dialogue that says the lines, one after another; whether each had its prompt."""
    with dialogues.Dialogue(folder, **options) as dialogue:
        if dialogue.wait() is None:
            return [False] * len(lines)
        return [dialogue.say(line) is not None for line in lines]


# MARK: Torn records


def torn(plan, random):
    check = Check("records torn at any byte, and the next entry", "no entry glued to another, none lost")
    whole = "#1700000001\nlet first = 1\n#1700000002\nfor k in 1..3 {\n  print k\n}\n"
    last = "#1700000003\nlet torn = 123456\n"
    cuts = list(range(len(last)))
    for cut in random.sample(cuts, 4) if plan.short else cuts:
        folder = plan.place("torn")
        file = placed(folder, (whole + last[:cut]).encode())
        new = f"let next = {cut}"
        answered = talk(folder, [new])
        found = entries(file.read_text())
        check.count += 1
        kept = ["let first = 1", "for k in 1..3 {\n  print k\n}"]
        between = found[2:-1]
        if not all(answered) or found[:2] != kept or found[-1:] != [new] or any(new in entry or len(between) > 1 for entry in between):
            check.found(f"the history has {found}", f"a history of {whole + last[:cut]!r}; then in a dialogue: {new}")
    return check


def mutated(plan, random):
    check = Check("histories of changed bytes, called back by arrow keys", "the dialogue goes on")
    good = b"".join(b"#17000000%02d\nlet a%d = %d\n" % (k, k, k * k) for k in range(30))
    for _ in range(plan.number(4, 200)):
        data = bytearray(good)
        for _ in range(random.randint(1, 30)):
            place = random.randrange(len(data))
            data[place:place + random.randint(0, 3)] = bytes(random.choice([0, 10, 13, 27, 35, 127, 128, 192, 255, random.randrange(256)]) for _ in range(random.randint(0, 4)))
        folder = plan.place("changed")
        placed(folder, bytes(data))
        check.count += 1
        with dialogues.Dialogue(folder) as dialogue:
            # Up through some of the history, down again, and away with what stands on the line.
            fine = dialogue.wait() is not None
            dialogue.send("\x1b[A" * 6 + "\x1b[B" * 2 + "\x03")
            fine = fine and dialogue.wait() is not None and dialogue.say("print 600 + 66") is not None
            if not fine:
                check.found(f"status {dialogue.process.poll()}", f"a history of {bytes(data)!r}; arrow up six times, Ctrl-C, a line")
    return check


# MARK: At the same time, and killed


def together(plan):
    check = Check("entries of dialogues at the same time", "each there, whole, once")
    sessions, count = (2, 4) if plan.short else (8, 40)
    folder = plan.place("together")
    opened = [dialogues.Dialogue(folder) for _ in range(sessions)]
    lines = {f"let s{session}n{k} = {k}" for session in range(sessions) for k in range(count)}
    for dialogue in opened:
        dialogue.wait()
    for k in range(count):
        for session, dialogue in enumerate(opened):
            dialogue.send(f"let s{session}n{k} = {k}\r")
        for dialogue in opened:
            dialogue.wait("\r\n")
            dialogue.wait()
    for dialogue in opened:
        dialogue.end()
    found = entries((folder / "state" / "nsh" / "history").read_text())
    check.count = len(lines)
    for line in sorted(lines):
        if found.count(line) != 1:
            check.found(f"an entry is there {found.count(line)} times", f"{sessions} dialogues at once; {line}")
    for entry in found:
        if entry not in lines:
            check.found(f"an entry that nobody made: {entry!r}", f"{sessions} dialogues at once")
    return check


def killed(plan, random):
    check = Check("dialogues killed as entries are made", "what was answered is there; nothing torn")
    for _ in range(plan.number(4, 60)):
        folder = plan.place("killed")
        said = []
        with dialogues.Dialogue(folder) as dialogue:
            dialogue.wait()
            for k in range(random.randint(1, 6)):
                if dialogue.say(line := f"let k{k} = {random.randint(1, 10**9)}"):
                    said.append(line)
            dialogue.send("let last = 1\r")
            time.sleep(random.uniform(0, 0.005))
            dialogue.process.kill()
        found = entries((folder / "state" / "nsh" / "history").read_text())
        check.count += 1
        if found not in (said, said + ["let last = 1"]):
            check.found(f"said {said}, kept {found}", "nsh, killed behind `let last = 1`")
    return check


# MARK: A full disk


def full(plan, random):
    check = Check("a full disk while entries are made", "whole entries; the dialogue goes on")
    lines = [f"let a{k} = {k}{k}" for k in range(1035, 1039)]
    for _ in range(plan.number(4, 60)):
        folder = plan.place("full")
        file = placed(folder, b"#1700000000\nlet before = 1\n")
        size = random.randint(27, 130)
        answered = talk(folder, lines, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        found = entries(file.read_text())
        check.count += 1
        if not all(answered) or found[:1] != ["let before = 1"] or any(entry not in lines for entry in found[1:]):
            check.found(f"answered {answered}, kept {found}", f"ulimit -f of {size} bytes; nsh, with the lines {lines}")
    return check


def mounted(plan, random):
    """The same, and --log, on a file system that is full indeed."""
    check = Check("a full file system, --log and save", "whole entries; the old file; status 1")
    if os.geteuid() != 0:
        return check
    disk = plan.place("disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True).returncode:
        return check
    try:
        script = "\n".join(f"let a{k} = {k}{k}" for k in range(1035, 1039)) + "\n" + shell.SETUP
        whole = plan.place("whole")
        shell.run(whole, "--log", "l.nsh", "-c", script)
        lines = [line for line in (whole / "l.nsh").read_text().splitlines() if not line.startswith("#")]
        for _ in range(plan.number(2, 30)):
            for file in disk.iterdir():
                file.unlink()
            (disk / "x.json").write_bytes(b"old")
            (disk / "l.nsh").write_text("let before = 1\n" + "#" * random.randint(4000, 4090) + "\n")
            # All but the last page, of which the log's file has some bytes left.
            with open(disk / "filler", "wb") as filler:
                try:
                    filler.write(bytes(1 << 20))
                except OSError:
                    pass
            status, _, errors = shell.run(disk, "--log", "l.nsh", "-c", script + 'save "x.json"')
            kept = [line for line in (disk / "l.nsh").read_text().splitlines()[2:] if not line.startswith("#")]
            check.count += 1
            if status != 1 or kept != lines[:len(kept)] or (disk / "x.json").read_bytes() != b"old" or shell.temporaries(disk):
                check.found(f"status {status}, the log has {kept[-2:]}, {shell.temporaries(disk)}: {errors[-200:]}", f"nsh --log l.nsh -c '{script}save \"x.json\"', on a full disk")
    finally:
        subprocess.run(["umount", disk], check=True)
    return check


def large(plan):
    check = Check("a start with a history of 44 MB", "< 100 ms")
    folder = plan.place("large")
    count = 20_000 if plan.short else 1_000_000
    placed(folder, b"".join(b"#%d\nlet number%d = %d + 12345678\n" % (1_600_000_000 + k, k, k) for k in range(count)))
    worked = []
    for _ in range(2 if plan.short else 9):
        begin = time.monotonic()
        with dialogues.Dialogue(folder) as dialogue:
            fine = dialogue.wait()
            check.milliseconds.append(1e3 * (time.monotonic() - begin))
            worked.append(dialogue.worked())
            check.count += 1
            if not fine:
                check.found("no prompt", f"a history of {count} entries")
    # Its own work, generously: what a busy machine or a build without optimising adds is no part of the promise.
    if not plan.short and statistics.median(worked) > 300:
        check.found(f"{statistics.median(worked):.0f} ms of work to the prompt", f"a history of {count} entries")
    return check


def checks(plan):
    random = plan.random("history")
    yield torn(plan, random)
    yield mutated(plan, random)
    yield together(plan)
    yield killed(plan, random)
    yield full(plan, random)
    yield mounted(plan, random)
    yield large(plan)
