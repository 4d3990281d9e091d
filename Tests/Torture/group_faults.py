"""Every call to the system that a writing or reading command makes fails, in every way: there are the old bytes or the new, no
temporary file, and a status that says which."""

import re

import declarations
import dialogues
import preloaded
import shell
from group_runs import table
from report import Check

PROMISE = "0 corrupt, 0 temporaries, 0 wrong status"
# Failures after which the status must not be 0: what did not reach the disk is not written.
FATAL = {"EIO", "ENOSPC", "EDQUOT"}
# Calls that must not fail for that; where a link cannot be made, a file can still be renamed.
DECISIVE = ("write", "fsync", "fdatasync", "rename")


def described(command, failure):
    call, number, error, isLasting = failure
    how = "moves half of the bytes" if error == 0 else f"fails with {error}"
    return f"call {number} of {call}{' and all after it' if isLasting else ''} {how}:\n{command}"


def chosen(plan, random, items, short):
    items = list(items)
    return random.sample(items, min(len(items), plan.number(short, len(items))))


# MARK: Commands that write


def writers():
    """Every command that writes a file, as its example calls it; with one for each ending, since they are written apart."""
    for command in declarations.commands():
        if (call := command.writes) and command.name != "history save":
            yield command.name, *call
    setup = shell.SETUP
    for ending in ["png", "pdf", "gif"]:
        yield f"plot path as {ending}", setup, f'plot path > "out.{ending}"', f"out.{ending}"


def seeded(plan, name, file):
    """A folder with an old file, of a mode of its own, and what examples read."""
    folder = plan.place("faults")
    for given, content in declarations.data().items():
        (folder / given).write_bytes(content)
    (folder / file).write_bytes(b"old")
    (folder / file).chmod(0o640)
    return folder


def judge(check, folder, file, new, status, errors, failure, script):
    call, number, error, _ = failure
    name = described(f"nsh -c '{script}'", failure)
    now = (folder / file).read_bytes() if (folder / file).exists() else b""
    check.count += 1
    if now not in (b"old", new):
        check.found(f"{file} is neither the old one nor the new: {len(now)} bytes", name)
    if left := shell.temporaries(folder):
        check.found(f"left {left}", name)
    if status not in (0, 1):
        check.found(f"status {status}: {errors[-200:]}", name)
    if status == 0 and now != new:
        check.found("status 0, and the file is not the new one", name)
    if status == 0 and error in FATAL and call != "linkat" and preloaded.kind(call) in DECISIVE:
        check.found(f"status 0 though {call} failed", name)
    if status == 1 and "error" not in errors:
        check.found(f"status 1 without an error: {errors[-200:]}", name)
    if status == 1 and error in ("EINTR", 0) and preloaded.kind(call) in ("read", "write"):
        check.found(f"{call} should have gone on: {errors[-200:]}", name)
    if (folder / file).exists() and (folder / file).stat().st_mode & 0o777 != 0o640 and not (now == new and call == "fchmod"):
        check.found(f"the file's mode became {(folder / file).stat().st_mode & 0o777:o}", name)


def writing(plan, random):
    check = Check("each call of every command that writes", PROMISE)
    items = []
    for name, setup, line, file in writers():
        # Stores of runs lie apart, since their files are SQLite's own, which `sweeping` looks after; a first call fills them, so
        # that later ones write the same, times included.
        data = plan.place("data")
        script = re.sub(r'"(\w+\.db)"', rf'"{data}/\1"', setup + line)
        if "sweep " in script:
            shell.run(seeded(plan, name, file), "-c", script, XDG_DATA_HOME=str(data))
        folder = seeded(plan, name, file)
        trace = plan.folder / f"trace-{len(items)}"
        status, _, errors = shell.run(folder, "-c", script, XDG_DATA_HOME=str(data), **preloaded.changes(folder, trace=trace))
        if status != 0 or not (folder / file).exists():
            check.found(f"{name}: its example does not write {file}: {errors[-300:]}", script)
            continue
        new = (folder / file).read_bytes()
        items += [(script, data, file, new, failure) for failure in preloaded.failures(preloaded.calls(trace))]
    for script, data, file, new, failure in chosen(plan, random, items, 60):
        folder = seeded(plan, "", file)
        status, _, errors = shell.run(folder, "-c", script, XDG_DATA_HOME=str(data), **preloaded.failing(folder, *failure))
        judge(check, folder, file, new, status, errors, failure, script)
    return check


# MARK: Commands that read


READERS = {
    "a script": ("s.nsh", ["s.nsh"]), "include": ("s.nsh", ["-c", 'include "s.nsh"']), "load": ("x.json", ["-c", 'load "x.json"; print loss']),
    "define data": ("d.csv", ["-c", 'define data d file="d.csv"']), "points": ("p.csv", ["-c", 'define cluster c file="p.csv"; inspect cluster c'])}


def readable(plan):
    folder = plan.place("reading")
    (folder / "s.nsh").write_text("let a = 1\nprint a + 1\n")
    (folder / "d.csv").write_text("a,b,kind\n1,2,red\n3,4,blue\n")
    (folder / "p.csv").write_text("x,y,u,v\n1,2,0,0\n3,4,0,0\n")
    shell.run(folder, "-c", shell.SETUP + 'save "x.json"')
    return folder


