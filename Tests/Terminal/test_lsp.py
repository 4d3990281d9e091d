"""`nsh --lsp`: what editors are told of scripts, whatever they send."""

import json
import random
import signal
import subprocess

import pytest

from conftest import PATIENCE, ROOT, default_signals
from lsp import Client, place, replaced, stretch

TEXT = """param steps = 10
define cluster red n=20 at=(0, 1) to=(1, 0)
def power(x, n = 2) {
  let y = x^n
  return y + steps
}
build chain deep layers=5
print power(3, n=1) momentum.red
for k in 1..3 { print "{k}: {power(k)}" }
"""


@pytest.fixture
def lsp(environment, tmp_path):
    started = []

    def start(*arguments):
        client = Client(environment, tmp_path, *arguments)
        started.append(client)
        return client

    yield start
    for client in started:
        client.process.kill()
        client.process.wait()


@pytest.fixture
def editor(lsp):
    client = lsp()
    client.start()
    return client


def messages(errors):
    return [(error["code"], error["range"]["start"]["line"]) for error in errors]


# Errors


def test_all_errors_are_told_with_their_ends(editor):
    editor.open("a.nsh", "build chian\nprint (1\nlet a = 2\nprint aa b c\n\nplot loss > \"x.jpg\"\n")
    errors = editor.errors("a.nsh", 1)
    assert messages(errors) == [
        ("unknown-subject", 0), ("unclosed", 1), ("unknown-name", 3), ("unknown-name", 3), ("unknown-name", 3), ("unknown-ending", 5)]
    assert errors[0]["range"] == stretch(0, 6, 11) and errors[0]["message"] == "`build` does not know `chian`; did you mean `chain`?"
    assert all(error["source"] == "nsh" and error["severity"] == 1 for error in errors)
    editor.change("a.nsh", {"text": "print 1\n"})
    assert editor.errors("a.nsh", 2) == []
    editor.open("empty.nsh", "")
    assert editor.errors("empty.nsh") == []
    assert editor.end() == (0, "")


def test_nothing_runs_and_nothing_is_written(editor, tmp_path):
    text = 'print 1 > "a.txt"\nlet t = table(a=1..3)\nt > "t.csv"\nseed 1\nassert false\nwhile true { let a = 1 }\n'
    editor.open("a.nsh", text)
    assert editor.errors("a.nsh") == []
    editor.of("formatting", "a.nsh", options={})
    assert editor.end() == (0, "")
    assert list(tmp_path.iterdir()) == []


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


def test_included_files_have_errors_of_their_own(editor, tmp_path):
    (tmp_path / "part.nsh").write_text("let b = 1\nprint cc\n")
    editor.open("main.nsh", 'include "part.nsh"\nprint b\n')
    (error,) = editor.errors("main.nsh")
    assert error["range"] == stretch(0, 8, 18) and "line 2: `cc` is not known" in error["message"]
    (error,) = editor.errors("part.nsh")
    assert error["range"] == stretch(1, 6, 8)
    # The editor's own text counts, saved or not; by itself the file would not know `steps`.
    editor.open("part.nsh", "let b = steps\n")
    editor.change("main.nsh", {"text": 'let steps = 1\ninclude "part.nsh"\nprint b\n'})
    assert editor.errors("main.nsh", 2) == []
    assert editor.of("diagnostic", "part.nsh")["items"] == []
    assert editor.at("definition", "main.nsh", 2, 6)[0]["uri"] == editor.uri("part.nsh")
    assert editor.at("definition", "main.nsh", 1, 12)[0]["uri"] == editor.uri("part.nsh")
    editor.change("part.nsh", {"text": "let b = 1 +\n"})
    assert ("syntax", 1) in messages(editor.of("diagnostic", "main.nsh")["items"])
    editor.close("part.nsh")
    editor.close("main.nsh")
    # Errors of the text before may still be on their way.
    while editor.errors("main.nsh"):
        pass
    assert editor.end() == (0, "")


def test_files_that_are_no_plain_files_are_left_alone(editor):
    for name in ["/dev/stdin", "/dev/fd/0", "/dev/zero", "nowhere.nsh", "a.nsh"]:
        editor.open("a.nsh", f'include "{name}"\n')
        (error,) = editor.errors("a.nsh")
        assert error["code"] in ("file", "include-cycle"), error
    assert editor.end() == (0, "")


