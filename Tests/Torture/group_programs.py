"""Programs made from the grammar and the declarations, most of them right: many in one process, in memory, with tables to build
networks of. What breaks the process is made as short as it can be."""

import parts
import programs
from report import Check
from trials import Broken, Trials

PROMISE = "0 signals, 0 hangs over 5 s"


def outcome(trials, lines, how):
    """What is wrong with a program; None where nothing is."""
    trials.new()
    try:
        if how == "line":
            answers = [trials.script(line, "line") for line in lines]
        else:
            answers = [trials.script("\n".join(lines), how)]
    except Broken as broken:
        return broken.why
    for answer in answers:
        if answer.code == "fault":
            return f"an error of the program itself: {answer.errors[:200]}"
        if answer.status == 1 and not answer.errors:
            return "status 1 without an error"
    return None


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


def tried(random, count):
    maker = programs.Programs(random)
    check = Check("programs from the grammar", PROMISE)
    with Trials(200, files=programs.FILES) as trials:
        for _ in range(count):
            lines = maker.program()
            how = random.choice(["line", "line", "script", "probe"])
            check.count += 1
            if why := outcome(trials, lines, how):
                short = shrunk(trials, lines, how, why) if len(check.faults) < 10 else lines
                check.found(f"{why}, run as a {how}", "\n".join(short))
    return check


def checks(plan):
    yield parts.spread(tried, plan, "programs", plan.number(300, 50_000))
