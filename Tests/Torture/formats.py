"""Files of points, rows, tables and values that are nearly right, read, compared with what another reader, Python's, says of them, and written
and read again. Each attempt gives the file, the line that reads it, and what is wrong with that; None where nothing is."""

import csv
import io
import json
import math
import re
import zipfile

import declarations
import mutations

NOT_FINITE, STRING = re.compile(rb"\b(NaN|Infinity|nan|inf)\b"), re.compile(rb'"(?:[^"\\]|\\.)*"')


def fault(answer):
    if answer.code == "fault":
        return f"an error of the program itself: {answer.errors[:200]}"
    return f"status {answer.status} without an error" if answer.status == 1 and not answer.errors else None


def plain(data):
    """The text of a file that any reader takes alike; None of another."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[^ -~\n]", text) or '"' in text or "#" in text or ";" in text else text


def number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


# MARK: Points


POINTS = [b"x,y\n1,2\n3,4\n-5e-1,0.25\n", b"1,2\n3,4\n", b"x,y,u,v\n1,2,3,4\n5,6,7,8\n0,0,0,0\n"]


def plain_points(data):
    """The rows of a file of points by another reader; None where it is not sure what the file means."""
    if (text := plain(data)) is None:
        return None
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    # A header that names the columns in another order is read by name, which this reader does not.
    if rows and not number(rows[0][0]) and [cell.lower() for cell in rows[0][:2]] != ["x", "y"]:
        return None
    try:
        return [[float(cell) for cell in row[:2]] for row in (rows[1:] if rows and not number(rows[0][0]) else rows)]
    except ValueError:
        return None


def points(trials, random):
    data = mutations.changed_text(random.choice(POINTS), random)
    trials.new({"p.csv": data})
    line = 'define cluster c file="p.csv"' + ("" if b"u" in data else " to=(0, 0)")
    answer, file = trials.script_and_file(line + '\nc.points > "o.json"', "o.json")
    if answer.status == 0:
        got = [point["value"] for point in json.loads(file)]
        if any(not isinstance(n, (int, float)) or not math.isfinite(n) for row in got for n in row):
            return data, line, "a number that is not finite is accepted"
        expected = plain_points(data)
        if expected is not None and got != expected:
            return data, line, f"read as {got[:4]}, which is {expected[:4]}"
    return data, line, fault(answer)


# MARK: Rows


ROWS = [
    b"a,b,kind\n1,2,red\n3,4,blue\n-1,0,red\n2,-2,blue\n", b"a,b,z\n1,2,3\n3,4,-1\n-1,0,0.5\n", b'kind,a\n"x, y",1\nz,2\n"x, y",3\n', b"a,b,n\n1,2,0\n3,4,1\n5,6,10\n7,8,2\n"]


def rows(trials, random):
    data = mutations.changed_text(random.choice(ROWS), random)
    trials.new({"d.csv": data})
    line = 'define data d file="d.csv"' + random.choice(["", "", " scale=standard", " rows=1..2", " label=kind", " target=z", " scale=2"])
    answer = trials.script(line)
    if answer.status == 0:
        found = re.search(r"(\d+) rows? of", answer.shown)
        text = plain(data)
        expected = len([row for row in text.split("\n") if row.strip()]) - 1 if text is not None else None
        if found and expected is not None and "rows=" not in line and int(found[1]) != expected:
            return data, line, f"read as {found[1]} rows, which are {expected}"
        if random.random() < 0.1:
            wrong = fault(trials.script('seed 1\nbuild network data=d layers=["tanh 2", "linear 2"]\nprint loss\ntrain adam steps=2\nprint loss\n'))
            return data, line, wrong
    return data, line, fault(answer)


# MARK: Tables and values, which come back as they were written


TABLES = [
    b"name,loss,p.x,p.y\na,1,0,1\nb,,3,4\n,nan,1,1\n", b"a,b\ntrue,1e-3\nfalse,2\n", b'"a","b c"\n"12","x, ""y"""\n3,\n', b"t\n1\n2\n", b"a\tb\n1\t2\n", b"a;b\n1,5;2\n", b"p.1,p.2,p.3\n1,2,3\n4,5,6\n"]


def again(trials, name, ending):
    """What is wrong with a value that was read and written by `> "first"`: read and written once more it is the same."""
    answer, first = trials.script_and_file(f'let v = read "{name}"\nv > "first.{ending}"', f"first.{ending}")
    if answer.status:
        # What would not come back is refused, in words; what cannot be read is.
        return fault(answer)
    answer, second = trials.script_and_file(f'let u = read "first.{ending}"\nu > "second.{ending}"', f"second.{ending}")
    if answer.status:
        return f"read and written, and not read again: {answer.errors[:200]}"
    return None if second == first else "read, written and read, it differs"


