"""Processes that are killed or ended by signals at random moments of saving: every file is an old one or a new one, the status is
the signal's, and no temporary file is left; what a killed one left is cleared by the next."""

import resource
import select
import signal
import time

import shell
from report import Check

ENDINGS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}
SCENE = "seed 1\ndefine cluster red n=60 at=(0, 1) to=(1, 0)\ndefine cluster blue n=60 at=(1, 0) to=(0, 1)\nbuild chain layers=30\n"
# The file, and the lines that write it;
SAVING = {
    "save": ("x.json", 'save "x.json"'), "trace": ("x.csv", 'export trace "x.csv"'), "svg": ("x.svg", 'plot path > "x.svg"'),
    "png": ("x.png", 'plot path > "x.png"'), "page": ("x.html", 'export page "x.html"'), "gif": ("x.gif", 'export gif "x.gif" size=(80, 80)')}


def script(kind):
    """Two experiments, written to the same file in turn; so often as its parameter says."""
    return (
        f"param turns = 1\n{SCENE}build chain other layers=29\nprint \"ready\"\n"
        f"for k in 1..turns {{ if k // 2 * 2 == k {{ use other }} else {{ use chain }} ; {SAVING[kind][1]} }}\n")


def genuine(plan, kinds):
    """The bytes that each kind's file may have."""
    allowed = {}
    for kind in kinds:
        folder = plan.place("genuine")
        allowed[kind] = set()
        for turns in [1, 2]:
            status, _, errors = shell.run(folder, "-c", script(kind), f"turns={turns}")
            if status != 0:
                raise RuntimeError(errors)
            allowed[kind].add((folder / SAVING[kind][0]).read_bytes())
    return allowed


def begun(folder, kind):
    """The script in a process that has begun to save."""
    process = shell.start(folder, "-q", "-c", script(kind), "turns=1e9")
    if not select.select([process.stdout], [], [], shell.PATIENCE)[0] or process.stdout.readline() != b"ready\n":
        process.kill()
        raise RuntimeError(f"does not begin: {process.communicate()[1]}")
    return process


def ended(plan, random, check, kind, allowed, number):
    """Ends a process that saves, at a random moment, and looks at what it left; gives the folder."""
    folder = plan.place("kill")
    process = begun(folder, kind)
    try:
        # Whatever the machine's speed, the process is at its work.
        time.sleep(random.uniform(0, 0.2))
        process.send_signal(number)
        _, errors = process.communicate(timeout=shell.PATIENCE)
    finally:
        process.kill()
        process.wait()
    check.count += 1
    name = f"nsh -c '{script(kind)}' turns=1e9, after a moment {number.name}"
    for file, content in shell.files(folder).items():
        if file == SAVING[kind][0] and content not in allowed[kind]:
            check.found(f"{file} is neither of what was saved: {len(content)} bytes", name)
    expected = ENDINGS.get(number, -number)
    if process.returncode != expected:
        check.found(f"status {process.returncode} instead of {expected}: {errors.decode()[-200:]}", name)
    elif number in (signal.SIGTERM, signal.SIGHUP) and errors:
        check.found(f"it says: {errors.decode()[-200:]}", name)
    if number != signal.SIGKILL and (left := shell.temporaries(folder)):
        check.found(f"left {left}", name)
    return folder, name


def killed(plan, random, kinds, allowed):
    check = Check("SIGKILL while saving, and the next start", "0 corrupt, 0 temporaries after the next start")
    for _ in range(plan.number(8, 200)):
        kind = random.choice(kinds)
        folder, name = ended(plan, random, check, kind, allowed, signal.SIGKILL)
        status, _, errors = shell.run(folder, "-c", script(kind))
        if status != 0 or (left := shell.temporaries(folder)):
            check.found(errors or f"the next one leaves {left}", name + "; then the same again to its end")
    return check


def terminated(plan, random, kinds, allowed):
    check = Check("TERM, HUP and INT while saving", "0 corrupt, 0 temporaries, always 143, 129 and 130")
    for turn in range(plan.number(18, 900)):
        ended(plan, random, check, random.choice(kinds), allowed, list(ENDINGS)[turn % 3])
    return check


def limited(plan, random, kinds):
    """The size that files may have ends in the middle: an error, the old file, no signal."""
    check = Check("a limit of the file's size while saving", "the old file, status 1, 0 temporaries")
    for _ in range(plan.number(6, 60)):
        kind = random.choice(kinds)
        file, line = SAVING[kind]
        folder = plan.place("limit")
        (folder / file).write_bytes(b"old")
        size = int(10 ** random.uniform(0, 3.3))
        status, _, errors = shell.run(
            folder, "-c", SCENE + line, prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        check.count += 1
        if status != 1 or "error" not in errors or (folder / file).read_bytes() != b"old" or shell.temporaries(folder):
            check.found(f"status {status}, {len(shell.temporaries(folder))} temporaries, {errors[-200:]}", f"ulimit -f of {size} bytes; nsh -c '{SCENE}{line}'")
    return check


def alone(plan, random):
    """Temporaries of processes that live, and what only looks alike, are nobody's to clear."""
    check = Check("files that only look like temporaries", "left alone")
    folder = plan.place("alone")
    names = [".nsh-notes", ".nsh-1.tmp.txt", "x.tmp", ".nsh-abc-0.tmp"]
    for name in names:
        (folder / name).write_text("mine")
    shell.run(folder, "-c", SCENE + 'save "x.json"')
    for name in names:
        check.count += 1
        if not (folder / name).exists():
            check.found(f"{name} is gone", f'touch {name}; nsh -c \'{SCENE}save "x.json"\'')
    return check


def checks(plan):
    random = plan.random("kills")
    kinds = ["save", "svg"] if plan.short else list(SAVING)
    allowed = genuine(plan, kinds)
    yield killed(plan, random, kinds, allowed)
    yield terminated(plan, random, kinds, allowed)
    yield limited(plan, random, kinds)
    yield alone(plan, random)
