"""Files of changed bytes, numbers, lines and values, of every format that is read. What is accepted is what `define` would accept,
has finite numbers only, and is written and read again as the same; the rest is an error."""

import csv
import io
import json
import math
import pathlib
import re

import declarations
import mutations
import parts
from report import Check
from trials import Broken, Trials

PROMISE = "0 signals, 0 hangs over 5 s, 0 accepted that differ from what `define` accepts"


# MARK: Points


def plain(data):
    """The text of a file that any reader takes alike; None of another."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[^ -~\n]", text) or '"' in text or "#" in text else text


def plain_points(data):
    """The rows of a file of points by another reader, Python's; None where it is not sure what the file means."""
    if (text := plain(data)) is None:
        return None
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    # A header that names the columns in another order is read by name, which this reader does not.
    if rows and not number(rows[0][0]) and [cell.lower() for cell in rows[0][:2]] != ["x", "y"]:
        return None
    try:
        return [tuple(float(cell) for cell in row[:2]) for row in rows[1:]] if rows and not number(rows[0][0]) else [tuple(map(float, row[:2])) for row in rows]
    except ValueError:
        return None


def number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


POINTS = [b"x,y\n1,2\n3,4\n-5e-1,0.25\n", b"1,2\n3,4\n", b"x,y,u,v\n1,2,3,4\n5,6,7,8\n0,0,0,0\n"]
SHOW = "seed 1\nbuild chain layers=1\nlet t = trace[0]\nfor k in 1..length(t.x) { print \"{t.x[k]:.17g} {t.y[k]:.17g}\" }\n"


def points(trials, random):
    data = mutations.changed_text(random.choice(POINTS), random)
    trials.new({"p.csv": data})
    line = 'define cluster c file="p.csv" to=(0, 0)' if b"u" not in data else 'define cluster c file="p.csv"'
    answer = trials.script(line)
    if answer.status == 0:
        expected = plain_points(data)
        # Points so far out that no chain can be built there were still read.
        shown = trials.script(SHOW)
        if shown.status == 0:
            got = [tuple(float(n) for n in row.split()) for row in shown.shown.splitlines() if re.fullmatch(r"\S+ \S+", row) and number(row.split()[0])]
            if any(not math.isfinite(n) for row in got for n in row):
                return data, line, "a number that is not finite is accepted"
            if expected is not None and got != expected:
                return data, line, f"read as {got[:4]}, which is {expected[:4]}"
    return data, line, fault(answer)


# MARK: Rows


ROWS = [
    b"a,b,kind\n1,2,red\n3,4,blue\n-1,0,red\n2,-2,blue\n", b"a,b,z\n1,2,3\n3,4,-1\n-1,0,0.5\n", b'kind,a\n"x, y",1\nz,2\n"x, y",3\n', b"a,b,n\n1,2,0\n3,4,1\n5,6,10\n7,8,2\n"]


def rows(trials, random):
    seed = random.choice(ROWS)
    data = mutations.changed_text(seed, random)
    trials.new({"d.csv": data})
    line = 'define data d file="d.csv"' + random.choice(["", "", " scale=standard", " rows=1..2", " label=kind", " target=z", " scale=2"])
    answer = trials.script(line)
    if answer.status == 0:
        found = re.search(r"(\d+) rows? of", answer.shown)
        expected = plain_rows(data)
        if found and expected is not None and "rows=" not in line and int(found[1]) != expected:
            return data, line, f"read as {found[1]} rows, which are {expected}"
        wrong = fault(trials.script("seed 1\nbuild network data=d layers=[\"tanh 2\", \"linear 2\"]\nprint loss\ntrain adam steps=2\nprint loss\n"))
        if wrong:
            return data, line, wrong
    return data, line, fault(answer)


def plain_rows(data):
    if (text := plain(data)) is None:
        return None
    return len([line for line in text.split("\n") if line.strip()]) - 1


# MARK: Experiments