def test_notes_are_beside_their_errors(lsp):
    editor = lsp()
    editor.start(textDocument={"publishDiagnostics": {"relatedInformation": True}})
    (editor.folder / "part.nsh").write_text("print cc\nprint dd\n")
    editor.open("main.nsh", 'include "part.nsh"\n')
    (error,) = editor.errors("main.nsh")
    assert [(n["location"]["uri"], n["message"]) for n in error["relatedInformation"]] == [
        (editor.uri("part.nsh"), "`cc` is not known"), (editor.uri("part.nsh"), "`dd` is not known")]


# Words


def test_completion_knows_the_names_of_the_script(editor):
    editor.open("a.nsh", TEXT + "\n")
    offered = lambda line, text: [
        item["label"] for item in (
            editor.change("a.nsh", {"range": stretch(9, 0, 99), "text": text}), editor.at("completion", "a.nsh", 9, len(text)))[1]["items"]]
    assert "define" in offered(9, "") and "for" in offered(9, "")
    assert offered(9, "build ch") == ["chain"]
    assert "layers=" in offered(9, "build chain ") and "bump" in offered(9, "build chain family=")
    assert offered(9, "print powe") == ["power("]
    assert offered(9, "print ste") == ["step"] or "steps" in offered(9, "print ste")
    assert "red" in offered(9, "define cluster b to=") and offered(9, "print momentum.r") == ["red"]
    assert "deep" in offered(9, "use ")
    assert offered(9, "print 1 # po") == []
    (editor.folder / "part.nsh").write_text("")
    assert offered(9, 'include "pa') == ['part.nsh"']
    # Within a function its own names, outside not.
    inside = [item["label"] for item in editor.at("completion", "a.nsh", 4, 9)["items"]]
    assert {"x", "n", "y", "steps"} <= set(inside)
    assert not {"x", "n", "y"} & set(offered(9, "print "))


def test_hover_tells_what_help_tells(editor):
    editor.open("a.nsh", TEXT)
    told = lambda line, character: editor.at("hover", "a.nsh", line, character)
    assert told(1, 3)["contents"]["value"].startswith("define cluster NAME") and told(1, 3)["range"] == stretch(1, 0, 14)
    assert told(1, 19)["contents"]["value"].startswith("n=...: how many points") or "define cluster" in told(1, 19)["contents"]["value"]
    assert told(4, 13)["contents"]["value"] == "steps: a parameter of the script\n  line 1: param steps = 10"
    assert told(7, 7)["contents"]["value"].startswith("power(x, n = 2): a function\n  line 3:")
    assert told(7, 22)["contents"]["value"].startswith("momentum:")
    assert told(8, 35)["contents"]["value"].startswith("k: a loop's variable")
    assert told(5, 0) is None


def test_arguments_are_told_while_they_are_written(editor):
    editor.open("a.nsh", "def f(a, b = 2) = a*b\nprint f(1, g(2), atan2(1, ")
    help = editor.at("signatureHelp", "a.nsh", 1, 12)
    assert help["signatures"][0]["label"] == "f(a, b = 2)" and help["activeParameter"] == 1
    help = editor.at("signatureHelp", "a.nsh", 1, 26)
    assert help["signatures"][0]["label"].startswith("atan2(") and help["activeParameter"] == 1
    assert editor.at("signatureHelp", "a.nsh", 0, 3) is None


# Names


def test_names_are_found_and_renamed_where_that_is_sound(editor):
    editor.open("a.nsh", TEXT)
    (found,) = editor.at("definition", "a.nsh", 4, 14)
    assert found == {"uri": editor.uri("a.nsh"), "range": stretch(0, 6, 11)}
    assert [r["range"] for r in editor.at("references", "a.nsh", 7, 8, context={"includeDeclaration": False})] == [
        stretch(7, 6, 11), stretch(8, 29, 34)]
    assert [h["range"] for h in editor.at("documentHighlight", "a.nsh", 1, 16)] == [stretch(1, 15, 18), stretch(7, 29, 32)]

    def renamed(line, character, name):
        changes = editor.at("rename", "a.nsh", line, character, newName=name)["changes"]
        return replaced(TEXT, changes[editor.uri("a.nsh")]).splitlines()

    lines = renamed(2, 13, "m")
    assert lines[2:4] == ["def power(x, m = 2) {", "  let y = x^m"] and lines[7] == "print power(3, m=1) momentum.red"
    assert renamed(1, 16, "green")[7].endswith("momentum.green")
    assert renamed(2, 5, "raised")[8] == 'for k in 1..3 { print "{k}: {raised(k)}" }'

    def refused(line, character, name):
        return editor.refused("textDocument/rename", textDocument={"uri": editor.uri("a.nsh")}, position=place(line, character), newName=name)["message"]

    assert "is a command" in refused(0, 7, "train") and "is no name" in refused(0, 7, "2x") and "already a name" in refused(0, 7, "red")
    assert refused(5, 0, "x") == "no name of the script stands here"
    assert editor.at("prepareRename", "a.nsh", 7, 20) is None


