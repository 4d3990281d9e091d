"""Random programs, as they run in code beside how they run where their trees are walked: the same output, errors with their places, log, files,
variables to the last bit, and the same random numbers afterwards. The programs are made, run, compared and shortened by Tests/Restricted."""

import parts
from report import Check
from trials import Broken, Trials

PROMISE = "0 differences"
# So many in one request: what breaks the process is looked for among them.
TOGETHER = 10


def tried(random, count):
    check = Check("programs in code and by the walk of their trees", PROMISE)
    seed = random.randrange(1 << 53)
    with Trials(20_000) as trials:
        for first in range(0, count, TOGETHER):
            for why in compared(trials, first, min(TOGETHER, count - first), seed):
                check.found(*why.split("\n", 1))
        check.count = count
    return check


def compared(trials, first, count, seed):
    try:
        return trials.compiled(first, count, seed)
    except Broken as broken:
        if count == 1:
            return [f"{broken.why}\n{trials.program(first, seed)}"]
        half = count // 2
        return compared(trials, first, half, seed) + compared(trials, first + half, count - half, seed)


def checks(plan):
    yield parts.spread(tried, plan, "compiled", plan.number(400, 1_000_000))
