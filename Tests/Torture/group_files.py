"""Files of changed bytes, numbers, lines and values, of every format that is read. What is accepted is what `define` would accept,
has finite numbers only, and is written and read again as the same; the rest is an error."""

import pathlib

import declarations
import formats
import parts
from report import Check
from trials import Broken, Trials

PROMISE = "0 signals, 0 hangs over 5 s, 0 accepted that differ from what `define` accepts"


# MARK: Recordings


RECORDINGS = pathlib.Path(__file__).parent / "recordings"


def recordings(check, count, seed, batch=500):
    """In one process, which changes the files itself: some thousands a second. What ends or stops it is looked for one by one."""
    corpus = {path.name: path.read_bytes() for path in sorted(RECORDINGS.iterdir()) if path.suffix != ".py"}
    with Trials(1000, files=corpus) as trials:
        for first in range(0, count, batch):
            size = min(batch, count - first)
            check.count += size
            try:
                complaints = trials.recordings(first, size, seed)[2]
            except Broken:
                complaints = alone(trials, range(first, first + size), seed)
            for complaint in complaints:
                check.found(complaint.partition(": ")[2], f"{complaint}; `recording I SEED` of Trials gives the file")
    return check


def alone(trials, numbers, seed):
    found = []
    for i in numbers:
        try:
            found += trials.recordings(i, 1, seed)[2]
        except Broken as broken:
            name, data = trials.recording(i, seed)
            found.append(f"trial {i} of seed {seed}: {broken.why} by {name}, {data!r}")
    return found


# MARK: All


class Tried:
    """Makes trials of one kind, in a process of their own; what a good file looks like is asked of that process first."""

    def __init__(self, what, attempt, seeds=None):
        self.what, self.attempt, self.seeds = what, attempt, seeds

    def __call__(self, random, count):
        check = Check(self.what, PROMISE)
        with Trials(1000, files=declarations.data()) as trials:
            given = [self.seeds(trials)] if self.seeds else []
            for _ in range(count):
                self.one(check, trials, random, given)
        return check

    def one(self, check, trials, random, given):
        check.count += 1
        state = random.getstate()
        try:
            data, line, wrong = self.attempt(trials, random, *given)
            if wrong:
                check.found(wrong, f"{line}, the file being {data if isinstance(data, str) else repr(data)}")
        except Broken as broken:
            # What it was comes again from the same random numbers.
            check.found(broken.why, again(self.attempt, trials, random, state, given))


def again(attempt, trials, random, state, given):
    class Spy:
        def __getattr__(self, name):
            return getattr(trials, name)

        def new(self, files=None):
            seen[:] = [f"{name}: {content!r}" for name, content in (files or {}).items() if name not in declarations.data()]
            trials.new(files)

        def script(self, text):
            seen.append(f"then {text!r}")
            return trials.script(text)

    seen = []
    after = random.getstate()
    random.setstate(state)
    try:
        attempt(Spy(), random, *given)
    except Broken:
        pass
    random.setstate(after)
    return "\n".join(seen)


KINDS = [
    Tried("changed files of points", formats.points), Tried("changed tables of rows", formats.rows), Tried("changed experiments", formats.changed_experiments, formats.experiments),
    Tried("changed scripts and start-up files", formats.scripts, formats.examples), Tried("changed tables", formats.tables),
    Tried("changed values, JSON", formats.json_values, formats.written), Tried("changed values, texts", formats.texts, formats.written),
    Tried("changed values, archives of arrays", formats.arrays, formats.written)]


def checks(plan):
    for kind in KINDS:
        yield parts.spread(kind, plan, f"files {kind.what}", plan.number(200, 1_000_000))
    yield recordings(Check("changed recordings: safetensors, index, npz", PROMISE), plan.number(5000, 1_000_000), plan.seed)