def test_what_only_the_run_can_tell_is_not_renamed(editor):
    for text, where, why in [
        ("let a = 1\nlet t = table(a=[1, 2])\nprint (t where a > 1)\n", (0, 4), "column"),
        ("let a = 1\ndef f() {\n  print a\n  let a = 2\n}\n", (0, 4), "before it gives it a value"),
        ('define cluster red\nprint "red"\n', (0, 15), "a text names it"),
        ("define cluster red\nlet m = momentum by cluster\nprint m.red\n", (0, 15), "may mean it"),
    ]:
        editor.open("a.nsh", text)
        error = editor.refused("textDocument/rename", textDocument={"uri": editor.uri("a.nsh")}, position=place(*where), newName="other")
        assert error["code"] == -32803 and why in error["message"], error


def test_symbols_folds_and_colours(lsp):
    editor = lsp()
    legend = editor.start(textDocument={"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}})["capabilities"]["semanticTokensProvider"]["legend"]
    editor.open("a.nsh", "# one\n# two\n" + TEXT)
    assert [(s["name"], s["detail"]) for s in editor.of("documentSymbol", "a.nsh")] == [
        ("steps", "a parameter of the script"), ("red", "a cluster"), ("power(x, n = 2)", "a function"), ("deep", "a process")]
    assert editor.of("foldingRange", "a.nsh") == [{"startLine": 0, "endLine": 1, "kind": "comment"}, {"startLine": 4, "endLine": 6}]
    data = editor.of("semanticTokens/full", "a.nsh")["data"]
    kinds = [legend["tokenTypes"][kind] for kind in data[3::5]]
    assert kinds[:5] == ["comment", "comment", "keyword", "number", "method"]
    few = editor.of("semanticTokens/range", "a.nsh", range={"start": place(2, 0), "end": place(2, 9)})["data"]
    assert few == [2, 0, 5, legend["tokenTypes"].index("keyword"), 0, 0, 14, 2, legend["tokenTypes"].index("number"), 0]


# Changes of the text


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


UGLY = """let  a=3 # three
define   cluster red n=20   at=(0,1)
# about f
def f( x,n=2 ) {
      let y = x^n   # kept


  return y
}
let xs = [1,
2, # two
      3]
if a>2 {print a} else {print -a}
let r = {a:1, "b c" : 2}

plot momentum \\
by cluster   > "m.svg"
"""

TIDY = """let a = 3 # three
define cluster red n=20   at=(0, 1)
# about f
def f(x, n = 2) {
  let y = x^n   # kept

  return y
}
let xs = [1,
  2, # two
  3]
if a > 2 { print a } else { print -a }
let r = {a: 1, "b c": 2}

plot momentum \\
  by cluster   > "m.svg"
"""


def laid_out(editor, text):
    editor.open("a.nsh", text)
    return replaced(text, editor.of("formatting", "a.nsh", options={}))


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


# What is no request


def test_life_and_death(lsp):
    editor = lsp()
    assert editor.refused("textDocument/hover")["code"] == -32002
    editor.tell("textDocument/didOpen")
    editor.start()
    assert editor.refused("initialize")["code"] == -32600
    assert editor.refused("textDocument/nothing")["code"] == -32601
    assert editor.refused("textDocument/hover")["code"] == -32602
    nowhere = {"uri": "file:///nowhere.nsh"}
    assert "not open" in editor.refused("textDocument/hover", textDocument=nowhere, position=place(0, 0))["message"]
    editor.tell("textDocument/didChange", textDocument=nowhere, contentChanges=[])
    editor.tell("$/setTrace", value="off")
    editor.tell("workspace/didChangeConfiguration", settings={})
    assert editor.ask("shutdown") is None
    assert editor.refused("textDocument/hover", textDocument=nowhere, position=place(0, 0))["code"] == -32600
    editor.tell("exit")
    assert editor.process.wait(PATIENCE) == 0
    for end in [lambda e: e.tell("exit"), lambda e: e.process.stdin.close()]:
        editor = lsp()
        editor.start()
        end(editor)
        assert editor.process.wait(PATIENCE) == 1


def test_it_ends_with_its_parent(lsp):
    parent = subprocess.Popen(["sleep", "1000"], preexec_fn=default_signals)
    editor = lsp()
    editor.ask("initialize", processId=parent.pid, capabilities={})
    parent.kill()
    parent.wait()
    assert editor.process.wait(PATIENCE) == 1


def test_options_that_do_not_go_together(run):
    for more in [["--serve"], ["--json"], ["--log", "x"], ["a.nsh"], ["-c", "1"], ["--check"]]:
        assert run("--lsp", *more).returncode == 2


def test_what_is_no_frame_or_no_json_is_refused_and_passed_over(lsp):
    editor = lsp()
    editor.start()
    for junk, code in [
        (b"garbage\r\n\r\n", -32700), (b"Content-Length: x\r\n\r\n", -32700), (b"Content-Length: -5\r\n\r\nabcde", -32700),
        (b"Content-Length: 99999999999999\r\n\r\n{", -32700), (b"X: 1\r\n\r\n", -32700), (b"\r\n\r\n", -32700), (b"a" * 9000, -32700),
        (b"Content-Length: 3\r\n\r\n{\"a", -32700), (b"Content-Length: 2\r\n\r\n[]", -32600), (b"Content-Length: 2\r\n\r\n\xff\xfe", -32700),
        (b"Content-Length: 0\r\n\r\n", -32700), (b'Content-Length: 12\r\n\r\n{"method":1}', -32600),
        (b'Content-Type: text; charset=latin1\r\nContent-Length: 2\r\n\r\n{}', -32700),
    ]:
        editor.raw(junk)
        id = editor.begin("textDocument/nothing")
        first = editor.next()
        assert first["id"] is None and first["error"]["code"] == code, (junk, first)
        while (answer := editor.next()).get("id") != id:
            assert answer["error"]["code"] in (-32700, -32600)
        assert answer["error"]["code"] == -32601
    # Halves of surrogate pairs, which some editors send.
    editor.send(json.dumps({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
        "textDocument": {"uri": editor.uri("a.nsh"), "version": 1, "text": "print \"\ud800\" foo"}}}).encode())
    (error,) = editor.errors("a.nsh")
    assert error["range"] == stretch(0, 10, 13)
    assert editor.end() == (0, "")


def test_requests_are_cancelled(editor):
    editor.open("a.nsh", "let a = 1\n" * 20000)
    ids = [editor.begin("textDocument/documentSymbol", textDocument={"uri": editor.uri("a.nsh")}) for _ in range(5)]
    for id in ids:
        editor.tell("$/cancelRequest", id=id)
    editor.tell("$/cancelRequest", id="nothing")
    answers = [editor.answer(id) for id in ids]
    assert any(answer.get("error", {}).get("code") == -32800 for answer in answers), answers
    assert editor.end()[0] == 0


def test_a_newer_edit_ends_a_check(editor):
    """Of many versions of a long text not each is checked to its end, and what is told last is of the last."""
    long = "".join(f"define cluster c{i} n=20 at=({i}, 1) to=(1, 0)\n" for i in range(3000))
    editor.open("a.nsh", long)
    for version in range(2, 40):
        editor.change("a.nsh", {"range": stretch(0, 0, 0), "text": f"print x{version}\n"}, version=version)
    told = []
    while not told or told[-1] != 39:
        message = editor.next()
        if message.get("method") == "textDocument/publishDiagnostics":
            told.append(message["params"]["version"])
    assert told == sorted(told) and len(told) < 39
    assert len(editor.of("diagnostic", "a.nsh")["items"]) == 38


def test_long_texts(editor):
    """Ten megabytes, in one line and in many."""
    editor.open("lines.nsh", "# a comment that is long\n" * 400_000 + "print foo\n")
    assert messages(editor.errors("lines.nsh")) == [("unknown-name", 400_000)]
    editor.change("lines.nsh", {"range": stretch(400_000, 6, 9), "text": "pi"})
    assert editor.errors("lines.nsh", 2) == []
    editor.open("line.nsh", 'print "' + "ä" * 5_000_000 + '" foo')
    (error,) = editor.errors("line.nsh")
    assert error["range"] == stretch(0, 5_000_009, 5_000_012)
    assert editor.end() == (0, "")


def test_little_memory(lsp):
    """A text that does not fit is told to be so, and the next one is checked."""
    editor = lsp("--max-memory", "64MiB")
    editor.start()
    editor.open("a.nsh", "let a = [1, 2, 3]\n" * 300_000)
    while (message := editor.next()).get("method") != "window/logMessage":
        pass
    assert "not enough memory to check" in message["params"]["message"]
    editor.close("a.nsh")
    editor.open("b.nsh", "print foo\n")
    assert messages(editor.errors("b.nsh")) == [("unknown-name", 0)]
    assert editor.end() == (0, "")


def test_mutated_messages(lsp):
    """Broken copies of a conversation: each is answered or passed over, and the server lives on."""
    random.seed(2)
    client = lsp()
    client.start()
    uri = client.uri("a.nsh")
    at = {"textDocument": {"uri": uri}, "position": place(3, 4)}
    talk = [
        {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "version": 1, "text": TEXT}}},
        {"method": "textDocument/didChange", "params": {
            "textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"range": stretch(1, 2, 5), "text": "{("}, {"text": TEXT}]}},
        *({"id": 1, "method": f"textDocument/{name}", "params": at} for name in [
            "hover", "completion", "definition", "references", "prepareRename", "signatureHelp", "documentHighlight"]),
        {"id": "r", "method": "textDocument/rename", "params": {**at, "newName": "q"}},
        {"id": 2, "method": "textDocument/codeAction", "params": {**at, "range": stretch(0, 0, 9), "context": {"diagnostics": []}}},
        *({"id": 3, "method": f"textDocument/{name}", "params": at} for name in ["formatting", "documentSymbol", "semanticTokens/full", "foldingRange"]),
        {"method": "textDocument/didClose", "params": at},
    ]
    values = [None, -1, 0, 1e300, 2**63, "", "x", [], {}, True, "file://%zz/", 0.5]

    def mutated(value):
        if random.random() < 0.08:
            return random.choice(values)
        if isinstance(value, dict):
            return {k: mutated(v) for k, v in value.items() if random.random() > 0.03}
        if isinstance(value, list):
            return [mutated(v) for v in value]
        if isinstance(value, str) and len(value) > 40:
            i = random.randrange(len(value))
            return value[:i] + random.choice(["{", "}", "(", '"', "#", "\\", "é", "\x00", "let ", ""]) + value[i + random.randrange(3):]
        return value

    client.count = 1000
    for _ in range(600):
        message = mutated({"jsonrpc": "2.0", **random.choice(talk)})
        body = bytearray(json.dumps(message).encode())
        if random.random() < 0.1:
            body[random.randrange(len(body))] = random.randrange(256)
        client.send(bytes(body))
    sure = client.begin("textDocument/nothing")
    assert client.answer(sure)["error"]["code"] == -32601
    client.open("sure.nsh", "print foo\n")
    assert messages(client.errors("sure.nsh")) == [("unknown-name", 0)]
    assert client.end() == (0, "")


def test_mutated_texts(editor):
    """Whatever the text, each request is answered, and what is laid out stays as it is."""
    random.seed(3)
    texts = [path.read_text() for path in sorted(ROOT.glob("Tests/Scripts/**/*.nsh"))] + [TEXT, UGLY]
    pieces = ["{", "}", "(", ")", "[", "]", '"', "#", "\\", "\\\n", "\r", "\n", "é𝛼", "\x00", "let ", "def f(", "=", " ", "1..", "->", "by ", "include \"x\"\n"]
    asked = ["hover", "completion", "definition", "references", "prepareRename", "signatureHelp", "documentHighlight"]
    for _ in range(60):
        text = random.choice(texts)
        for _ in range(random.randrange(1, 6)):
            i = random.randrange(len(text) + 1)
            text = text[:i] + random.choice(pieces) + text[i + random.choice([0, 0, 1, 5]):]
        editor.open("a.nsh", text)
        document = {"uri": editor.uri("a.nsh")}
        for method in asked:
            at = place(random.randrange(text.count("\n") + 2), random.randrange(60))
            assert "result" in editor.answer(editor.begin(f"textDocument/{method}", textDocument=document, position=at)), (method, text)
        for method in ["documentSymbol", "foldingRange", "semanticTokens/full", "diagnostic"]:
            editor.of(method, "a.nsh")
        answer = editor.answer(editor.begin("textDocument/formatting", textDocument=document, options={}))
        if "result" in answer and "\r" not in text:
            laid = replaced(text, answer["result"])
            assert laid_out(editor, laid) == laid, text
        else:
            assert "result" in answer or answer["error"]["code"] == -32803 and "cannot be laid out" not in answer["error"]["message"], (answer, text)


def test_it_hears_signals(editor):
    editor.process.send_signal(signal.SIGINT)
    editor.open("a.nsh", "print foo\n")
    assert messages(editor.errors("a.nsh")) == [("unknown-name", 0)]
    editor.process.send_signal(signal.SIGTERM)
    assert editor.process.wait(PATIENCE) == 143