def reading(plan, random):
    check = Check("each call of every command that reads", "the whole file, or an error")
    folder, items = readable(plan), []
    for name, (file, arguments) in READERS.items():
        trace = plan.folder / f"trace-read-{len(items)}"
        _, right, _ = shell.run(folder, *arguments, **preloaded.changes(folder, trace=trace))
        items += [(arguments, right, failure) for failure in preloaded.failures(preloaded.calls(trace))]
    for arguments, right, failure in chosen(plan, random, items, 20):
        status, output, errors = shell.run(folder, *arguments, **preloaded.failing(folder, *failure))
        name = described("nsh " + " ".join(arguments), failure)
        check.count += 1
        if status not in (0, 1) or (status == 0) != (output == right):
            check.found(f"status {status} with {output[-200:]!r} instead of {right!r}: {errors[-200:]}", name)
        if status == 1 and (failure[2] in ("EINTR", 0)) and preloaded.kind(failure[0]) == "read":
            check.found(f"{failure[0]} should have gone on: {errors[-200:]}", name)
    return check


# MARK: Stores of runs


SWEEP = 'sweep fit store="runs.db" x=1..6 rate=[0.1, 1] seed=1..2 keep=[y] series=[y] { let y = x*rate + normal() }'


def sweeping(plan, random):
    """Each call of a sweep's store: what it says of it is so, and the same line makes it whole."""
    check = Check("each call of a sweep on its store", "never damaged; status 0 and whole, or an error; whole again")
    folder, trace = plan.place("store"), plan.folder / "trace-sweep"
    status, _, errors = shell.run(folder, "-c", SWEEP, **preloaded.changes(folder, trace=trace))
    whole = table(folder / "runs.db")
    if status != 0 or not whole or whole == "damaged":
        check.found(f"status {status}: {errors[-300:]}", SWEEP)
        return check
    # No thread can be had, for whoever asks.
    items = [("pthread_create", 1, "EAGAIN", True), *preloaded.failures(preloaded.calls(trace))]
    for failure in items[:1] + chosen(plan, random, items[1:], 40):
        folder = plan.place("store")
        status, _, errors = shell.run(folder, "-c", SWEEP, **preloaded.failing(folder, *failure))
        now, name = table(folder / "runs.db"), described(f"nsh -c '{SWEEP}'", failure)
        check.count += 1
        if now == "damaged":
            check.found("the store is damaged", name)
        if status not in (0, 1) or (status == 0) != (now == whole):
            check.found(f"status {status} with {'the whole table' if now == whole else 'another table'}: {errors[-300:]}", name)
        if status == 1 and "error" not in errors:
            check.found(f"status 1 without an error: {errors[-300:]}", name)
        if failure[0] == "pthread_create" and status != 0:
            check.found(f"without threads of its own nothing is done: {errors[-300:]}", name)
        status, _, errors = shell.run(folder, "-c", SWEEP)
        if status != 0 or table(folder / "runs.db") != whole:
            check.found(f"the same line again: status {status}: {errors[-300:]}", name)
    return check


# MARK: --log and the history


STATEMENTS = [f"let a{k} = {k}{k}" for k in range(1035, 1041)]


def logging(plan, random):
    check = Check("each call of --log", "whole entries in order; status 1 if any is lacking")
    script = "\n".join(STATEMENTS)
    folder = plan.place("log")
    trace = plan.folder / "trace-log"
    shell.run(folder, "--log", "l.nsh", "-c", script, **preloaded.changes(folder, trace=trace))
    for failure in chosen(plan, random, preloaded.failures(preloaded.calls(trace)), 25):
        folder = plan.place("log")
        (folder / "l.nsh").write_text("let before = 1\n")
        status, _, errors = shell.run(folder, "--log", "l.nsh", "-c", script, **preloaded.failing(folder, *failure))
        lines = (folder / "l.nsh").read_text().splitlines()
        kept = [line for line in lines[1:] if not line.startswith("#")]
        name = described(f"nsh --log l.nsh -c '{script}'", failure)
        check.count += 1
        if lines[:1] != ["let before = 1"] or kept != STATEMENTS[:len(kept)]:
            check.found(f"the log is {lines}", name)
        if status not in (0, 1) or status == 0 and len(kept) < len(STATEMENTS):
            check.found(f"status {status} with {len(kept)} of {len(STATEMENTS)} statements logged", name)
        if status == 1 and "error" not in errors and "note" not in errors:
            check.found(f"nothing is said: {errors!r}", name)
    return check


def stamped(text):
    """The entries of a history, by its format: a time stamp's line, then the entry's lines."""
    return [part.split("\n", 1)[-1].rstrip("\n") for part in re.split(r"(?m)^#(?=\d+$)", text) if part.strip()]


def remembering(plan, random):
    check = Check("each call of the history", "whole entries only; the dialogue goes on")
    folder = plan.place("history")
    trace = plan.folder / "trace-history"

    def talk(folder, **changes):
        with dialogues.Dialogue(folder, **changes) as dialogue:
            answers = dialogue.wait() and [dialogue.say(line) for line in STATEMENTS[:3]]
        return answers

    talk(folder, **preloaded.changes(folder, trace=trace))
    for failure in chosen(plan, random, preloaded.failures(preloaded.calls(trace)), 10):
        folder = plan.place("history")
        home = folder / "state" / "nsh"
        home.mkdir(parents=True)
        (home / "history").write_text("#1700000000\nlet before = 1\n")
        answers = talk(folder, **preloaded.failing(folder, *failure))
        name = described("nsh, with the lines\n" + "\n".join(STATEMENTS[:3]), failure)
        entries = stamped((home / "history").read_text())
        check.count += 1
        if not answers or None in answers:
            check.found("the dialogue does not go on", name)
        if entries[:1] != ["let before = 1"] or any(entry not in STATEMENTS[:3] for entry in entries[1:]):
            check.found(f"the history has {entries}", name)
        if left := shell.temporaries(folder):
            check.found(f"left {left}", name)
    return check


def checks(plan):
    if preloaded.library() is None:
        return
    random = plan.random("faults")
    yield writing(plan, random)
    yield reading(plan, random)
    yield sweeping(plan, random)
    yield logging(plan, random)
    yield remembering(plan, random)
