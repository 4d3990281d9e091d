"""Ctrl-C on a terminal, at random moments of every command that takes long and of every command that is declared: the prompt
comes back, it is said, and no file is half written."""

import time

import declarations
import dialogues
import shell
import workloads
from report import Check

# Seconds of a workload that moments are drawn from.
REACH = 2.0
MEDIAN, WORST = 100, 300


def prepared(folder, setup):
    dialogue = dialogues.Dialogue(folder)
    if dialogue.wait() is None:
        raise RuntimeError(f"no prompt: {dialogue.seen}")
    for line in setup.splitlines():
        if dialogue.say(line) is None:
            raise RuntimeError(f"no prompt after `{line}`: {dialogue.seen[-500:]}")
    return dialogue


def moment(dialogue, line, seconds):
    """Types the line and Ctrl-C so long after it was taken: milliseconds to the prompt by the clock and by the processor, and what
    was said; None for the times where the command was done before."""
    dialogue.send(line + "\r")
    taken = dialogue.wait("\r\n")
    if taken is None:
        return (float("inf"), float("inf")), dialogue.seen
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and shell.PROMPT not in dialogue.unread:
        dialogue.read(left)
    if shell.PROMPT in dialogue.unread:
        return None, dialogue.wait()
    clock, processor = time.monotonic(), dialogue.worked()
    dialogue.interrupt()
    text = dialogue.wait()
    if text is None:
        return (float("inf"), float("inf")), dialogue.seen
    times = 1e3 * (time.monotonic() - clock), dialogue.worked() - processor
    # If the command had just ended, it is the next line that Ctrl-C has cleared, with a second prompt.
    return times, text + settled(dialogue)


def settled(dialogue):
    """Reads until the dialogue answers a question: what came before the answer."""
    dialogue.send("print 606 + 60\r")
    return (dialogue.wait("666\r\n") or "") + (dialogue.wait() or "")


def duration(dialogue, work, check):
    """Seconds that a command takes, if it is done within the reach; else the reach."""
    begin = time.monotonic()
    times, text = moment(dialogue, work.line, REACH)
    if "error:" in text.replace("error: interrupted", "") and "memory" not in text:
        check.found(f"{work.name}: the line is refused: {text[-300:]}", f"{work.setup}\n{work.line}")
    return min(REACH, time.monotonic() - begin) if times is None else REACH


def judge(check, work, folder, times, text, old, isShort):
    seconds = f"{work.setup}\n{work.line}\nCtrl-C"
    clock, processor = times
    check.milliseconds.append(clock)
    late = min(clock, processor)
    if late == float("inf"):
        check.found(f"{work.name}: the prompt does not come back", seconds)
    elif not isShort and late > WORST:
        check.found(f"{work.name}: the prompt is back after {late:.0f} ms", seconds)
    if "interrupted" not in text and late > 50:
        check.found(f"{work.name}: not said to be interrupted", seconds)
    if left := shell.temporaries(folder):
        check.found(f"{work.name}: left {left}", seconds)
    if work.file:
        file = folder / work.file
        now = file.read_bytes() if file.exists() else None
        if now != old and "written" not in text:
            check.found(f"{work.name}: {work.file} is another, and it is not said to be written", seconds)
        file.write_bytes(old)


def begun(check, work, folder, files):
    """A dialogue in which everything before the line that is interrupted is done, with the files that it names; None where that fails."""
    for name, content in files.items():
        if name in work.setup + work.line:
            (folder / name).write_bytes(content)
    try:
        return prepared(folder, work.setup)
    except RuntimeError as error:
        check.found(f"{work.name}: {error}", work.setup)
        return None


def workload_check(plan, random):
    check = Check("commands that take long", f"median <= {MEDIAN} ms, worst <= {WORST} ms")
    listed, files = workloads.WORKLOADS, {**declarations.data(), **workloads.files()}
    for work in [work for work in listed if work.name in workloads.SHORT] if plan.short else listed:
        folder = plan.place("interrupt")
        if (dialogue := begun(check, work, folder, files)) is None:
            continue
        with dialogue:
            old = b"old"
            reach = 0.5 if plan.short else duration(dialogue, work, check)
            for _ in range(2 if plan.short else plan.count or 20):
                if work.file:
                    (folder / work.file).write_bytes(old)
                # Early moments are as likely as late ones, whatever the order of magnitude.
                times, text = moment(dialogue, work.line, reach * random.random() ** 2)
                if times is None:
                    continue
                check.count += 1
                judge(check, work, folder, times, text, old, plan.short)
                if dialogue.process.poll() is not None or times[0] == float("inf"):
                    break
    return check


def declared(random):
    """Every command as its examples call it."""
    for command in declarations.commands():
        if command.name in ("quit", "exit", "help tour"):
            continue
        for setup, line in command.calls[:1]:
            yield workloads.Workload(command.name, setup.strip(), line)


def declared_check(plan, random):
    check = Check("every command, as its example calls it", "the prompt is back")
    listed = list(declared(random))
    for work in random.sample(listed, 5) if plan.short else listed:
        folder = plan.place("declared")
        if (dialogue := begun(check, work, folder, declarations.data())) is None:
            continue
        with dialogue:
            for _ in range(3 if plan.short else plan.count or 10):
                times, text = moment(dialogue, work.line, random.uniform(0, 0.03))
                check.count += 1
                if times and times[0] == float("inf") or dialogue.process.poll() is not None:
                    check.found(f"{work.name}: the prompt does not come back", f"{work.setup}\n{work.line}\nCtrl-C")
                    break
            if left := shell.temporaries(folder):
                check.found(f"{work.name}: left {left}", f"{work.setup}\n{work.line}\nCtrl-C")
    return check


def checks(plan):
    random = plan.random("interrupts")
    yield workload_check(plan, random)
    yield declared_check(plan, random)
