"""`nsh --lsp` with what is no request, requests at the wrong time, and texts that are too long or broken."""

import json
import random
import signal
import subprocess

from conftest import PATIENCE, ROOT, default_signals
from lsp import TEXT, UGLY, laid_out, messages, place, replaced, stretch


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
    editor.open("words.nsh", "print " + "(1, 2) " * 100_000)
    editor.errors("words.nsh")
    assert len(editor.of("semanticTokens/full", "words.nsh")["data"]) == 5 * 200_001
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
