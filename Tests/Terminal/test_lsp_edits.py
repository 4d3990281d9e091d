"""`nsh --lsp`: changes of texts, by who types and by the server."""

import random

from conftest import ROOT
from lsp import TIDY, UGLY, laid_out, place, replaced, stretch


def test_columns_count_units_of_utf16_or_bytes(lsp):
    text = 'print "é𝛼" foo\n'
    by_units, by_bytes = lsp(), lsp()
    assert by_units.start()["capabilities"]["positionEncoding"] == "utf-16"
    offered = {"positionEncodings": ["utf-8", "utf-16"]}
    assert by_bytes.start(general=offered)["capabilities"]["positionEncoding"] == "utf-8"
    for editor, start in [(by_units, 12), (by_bytes, 15)]:
        editor.open("a.nsh", text)
        (error,) = editor.errors("a.nsh")
        assert error["range"] == stretch(0, start, start + 3)
        # From the middle of a character as from its beginning.
        editor.change("a.nsh", {"range": stretch(0, start, start + 3), "text": "1"})
        assert editor.errors("a.nsh", 2) == []
        assert editor.at("hover", "a.nsh", 0, 3)["contents"]["value"].startswith("print")


def test_changes_add_up_to_the_text(editor):
    """Random edits, among them some beyond the ends, give the text that they would give anywhere."""
    random.seed(1)
    text = "let a = 1\nprint a\n# ä𝛼\r\nprint a + 2\r\n"
    editor.open("a.nsh", text)
    for version in range(2, 60):
        lines = text.replace("\r\n", "\n").split("\n")
        line = random.randrange(len(lines))
        start, end = sorted(random.randrange(len(lines[line].encode("utf-16-le")) // 2 + 1) for _ in range(2))
        new = random.choice(["", "x", "𝛽", "print 1\n", "{ }", "\t", "# c"])
        prefix = lines[line].encode("utf-16-le")
        try:
            head, tail = prefix[:2 * start].decode("utf-16-le"), prefix[2 * end:].decode("utf-16-le")
        except UnicodeDecodeError:
            continue
        ends = [piece[len(piece.rstrip("\r\n")):] for piece in text.splitlines(keepends=True)] + [""]
        lines[line] = head + new + tail
        text = "".join(a + b for a, b in zip(lines, ends + [""] * len(lines)))
        editor.change("a.nsh", {"range": stretch(line, start, end), "text": new}, version=version)
    kept = editor.of("diagnostic", "a.nsh")["items"]
    editor.open("b.nsh", text)
    fresh = editor.of("diagnostic", "b.nsh")["items"]
    assert [(e["code"], e["range"]) for e in kept] == [(e["code"], e["range"]) for e in fresh]
    assert [s["name"] for s in editor.of("documentSymbol", "a.nsh")] == [s["name"] for s in editor.of("documentSymbol", "b.nsh")]
    assert editor.of("semanticTokens/full", "a.nsh") == editor.of("semanticTokens/full", "b.nsh")


def test_a_mark_of_byte_order_is_a_character_of_the_first_line(editor):
    editor.open("a.nsh", "\ufeffprint foo\nprint bar")
    errors = editor.errors("a.nsh")
    assert [e["range"] for e in errors] == [stretch(0, 7, 10), stretch(1, 6, 9)]
    editor.change("a.nsh", {"range": stretch(0, 0, 1), "text": ""})
    assert [e["range"] for e in editor.errors("a.nsh", 2)] == [stretch(0, 6, 9), stretch(1, 6, 9)]


def test_a_mark_is_there_as_long_as_the_text_begins_with_it(editor):
    editor.open("a.nsh", "1\ufeffprint foo\n")
    editor.errors("a.nsh", 1)
    editor.change("a.nsh", {"range": stretch(0, 0, 1), "text": ""})
    assert [e["range"] for e in editor.errors("a.nsh", 2)] == [stretch(0, 7, 10)]
    # Behind the mark, before it, and over it.
    editor.change("a.nsh", {"range": stretch(0, 1, 1), "text": "\n"}, version=3)
    assert [e["range"] for e in editor.errors("a.nsh", 3)] == [stretch(1, 6, 9)]
    editor.change("a.nsh", {"range": stretch(0, 0, 1), "text": ""}, {"range": stretch(0, 0, 0), "text": "\ufeff"}, version=4)
    editor.change("a.nsh", {"range": {"start": place(0, 0), "end": place(1, 0)}, "text": ""}, version=5)
    assert [e["range"] for e in editor.errors("a.nsh", 5)] == [stretch(0, 6, 9)]


def test_a_fix_does_what_the_error_says(editor):
    for text, fixed in [
        ("build chian\n", "build chain\n"), ("print lss\n", "print loss\n"), ("x = 3\n", "let x = 3\n"),
        ("define data iris file=x.csv\n", 'define data iris file="x.csv"\n'), ("print true & false\n", "print true and false\n"),
        ("print sine(2)\n", "print sin(2)\n"), ("def area(r) = r\nprint aera(2)\n", "def area(r) = r\nprint area(2)\n"),
    ]:
        editor.open("a.nsh", text)
        whole = {"start": place(0, 0), "end": place(9, 0)}
        actions = editor.of("codeAction", "a.nsh", range=whole, context={"diagnostics": []})
        assert actions, text
        assert replaced(text, actions[0]["edit"]["changes"][editor.uri("a.nsh")]) == fixed
        assert actions[0]["kind"] == "quickfix" and actions[0]["diagnostics"]
        assert editor.of("codeAction", "a.nsh", range=whole, context={"diagnostics": [], "only": ["refactor"]}) == []


def test_layout_keeps_every_word(editor):
    assert laid_out(editor, UGLY) == TIDY
    assert laid_out(editor, TIDY) == TIDY
    assert laid_out(editor, UGLY.replace("\n", "\r\n")) == TIDY.replace("\n", "\r\n")
    assert laid_out(editor, "\n\n# only\n\n\n\n# comments") == "# only\n\n# comments\n"
    editor.open("a.nsh", "print (1\n")
    error = editor.refused("textDocument/formatting", textDocument={"uri": editor.uri("a.nsh")}, options={})
    assert error["code"] == -32803 and "line 1: this bracket is not closed" in error["message"]


def test_our_own_scripts_are_laid_out(editor):
    for path in sorted(ROOT.glob("scripts/**/*.nsh")) + sorted(ROOT.glob("Tests/Scripts/**/*.nsh")):
        text = path.read_text()
        assert laid_out(editor, text) == text, path


def test_lines_that_end_in_two_ways_end_in_one(editor):
    text = "let a=1\nlet b = 2\r\nlet c=3\r\n"
    assert laid_out(editor, text) == "let a = 1\nlet b = 2\nlet c = 3\n"
    assert laid_out(editor, "let a = 1\nlet b = 2\r\n") == "let a = 1\nlet b = 2\n"
    assert laid_out(editor, "let a = 1\r\nlet b = 2\n") == "let a = 1\r\nlet b = 2\r\n"
