"""The commands as they are declared: read from docs/commands, which the tests hold to the declarations, so that a new
command or option is tried by itself."""

import dataclasses
import functools
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMERIC = {
    "a number", "a whole number", "a point (x, y)", "a list", "a layer", "a point (x, y) or a list of points",
    "a point, a cluster, a list of points or a file", "a word", "values", "a quantity"}


@dataclasses.dataclass(frozen=True)
class Parameter:
    name: str
    kind: str
    default: str
    isPositional: bool

    @property
    def isNumeric(self):
        return self.kind in NUMERIC


@dataclasses.dataclass(frozen=True)
class Command:
    name: str
    synopsis: str
    parameters: tuple
    examples: tuple
    # Of files that stand behind `>`.
    endings: tuple

    @property
    def takesFile(self):
        return bool(self.endings)

    @property
    def calls(self):
        """For each example that ends in the command: the lines before it, and its own."""
        found = []
        for example in self.examples:
            for i, line in enumerate(example):
                if line.removeprefix("let r = ").removeprefix("let t = ").startswith(self.name):
                    found.append(("\n".join(example[:i] + ("",)) if i else "", line))
                    break
        return found

    @property
    def writes(self):
        """A call that writes a file: the lines before it, the line, and the file's name."""
        for setup, line in self.calls:
            if name := re.search(r'"([^"{}]+\.(?:json|csv|svg|pdf|png|gif|html|nsh))"\s*$|export \w+ .*?"([^"]+)"|save "([^"]+)"', line):
                if not line.startswith(("load", "define", "include")):
                    return setup, line, next(g for g in name.groups() if g)
        if self.takesFile and self.calls:
            setup, line = self.calls[0]
            file = "out" + self.endings[0]
            line = re.sub(r' > "[^"]*"$', "", line)
            return setup, f'{line} > "{file}"', file
        return None


def parameters(text, synopsis):
    rows = re.findall(r"^\| `([^`]+)` \| ((?:[^|\\]|\\.)*) \| ((?:[^|\\]|\\.)*) \|", text, re.MULTILINE)
    return tuple(
        Parameter(name, kind.replace("\\|", "|").strip(), default.strip(" `"), f"{name}=" not in synopsis)
        for name, kind, default in rows)


def examples(text):
    blocks = re.split(r"\n\s*\n", text)
    lines = [[line[9:] for line in block.splitlines() if line.startswith("    nsh> ")] for block in blocks]
    return tuple(tuple(block) for block in lines if block)


def endings(text):
    found = re.search(r'> "FILE"` writes .*: (.*)\.$', text, re.MULTILINE)
    return tuple(found[1].split(", ")) if found else ()


@functools.cache
def commands():
    listed = []
    for path in sorted((ROOT / "docs" / "commands").glob("*.md")):
        text = path.read_text()
        if path.stem in ("README", "statements", "functions", "quantities", "topics"):
            continue
        synopsis = next((line[4:] for line in text.splitlines() if line.startswith("    ")), "")
        listed.append(Command(
            text.split("\n# ", 1)[1].split("\n", 1)[0], synopsis, parameters(text, synopsis), examples(text), endings(text)))
    return listed


@functools.cache
def headings(page):
    """The functions or quantities: the name and its arguments' names, with an example each."""
    text = (ROOT / "docs" / "commands" / f"{page}.md").read_text()
    found = []
    for part in text.split("\n## ")[1:]:
        head = part.split("\n", 1)[0]
        name, _, arguments = head.partition("(")
        found.append((name, tuple(a.strip(" ?") for a in arguments.rstrip(")").split(",") if a.strip()), examples(part)))
    return found


@functools.cache
def data():
    """The files that examples read."""
    share = ROOT / "share" / "data"
    return {path.name: path.read_bytes() for path in share.iterdir() if path.suffix != ".md"}
