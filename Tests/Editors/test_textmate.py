"""The TextMate grammar by textmate-grammar-python colours scripts as nsh's own highlighter does."""

import json
import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "Tests" / "Terminal"))
from lsp import Client  # noqa: E402
from textmate_grammar.parsers.base import LanguageParser  # noqa: E402

KINDS = {
    "support.function.command.nsh": "method", "keyword.control.nsh": "keyword", "constant.numeric.nsh": "number",
    "string.quoted.double.nsh": "string", "support.variable.quantity.nsh": "property", "support.function.nsh": "function",
    "comment.line.number-sign.nsh": "comment",
}


def coloured(text):
    grammar = json.loads((ROOT / "editors" / "vscode" / "syntaxes" / "nsh.tmLanguage.json").read_text())
    found = {}
    for (line, column), content, scopes in LanguageParser(grammar).parse_string(text).flatten():
        kind = next((KINDS[scope] for scope in reversed(scopes) if scope in KINDS), None)
        for i in range(len(content)):
            if kind and not content[i].isspace():
                found[line, column + i] = kind
    return found


@pytest.mark.parametrize("path", sorted(ROOT.glob("scripts/**/*.nsh")), ids=lambda path: path.name)
def test_script(path, tmp_path):
    text = path.read_text()
    client = Client(None, tmp_path)
    legend = client.start()["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    client.open("a.nsh", text)
    data = client.of("semanticTokens/full", "a.nsh")["data"]
    client.end()
    rows, own, line, column = text.split("\n"), {}, 0, 0
    for i in range(0, len(data), 5):
        column = data[i + 1] + (column if data[i] == 0 else 0)
        line += data[i]
        for k in range(column, column + data[i + 2]):
            if not rows[line][k].isspace():
                own[line, k] = legend[data[i + 3]]
    other = coloured(text)
    wrong = sorted(place for place in own.keys() | other.keys() if own.get(place) != other.get(place))
    assert not wrong, [(line + 1, column, rows[line], own.get((line, column)), other.get((line, column))) for line, column in wrong[:5]]
