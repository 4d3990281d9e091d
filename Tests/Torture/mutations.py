"""Files that are nearly right: bytes, numbers, cells, lines and JSON values changed at random."""

import copy
import re

EDGES = [
    "nan", "NaN", "inf", "-inf", "Infinity", "1e999", "-1e999", "1e308", "5e-324", "-0", "-0.0", "0x10", "1_000", "1,5", "1e", ".", "-", "+1", " 1", "1 ", "01", "",
    '""', '"1"', '"', "'", "#", "1.0.0", "9223372036854775808", "-9223372036854775809", "1e19", "\u0661", "\ufeff", "\u2028", "a", "true", "null", "1d", "1e+05"]
PIECES = [b"\0", b"\n", b"\r", b"\r\n", b"\t", b",", b";", b'"', b'""', b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\x1b[31m", b" ", b"#", b"\\", b"\x0b", b"\x0c", b"\x85", b"\xe2\x80\xa8"]
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def changed_bytes(data, random):
    data = bytearray(data)
    place = random.randrange(len(data) + 1)
    match random.randrange(6):
        case 0: data[place:place + 1] = bytes([random.randrange(256)])
        case 1: del data[place:place + random.randint(1, 8)]
        case 2: data[place:place] = random.choice(PIECES)
        case 3: data[place:place] = data[place:place + random.randint(1, 40)]
        case 4: del data[place:]
        case 5: data[place:place + 1] = random.choice(PIECES)
    return bytes(data)


def changed_number(data, random):
    found = list(NUMBER.finditer(data))
    if not found:
        return changed_bytes(data, random)
    number = random.choice(found)
    return data[:number.start()] + random.choice(EDGES).encode() + data[number.end():]


def changed_line(data, random):
    lines = data.split(b"\n")
    place = random.randrange(len(lines))
    match random.randrange(7):
        case 0: lines.pop(place)
        case 1: lines.insert(place, random.choice(lines))
        case 2: lines[place] = b""
        case 3: lines[place] += b"," + random.choice(EDGES).encode()
        case 4: lines[place] = lines[place].rpartition(b",")[0]
        case 5: lines[place] = b",".join(random.sample(cells := lines[place].split(b","), len(cells)))
        case 6:
            cells = lines[place].split(b",")
            cells[random.randrange(len(cells))] = random.choice(EDGES).encode()
            lines[place] = b",".join(cells)
    return random.choice([b"\n"] * 8 + [b"\r\n", b"\r"]).join(lines)


def changed_text(data, random):
    """A file of lines, changed in one to four places."""
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        data = random.choice([changed_bytes, changed_number, changed_line])(data, random)
    return data


# MARK: JSON

VALUES = [
    None, True, False, 0, -1, 1, 0.5, -0.0, 1e300, 1e308, 5e-324, 2**53, 2**63, -2**63 - 1, 10**19, "", "a", "red", "blue", "if", "loss", "train", "a,b", "a\nb", "\x1b[31m",
    "nan", "é", "\0", " ", "1", "last", "portable", "bump", [], {}, [0], [[0, 0]], [[[0]]], {"a": 1}]


def places(value, path=()):
    """Every place within, as the way to it."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    # Long rows of numbers are alike.
    for key, inner in list(items)[:12]:
        yield from places(inner, path + (key,))


def changed_value(value, random):
    """The value, which is taken, with one to three of its places changed, and what was changed."""
    edits = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        way = random.choice(list(places(value)))
        if not way:
            continue
        holder = value
        for key in way[:-1]:
            holder = holder[key]
        key, name = way[-1], "".join(f"[{k!r}]" for k in way)
        match random.randrange(7):
            case 0:
                holder.pop(key)
                edits.append(f"{name} taken away")
                continue
            case 2 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
                edits.append(f"{name} twice")
                continue
            case 3 if isinstance(holder[key], list): holder[key] = holder[key][:random.randint(0, 3)]
            case 4 if isinstance(holder[key], str): holder[key] = random.choice([v for v in VALUES if isinstance(v, str)])
            case 5 if isinstance(holder[key], (int, float)): holder[key] = random.choice([v for v in VALUES if isinstance(v, (int, float))])
            case _: holder[key] = copy.deepcopy(random.choice(VALUES))
        edits.append(f"{name} = {str(holder[key])[:80]!r}" if isinstance(holder[key], (str, list, dict)) else f"{name} = {holder[key]}")
    return value, edits