def tables(trials, random):
    data = mutations.changed_text(random.choice(TABLES), random)
    trials.new({"t.csv": data})
    answer = trials.script('let t = read "t.csv"\nprint length(t) length(columns(t))')
    wrong = fault(answer)
    if answer.status == 0:
        text = plain(data)
        if text is not None and "\t" not in text:
            lines = [row for row in csv.reader(io.StringIO(text)) if row and (len(row) > 1 or row[0].strip())]
            told = answer.shown.split("\n")[-2].split() if answer.shown.count("\n") else []
            if told and int(told[0]) != len(lines) - 1 and all(cell.strip() for row in lines for cell in row):
                return data, 'read "t.csv"', f"{told[0]} rows, which are {len(lines) - 1}"
        wrong = wrong or again(trials, "t.csv", random.choice(["csv", "csv", "json", "npz"]))
    return data, 'read "t.csv"', wrong


JSON_VALUES = [
    '{"a": [1, 2.5, null], "b": {"c": true, "d": "x"}}', '[1, -2, 3e5]', '[{"type": "vector", "value": [0, 1]}, {"type": "number", "value": "nan"}]', '"text"', '[[1, 2], ["a", []]]']


WRITTEN = {
    "s.json": "(momentum by cluster)", "r.json": "(2..8 step 3)", "t.json": 'table(a=[1, missing], b=["x", ""], p=[(1, 2), (3, 4)])', "v.txt": '[1, "a", (1, 2), [true, missing]]',
    "u.txt": '{a: [1, 2], b: "x"}', "w.txt": '"some\\ntext"', "x.txt": "1e300", "t.npz": 'table(a=[1, 2], s=["x", "y"], p=[(1, 2), (3, 4)])', "v.npz": "[1, 2.5]", "m.npz": "[(1, 2), (3, 4)]",
    "r.npz": '{a: [1, 2], e: "x", n: (1, 2)}'}


def written(trials):
    """Values as `write` makes them."""
    trials.script("seed 1\ndefine cluster red n=2 to=(1, 0)\nbuild chain layers=2")
    for name, value in WRITTEN.items():
        answer = trials.script(f'{value} > "{name}"')
        assert answer.status == 0, answer.errors
    return {name: trials.get(name) for name in WRITTEN}


