"""Programs made from the grammar and the declarations, most of them right: many in one process, in memory, with tables to build
networks of. What breaks the process is made as short as it can be. How many of the lines are no error is counted: programs that all end at
their first line would try nothing."""

import functools
import re

import parts
import programs
from report import Check
from trials import Broken, Trials

PROMISE = "0 signals, 0 hangs over 5 s; most lines run"
# Of the programs, so many line by line, as scripts, as scripts without the lines that are refused before, and as the fuzzer runs them.
WAYS = ["line"] * 8 + ["script"] * 2 + ["checked"] * 9 + ["probe"]


def outcome(trials, lines, how, check=None):
    """What is wrong with a program; None where nothing is."""
    trials.new()
    try:
        if how == "line":
            answers = [trials.script(line, "line") for line in lines]
        elif how == "checked":
            lines = accepted(trials, lines)
            answers = [trials.script("\n".join(lines))]
        else:
            answers = [trials.script("\n".join(lines), how)]
    except Broken as broken:
        return broken.why
    if check is not None and how in ("line", "checked"):
        count(check, lines, answers)
    return next((wrong for answer in answers if (wrong := fault(answer))), None)


def fault(answer):
    if answer.code == "fault":
        return f"an error of the program itself: {answer.errors[:200]}"
    if re.search(r"^\[expectation\][^\n]*" + programs.SAME, answer.errors, re.MULTILINE):
        return "another value within a loop or function"
    if answer.status == 1 and not answer.errors:
        return "status 1 without an error"
    return None


def accepted(trials, lines):
    """The lines without those that are refused before anything runs."""
    for _ in range(4):
        errors = trials.script("\n".join(lines), "check").errors
        if not errors:
            return lines
        places = {int(n) for n in re.findall(r"^ trial\.nsh:(\d+):", errors, re.MULTILINE)}
        first, left = 1, []
        for line in lines:
            last = first + line.count("\n")
            if not any(first <= place <= last for place in places):
                left.append(line)
            first = last + 1
        if len(left) == len(lines):
            return lines
        lines = left
    return lines


def count(check, lines, answers):
    # What was interrupted says how busy the machine was.
    if any(answer.status == 130 for answer in answers):
        return
    if len(answers) == len(lines):
        for line, answer in zip(lines, answers):
            check.share(named(line), answer.status in (0, 3))
    check.share("whole programs", all(answer.status in (0, 3) for answer in answers))


@functools.cache
def beginnings():
    names = sorted((c.name for c in programs.declarations.commands()), key=len, reverse=True)
    return re.compile(r"(?:let \w+ = )?(" + "|".join(names) + r")(?![\w(])")


def named(line):
    found = beginnings().match(line)
    return found[1] if found else (re.match(r"(let|for|if|while|try|def|expect|assert|include|param)\b", line) or ["an expression"])[0]


def shrunk(trials, lines, how, why):
    """The program without all lines that the fault does not need, then with shorter lines, as long as it stays the same."""
    def same(candidate):
        found = outcome(trials, candidate, how)
        return found is not None and found[:20] == why[:20]

    size = max(1, len(lines) // 2)
    while size:
        place = 0
        while place < len(lines):
            candidate = lines[:place] + lines[place + size:]
            if candidate and same(candidate):
                lines = candidate
            else:
                place += size
        size //= 2
    for k, line in enumerate(lines):
        words, place = line.split(" "), 1
        while place < len(words):
            candidate = words[:place] + words[place + 1:]
            if same(lines[:k] + [" ".join(candidate)] + lines[k + 1:]):
                words = candidate
            else:
                place += 1
        lines = lines[:k] + [" ".join(words)] + lines[k + 1:]
    return lines


def tried(random, count, short=False):
    maker = programs.Programs(random, short)
    check = Check("programs from the grammar", PROMISE)
    with Trials(100, files=programs.FILES) as trials:
        for _ in range(count):
            lines = maker.program()
            how = random.choice(WAYS)
            check.count += 1
            if why := outcome(trials, lines, how, check):
                least = shrunk(trials, lines, how, why) if len(check.faults) < 10 else lines
                check.found(f"{why}, run as a {how}", "\n".join(least))
    return check


def thin(check, isShort):
    """What programs of the generator hardly reach: the share of lines that run, and commands that never do."""
    lines = [(tried, fine) for name, (tried, fine) in check.shares.items() if name != "whole programs"]
    tried, fine = (sum(column) for column in zip(*lines))
    check.what += f"; {100 * fine // tried} % of their lines run"
    if 3 * fine < 2 * tried:
        check.found("most lines do not run", f"{fine} of {tried}")
    if not isShort:
        for command in programs.declarations.commands():
            reached = check.shares.get(command.name, (0, 0))
            if check.count >= 50_000 and reached[1] == 0 and command.name not in ("quit", "exit", "help tour", "edit"):
                check.found(f"`{command.name}` never runs", f"{reached[0]} times tried")


def checks(plan):
    check = parts.spread(functools.partial(tried, short=plan.short), plan, "programs", plan.number(300, 1_000_000))
    thin(check, plan.short)
    yield check
