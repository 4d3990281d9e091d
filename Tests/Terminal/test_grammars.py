"""The grammars in editors/ and python/ colour all scripts as nsh's own highlighter does, which its semantic tokens tell."""

import importlib
import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

from conftest import ROOT, finish
from lsp import Client

SCRIPTS = sorted(ROOT.glob("scripts/**/*.nsh")) + sorted(ROOT.glob("Tests/Scripts/**/*.nsh"))
# What scripts have seldom.
ODD = """#!/usr/bin/env nsh
let größe = 2; print größe   # "no string"
let t = train adam steps=10 rate=.5 until gradient < 1e-3
print "a {join(["x", "y"], ", ")} # in {1:.3e} \\" {" 3_000 90deg 1..3 0..1 step 0.1
let r = {step: 1, "by": 2,
  train: 3}
print r.step r.by (1, 2).x a.loss sin (2) sine(2)
if true { seed 1 } else { print {of: 1}.of }; plot loss
plot path(
  arrows, train
)
train.momentum
let xs = [1, # one
  train, loss]
print a == 1 step=2 at =3 not (1 in xs)
print x_1 x1 1x c1.5 1.x 2. 3.e
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The stretches of each text by nsh: line, first column, last column, kind; columns count characters."""
    folder = tmp_path_factory.mktemp("grammars")
    client = Client(None, folder)
    legend = client.start()["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    names = {"method": "command", "keyword": "word", "property": "quantity"}
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in SCRIPTS} | {"odd": ODD}
    found = {}
    for name, text in texts.items():
        client.open("a.nsh", text)
        data = client.of("semanticTokens/full", "a.nsh")["data"]
        line = column = 0
        runs = set()
        rows = text.split("\n")
        for i in range(0, len(data), 5):
            column = data[i + 1] + (column if data[i] == 0 else 0)
            line += data[i]
            # From units of UTF-16 to characters.
            units = rows[line].encode("utf-16-le")
            start = len(units[:2 * column].decode("utf-16-le"))
            end = start + len(units[2 * column:2 * (column + data[i + 2])].decode("utf-16-le"))
            kind = legend[data[i + 3]]
            runs.add((line, start, end, names.get(kind, kind)))
        found[name] = (text, runs)
    client.process.kill()
    return found


def agree(name, text, runs, other):
    rows = text.split("\n")
    shown = lambda some: [(line + 1, rows[line][start:end], kind) for line, start, end, kind in sorted(some)][:12]
    assert other == runs, f"{name}: only nsh {shown(runs - other)}, only the grammar {shown(other - runs)}"


def test_they_are_up_to_date():
    assert finish([sys.executable, ROOT / "tools" / "grammars.py", "--check"]).returncode == 0, "run tools/docs"


def lexer():
    """The package itself asks for numpy; its lexer does not."""
    package = importlib.util.module_from_spec(importlib.util.spec_from_loader("nshell", None))
    package.__path__ = [str(ROOT / "python" / "nshell")]
    sys.modules["nshell"] = package
    try:
        return importlib.import_module("nshell.lexer").NshLexer()
    finally:
        for name in ["nshell", "nshell.lexer", "nshell.words"]:
            sys.modules.pop(name, None)


def test_pygments(known):
    from pygments.token import Comment, Keyword, Name, Number, String

    kinds = {
        Comment.Single: "comment", Keyword: "word", Number: "number", String.Double: "string", Name.Builtin: "command", Name.Variable: "quantity",
        Name.Function: "function"}
    own = lexer()
    for name, (text, runs) in known.items():
        line, column, other = 0, 0, set()
        for _, token, value in own.get_tokens_unprocessed(text):
            if token in kinds:
                other.add((line, column, column + len(value), kinds[token]))
            line += value.count("\n")
            column = len(value) - value.rindex("\n") - 1 if "\n" in value else column + len(value)
        agree(name, text, runs, other)


VIM = r"""
set encoding=utf-8 nocompatible
let &runtimepath = $GRAMMAR . ',' . &runtimepath
syntax on
let found = {}
for name in readdir('texts')
  execute 'edit!' fnameescape('texts/' . name)
  setlocal filetype=nsh
  syntax sync fromstart
  let rows = []
  for row in range(1, line('$'))
    let text = getline(row)
    let kinds = []
    for i in range(0, strchars(text) - 1)
      call add(kinds, synIDattr(synID(row, byteidx(text, i) + 1, 1), 'name'))
    endfor
    call add(rows, kinds)
  endfor
  let found[name] = rows
endfor
call writefile([json_encode(found)], 'found.json')
qall!
"""


@pytest.mark.skipif(shutil.which("vim") is None, reason="Vim is not installed")
def test_vim(known, tmp_path):
    if "+syntax" not in finish(["vim", "--version"]).stdout:
        pytest.skip("this Vim colours nothing")
    (tmp_path / "texts").mkdir()
    for i, (text, _) in enumerate(known.values()):
        (tmp_path / "texts" / f"{i}.nsh").write_text(text)
    (tmp_path / "look.vim").write_text(VIM)
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm", "GRAMMAR": str(ROOT / "editors" / "vim")}
    finish(["vim", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", "look.vim"], cwd=tmp_path, env=environment)
    found = json.loads((tmp_path / "found.json").read_text())
    for i, (name, (text, runs)) in enumerate(known.items()):
        cells = {(line, column): kind.removeprefix("nsh").lower() for line, row in enumerate(found[f"{i}.nsh"]) for column, kind in enumerate(row) if kind}
        own = {(line, column): kind for line, start, end, kind in runs for column in range(start, end)}
        wrong = sorted(place for place in cells.keys() | own.keys() if cells.get(place) != own.get(place))
        rows = text.split("\n")
        assert not wrong, f"{name}: " + str([(line + 1, column, rows[line], own.get((line, column)), cells.get((line, column))) for line, column in wrong[:5]])