def json_values(trials, random, given):
    good = random.choice([text.encode() for text in JSON_VALUES] + [data for name, data in given.items() if name.endswith(".json")])
    if random.random() < 0.5:
        data = mutations.changed_text(good, random)
    else:
        data = json.dumps(mutations.changed_value(json.loads(good), random)[0], ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    trials.new({"v.json": data})
    answer = trials.script('let v = read "v.json"')
    wrong = fault(answer)
    if answer.status == 0:
        try:
            json.loads(data)
        except ValueError as error:
            return data, 'read "v.json"', f"accepted, and not JSON to another reader: {error}"
        if NOT_FINITE.search(STRING.sub(b"", data)):
            return data, 'read "v.json"', "accepted with a number that is not finite"
        wrong = again(trials, "v.json", random.choice(["json", "json", "txt"]))
    return data, 'read "v.json"', wrong


def texts(trials, random, given):
    data = mutations.changed_text(random.choice([data for name, data in given.items() if name.endswith(".txt")]), random)
    trials.new({"v.txt": data})
    return data, 'read "v.txt"', again(trials, "v.txt", "txt")


def arrays(trials, random, given):
    """Archives of arrays: their bytes, what their members hold, and how these are called."""
    good = random.choice([data for name, data in given.items() if name.endswith(".npz")])
    if random.random() < 0.3:
        data = mutations.changed_bytes(good, random)
    else:
        data = repacked(good, random)
    trials.new({"v.npz": data})
    return data, 'read "v.npz"', again(trials, "v.npz", random.choice(["npz", "npz", "json"]))


def repacked(good, random):
    """The archive with one member changed, by a writer that makes its sums right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w", random.choice([zipfile.ZIP_STORED, zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as new:
        infos = old.infolist()
        changed = random.choice(infos)
        for info in infos:
            data, name = old.read(info), info.filename
            if info is changed:
                match random.randrange(6):
                    case 0: name = random.choice(["", "a.npy", "value.npy", "../a.npy", "__nsh__.npy", "é.npy", "a", name * 2, "p.x.npy"])
                    case 1: data = header(data, random)
                    case 2: data = data[:random.randrange(len(data) + 1)]
                    case _: data = mutations.changed_number(data, random) if random.random() < 0.5 else mutations.changed_bytes(data, random)
            # A name that was there before is what an archive may have, too.
            new.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


HEADERS = [
    (b"<f8", [b"<f4", b">f8", b"<i8", b"|u1", b"|b1", b"|O", b"<c16", b"<U3", b"|S2", b"<f2", b"<M8[s]", b"|V8"]), (b"(2,)", [b"(3,)", b"(1, 2)", b"()", b"(0,)", b"(-2,)", b"(2, 2, 2)", b"(99999999999,)", b"(2"]),
    (b"False", [b"True", b"0", b"None"]), (b"(2, 2)", [b"(4,)", b"(2, 1)", b"(1, 4)", b"(0, 2)"]), (b"\x93NUMPY\x01", [b"\x93NUMPY\x02", b"\x93NUMPY\x03", b"NUMPY"])]


def header(data, random):
    old, others = random.choice(HEADERS)
    return data.replace(old, random.choice(others), 1)


# MARK: Experiments


BUILDING = [
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\ndefine cluster blue n=1 at=(1, 0) to=(0, 1)\nbuild chain layers=2 penalty=1e-2\ntrain adam steps=2\n",
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\nbuild chain layers=1\nlet a = [1, 2]\ntrain gd steps=2 record=[loss]\n",
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\nbuild chain layers=1\ntrain adam steps=2 record=[drift(momentum), loss/0] every=1\nbuild chain deep layers=2 family=swirl\n",
    "seed 1\ndefine family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)\ndefine cluster red n=2 to=(1, 0)\nbuild chain layers=2 family=wave\n",
    'seed 1\ndefine data d file="d.csv"\nbuild network data=d layers=["tanh 2", "linear 2"]\ntrain adam steps=2\n',
    'seed 1\ndefine data d file="d.csv" target=a label=kind\n', "build orbit steps=3\n", "build ray segments=3\n",
    "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\nbuild path action=pendulum from=1 velocity=0.5 steps=3\n",
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\nbuild geodesic steps=2\n"]


def experiments(trials):
    """Files that `save` writes, of every kind of process that can be saved."""
    found = []
    for text in BUILDING:
        trials.new({"d.csv": ROWS[0]})
        for saving in ['save "x.json"', 'save processes "x.json"']:
            if trials.script(text + saving).status == 0:
                found.append((text, trials.get("x.json")))
    return found


DEFINABLE = {}


def definable(trials, name):
    if name not in DEFINABLE:
        trials.new({})
        quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("{", "\\{").replace("}", "\\}").replace("\n", "\\n").replace("\t", "\\t")
        DEFINABLE[name] = trials.script(f'define cluster "{quoted}" n=1 to=(0, 0)').status == 0
    return DEFINABLE[name]


def experiment_fault(trials, data, seed):
    """Of a file that was accepted, and written again."""
    try:
        value = json.loads(data)
    except ValueError as error:
        return f"accepted, and not JSON to another reader: {error}"
    if NOT_FINITE.search(STRING.sub(b"", data)):
        return "accepted with a number that is not finite"
    saving = "save processes " if "processes" in value else "save "
    answer, again = trials.script_and_file(f'{saving}"again.json"', "again.json")
    if answer.status != 0:
        return f"accepted, and cannot be saved: {answer.errors[:200]}"
    if NOT_FINITE.search(STRING.sub(b"", again)):
        return "accepted, and saved with a number that is not finite"
    trials.new({"again.json": again})
    answer, third = trials.script_and_file(f'load "again.json"\n{saving}"third.json"', "third.json")
    if answer.status != 0:
        return "accepted and saved, and not accepted again"
    if third != again:
        return "saved and loaded and saved, it differs"
    names, content = [], json.loads(again)
    for process in content.get("processes", {"": content}).values():
        own = process.get("clusters")
        own = [n.get("name") if isinstance(n, dict) else n for n in own] if isinstance(own, list) else []
        if len(set(map(str, own))) < len(own):
            return f"accepted with the same cluster twice: {own}"
        names += own
    wrong = [n for n in names if isinstance(n, str) and not definable(trials, n)]
    # The classes of a table and the bodies of a motion have names that no `define cluster` gave.
    return f"accepted with a cluster's name that `define cluster` refuses: {wrong[0]!r}" if wrong and "define cluster" in seed else None


def changed_experiments(trials, random, seeds):
    text, good = random.choice(seeds)
    if random.random() < 0.3:
        data = shown = mutations.changed_text(good, random)
    else:
        value, edits = mutations.changed_value(json.loads(good), random)
        data = json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
        shown = f"what `save` writes after\n{text}with {'; '.join(edits)}"
    trials.new({"x.json": data})
    answer = trials.script('load "x.json"')
    wrong = fault(answer)
    if answer.status == 0:
        if random.random() < 0.1:
            wrong = fault(trials.script('print loss\nconserve\nplot path > "a.svg"'))
        wrong = wrong or experiment_fault(trials, data, text)
    return shown, 'load "x.json"', wrong


# MARK: Scripts


SLOW = re.compile(r"train newton|\.png|\.gif|\.html|geodesic|import trace|playground")


def examples(trials):
    """The examples that are quick to run, as scripts."""
    texts = ["\n".join(example) for command in declarations.commands() if command.name not in ("help tour", "apropos") for example in command.examples]
    return [re.sub(r"\bn=\d+", "n=2", re.sub(r"\blayers=\d+", "layers=3", text)).encode() for text in texts if not SLOW.search(text)]


def scripts(trials, random, given):
    data = mutations.changed_text(random.choice(given) + b"\nlet s = [1, \"a{2:.3f}\", (1, 2)]\n", random)
    trials.new({"s.nsh": data})
    if random.random() < 0.5:
        return data, 'include "s.nsh"', fault(trials.script('include "s.nsh"'))
    return data, "as a script", fault(trials.script(data))