BUILDING = [
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\ndefine cluster blue n=2 at=(1, 0) to=(0, 1)\nbuild chain layers=2 penalty=1e-2\ntrain adam steps=2\n",
    "seed 1\ndefine family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)\ndefine cluster red n=2 to=(1, 0)\nbuild chain layers=2 family=wave\n",
    'seed 1\ndefine data d file="d.csv"\nbuild network data=d layers=["tanh 2", "linear 2"]\ntrain adam steps=2\n',
    'seed 1\ndefine data d file="d.csv" target=a label=kind\n', "build orbit steps=3\n", "build ray segments=3\n",
    "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\nbuild path action=pendulum from=1 velocity=0.5 steps=3\n",
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\nbuild geodesic\n"]


def experiments(trials):
    """Files that `save` writes, of every kind of process that can be saved."""
    found = []
    for text in BUILDING:
        trials.new({"d.csv": ROWS[0]})
        if trials.script(text + 'save "x.json"').status == 0:
            found.append((text, trials.get("x.json")))
    return found


NOT_FINITE, STRING = re.compile(rb"\b(NaN|Infinity|nan|inf)\b"), re.compile(rb'"(?:[^"\\]|\\.)*"')


def definable(trials, name):
    trials.new({})
    quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("{", "\\{").replace("}", "\\}").replace("\n", "\\n").replace("\t", "\\t")
    return trials.script(f'define cluster "{quoted}" n=1 to=(0, 0)').status == 0


def json_fault(trials, data, seed):
    """Of a file that was accepted."""
    try:
        value = json.loads(data)
    except ValueError as error:
        return f"accepted, and not JSON to another reader: {error}"
    if NOT_FINITE.search(STRING.sub(b"", data)):
        return "accepted with a number that is not finite"
    answer = trials.script('save "again.json"')
    if answer.status != 0:
        return f"accepted, and cannot be saved: {answer.errors[:200]}"
    again = trials.get("again.json")
    if NOT_FINITE.search(STRING.sub(b"", again)):
        return "accepted, and saved with a number that is not finite"
    trials.new({"again.json": again})
    if trials.script('load "again.json"\nsave "third.json"').status != 0:
        return "accepted and saved, and not accepted again"
    if trials.get("third.json") != again:
        return "saved and loaded and saved, it differs"
    names = json.loads(again).get("clusters")
    names = names if isinstance(names, list) else []
    names = [n.get("name") if isinstance(n, dict) else n for n in names]
    if len(set(map(str, names))) < len(names):
        return f"accepted with the same cluster twice: {names}"
    wrong = [n for n in names if isinstance(n, str) and not definable(trials, n)]
    # The classes of a table and the bodies of a motion have names that no `define cluster` gave.
    return f"accepted with a cluster's name that `define cluster` refuses: {wrong[0]!r}" if wrong and "define cluster" in seed else None


def json_trial(trials, random, seeds):
    text, good = random.choice(seeds)
    if random.random() < 0.3:
        data = shown = mutations.changed_text(good, random)
    else:
        value, edits = mutations.changed_value(json.loads(good), random)
        data = json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
        shown = f"what `save` writes after\n{text}with {'; '.join(edits)}"
    trials.new({"x.json": data})
    answer = trials.script('load "x.json"')
    line = 'load "x.json"'
    if answer.status == 0:
        wrong = fault(trials.script('print loss\nconserve\nplot path > "a.svg"')) or json_fault(trials, data, text)
        return shown, line, wrong
    return shown, line, fault(answer)


# MARK: Scripts


def scripts(trials, random):
    texts = [b"\n".join(line.encode() for line in example) for command in declarations.commands() for example in command.examples]
    data = mutations.changed_text(random.choice(texts) + b"\nlet s = [1, \"a{2:.3f}\", (1, 2)]\n", random)
    if random.random() < 0.5:
        trials.new({**declarations.data(), "s.nsh": data})
        return data, 'include "s.nsh"', fault(trials.script('include "s.nsh"'))
    trials.new()
    return data, "as a script", fault(trials.script(data))


def fault(answer):
    if answer.code == "fault":
        return f"an error of the program itself: {answer.errors[:200]}"
    return f"status {answer.status} without an error" if answer.status == 1 and not answer.errors else None


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
    Tried("changed files of points", points), Tried("changed tables of rows", rows), Tried("changed experiments", json_trial, experiments),
    Tried("changed scripts and start-up files", scripts)]


def checks(plan):
    for kind in KINDS:
        yield parts.spread(kind, plan, f"files {kind.what}", plan.number(250, 20_000))
    yield recordings(Check("changed recordings: safetensors, index, npz", PROMISE), plan.number(5000, 1_000_000), plan.seed)
