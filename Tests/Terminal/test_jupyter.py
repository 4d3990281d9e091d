"""`nsh --jupyter`: cells, what they show, interrupts, help, and whatever may come over the wire; test_jupyter_process.py has the rest.

tools/test-notebook tries the same with Jupyter's own programs.
"""

import base64
import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

zmq = pytest.importorskip("zmq", reason="python3-zmq is missing, which tools/test installs")

from conftest import PATIENCE  # noqa: E402
from jupyter_client_small import ENDLESS, SETUP, kernel  # noqa: E402, F401


def kinds(shown):
    return [kind for kind, _ in shown]


def test_cells(kernel):
    nsh = kernel()
    answer, shown = nsh.run("1+1")
    assert answer == {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    assert shown == [("execute_result", {"execution_count": 1, "data": {"text/plain": "2"}, "metadata": {}})]
    assert nsh.text("let x = 3\nprint x\nx") == "3\n3\n" and nsh.run("")[1] == [] and nsh.run("# nothing\n\n")[1] == []
    assert nsh.text("let y = 1; y").strip() == "1" and nsh.text("undo\nx") .endswith("3\n")
    # Words may be abbreviated, and `?` asks, as at a terminal.
    assert "conserve" in nsh.text("conserve?") and nsh.run("pri 7")[1] == [("stream", {"name": "stdout", "text": "7\n"})]
    # Not counted, not kept, not shown.
    count = nsh.run("1")[0]["execution_count"]
    assert nsh.run("let z = 8; z", silent=True) == ({"status": "ok", "execution_count": count, "payload": [], "user_expressions": {}}, [])
    assert nsh.run("z", store_history=False)[0]["execution_count"] == count and nsh.run("z")[0]["execution_count"] == count + 1
    assert nsh.run("print nothing_here", silent=True)[1] == [] and nsh.run("print nothing_here", silent=True)[0]["status"] == "error"
    asked = nsh.execute("'a")
    assert nsh.until_idle(asked)[0] == ("execute_input", {"code": "'a", "execution_count": count + 2})
    nsh.reply(asked)
    expressions = nsh.run("let w = 2", user_expressions={"a": "w * 21", "b": "nope", "c": 5})[0]["user_expressions"]
    assert expressions["a"] == {"status": "ok", "data": {"text/plain": "42"}, "metadata": {}} and set(expressions) == {"a", "b"}
    assert expressions["b"]["status"] == "error" and expressions["b"]["ename"] == "unknown-name"
    assert nsh.end() == 0 and nsh.said() == ""


def test_what_is_shown(kernel, tmp_path):
    nsh = kernel()
    reports = nsh.text(SETUP)
    assert reports.startswith("red: 4 points") and reports.count("\n") == 3
    ((kind, table),) = nsh.run("conserve")[1]
    assert kind == "display_data" and set(table["data"]) == {"text/plain", "text/html"} and "<th" in table["data"]["text/html"] and "gradient" in table["data"]["text/html"]
    ((kind, series),) = nsh.run("momentum")[1]
    assert kind == "execute_result" and "<table" in series["data"]["text/html"]
    ((kind, first),) = nsh.run("plot momentum")[1]
    svg = first["data"]["image/svg+xml"]
    assert kind == "display_data" and "viewBox" in svg and "max-width:100%" in svg and first["data"]["text/plain"].startswith("momentum")
    # Parts of two drawings in a page do not share a name.
    names = [set(re.findall(r' id="([^"]+)"', nsh.run(text)[1][0][1]["data"]["image/svg+xml"])) for text in ("plot momentum", "plot path")]
    assert names[0] and not names[0] & names[1]
    for name in re.findall(r"url\(#([^)]+)\)", svg):
        assert name in names[0]
    # Very many marks come as pixels, of the figure's size.
    nsh.run("define cluster many n=30000 at=(0, 0) sd=1")
    ((_, many),) = [s for s in nsh.run("plot many.points")[1] if s[0] == "display_data"]
    assert set(many["data"]) <= {"text/plain", "image/svg+xml", "image/png"}
    if "image/png" in many["data"]:
        assert base64.b64decode(many["data"]["image/png"])[:4] == b"\x89PNG" and many["metadata"]["image/png"]["width"] > 100 and many["metadata"]["image/png"]["alt"] == many["data"]["text/plain"]
    gif = dict(nsh.run('export gif "a.gif"')[1])
    assert base64.b64decode(gif["display_data"]["data"]["image/gif"]) == (tmp_path / "a.gif").read_bytes()
    page = dict(nsh.run('export page "a.html"')[1])["display_data"]["data"]["text/html"]
    assert page.startswith('<iframe sandbox="allow-scripts') and "allow-same-origin" not in page
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', page)[1]) == (tmp_path / "a.html").read_text()
    # A text from outside is text: it colours nothing and is no markup.
    assert nsh.text('print "\x1b[31m<b>"') == "\\u{1B}[31m<b>\n"
    ((_, marked),) = nsh.run('table(a=["<script>", "b"])')[1]
    assert "<script>" not in marked["data"]["text/html"] and "&lt;script&gt;" in marked["data"]["text/html"]
    # A long table loses its middle, and says so.
    ((_, long),) = nsh.run("table(n=1..1000)")[1]
    assert long["data"]["text/html"].count("<tr>") == 62 and "… 940 more" in long["data"]["text/html"]


def test_errors_tell_the_line_of_the_cell(kernel):
    nsh = kernel()
    nsh.run("1")
    answer, shown = nsh.run("let a = 1\n\nprint 2; build chian layers=5")
    assert kinds(shown) == ["error"] and answer["status"] == "error" and answer["execution_count"] == 2
    assert {name: answer[name] for name in ("ename", "evalue", "traceback")} == shown[0][1]
    told = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(answer["traceback"]))
    assert answer["ename"] == "unknown-subject" and " cell [2], line 3, column 16\n" in told and "   3 | print 2; build chian" in told
    carets = next(line for line in told.split("\n") if "^" in line)
    assert carets.index("^") == told.split("\n")[2].index("chian") and "did you mean `chain`?" in carets
    # Nothing of it ran.
    assert nsh.run("a")[0]["ename"] == "unknown-name"
    # An error within a function of another cell tells the place in that.
    nsh.run("def f(x) {\n  return x[7]\n}")
    told = "\n".join(nsh.run("let b = 1\nf([1, 2])")[0]["traceback"])
    assert "cell [4], line 2, column 12" in told and "called at cell [5], line 2, column 1" in told
    assert nsh.run("expect 1 == 2\nprint 3")[0]["ename"] == "expectation"
    # All that is wrong is told.
    assert kinds(nsh.run("foo 1\nbar 2\n")[1]) == ["error", "error"]


def test_stream_comes_while_it_runs(kernel):
    nsh = kernel()
    nsh.run(SETUP)
    asked = nsh.execute(f"print 1\n{ENDLESS}")
    said = iter(lambda: nsh.published(asked), None)
    assert next(s for s in said if s[0] == "stream")[1] == {"name": "stdout", "text": "1\n"}
    # Progress is one output, which changes.
    first = next(s for s in said if s[0] == "display_data")[1]
    later = next(s for s in said if s[0] == "update_display_data")[1]
    assert later["transient"] == first["transient"] and "train adam" in later["data"]["text/plain"] and "1000000000" in later["data"]["text/plain"]
    assert nsh.ask("interrupt_request", on=nsh.control) == {"status": "ok"}
    assert nsh.reply(asked)["status"] == "error"
    assert nsh.text("print 5") == "5\n"


def test_a_loop_that_prints_floods_nobody(kernel):
    nsh = kernel()
    asked = nsh.execute("for k in 1..20000 { print k }")
    assert nsh.reply(asked)["status"] == "ok"
    shown = [said["text"] for kind, said in nsh.until_idle(asked) if kind == "stream"]
    assert "".join(shown) == "".join(f"{k}\n" for k in range(1, 20001)) and len(shown) < 400


def test_interrupts(kernel):
    nsh = kernel()
    nsh.run(SETUP)
    nsh.run("let kept = 4")
    for again in range(3):
        asked = nsh.execute(ENDLESS)
        queued = [nsh.execute("1 + 1"), nsh.execute("print 2")]
        while nsh.published(asked)[0] != "display_data":
            pass
        nsh.send("interrupt_request", {}, nsh.control)
        answer = nsh.reply(asked)
        assert answer["status"] == "error" and answer["ename"] == "interrupted"
        # Cells behind it are given up, and none later.
        assert [nsh.reply(q)["status"] for q in queued] == ["aborted"] * 2
        assert nsh.text("print kept") == "4\n"
    # Nothing runs: nothing is interrupted, then or later.
    for again in range(20):
        assert nsh.ask("interrupt_request", on=nsh.control) == {"status": "ok"}
        assert nsh.text("print kept") == "4\n"
    # SIGINT does the same, though it was ignored when the process began.
    asked = nsh.execute(ENDLESS)
    while nsh.published(asked)[0] != "display_data":
        pass
    nsh.process.send_signal(signal.SIGINT)
    assert nsh.reply(asked)["ename"] == "interrupted" and nsh.text("print kept") == "4\n"


def test_an_interrupt_that_comes_with_its_request(kernel):
    nsh = kernel()
    nsh.run(SETUP)
    for again in range(30):
        asked = nsh.execute(ENDLESS)
        nsh.send("interrupt_request", {}, nsh.control)
        assert nsh.reply(asked)["ename"] == "interrupted"
        # Its answer says that it is settled.
        nsh.reply(f"{nsh.session}_{int(asked.split('_')[1]) + 1}", nsh.control)
        assert nsh.text("print 1") == "1\n"


def test_cells_behind_a_failure(kernel):
    nsh = kernel()
    ids = [nsh.execute(text) for text in ("nope", "1", "2")] + [nsh.send("kernel_info_request", {}), nsh.execute("3")]
    answers = [nsh.reply(i) for i in ids[:3]]
    # Without a number: they did not run.
    assert answers[0]["status"] == "error" and answers[1:] == [{"status": "aborted"}] * 2
    assert nsh.run("4")[0]["status"] == "ok"
    ids = [nsh.execute("nope", stop_on_error=False), nsh.execute("5")]
    assert [nsh.reply(i)["status"] for i in ids] == ["error", "ok"]


def test_help(kernel):
    nsh = kernel()
    info = nsh.ask("kernel_info_request")
    assert info["language_info"]["file_extension"] == ".nsh" and info["language_info"]["name"] == "nsh" and info["protocol_version"] == "5.3"
    assert nsh.ask("complete_request", code="plot mom", cursor_pos=8) == {
        "status": "ok", "matches": ["momentum"], "cursor_start": 5, "cursor_end": 8, "metadata": {}}
    # Code points, in a cell of several lines.
    found = nsh.ask("complete_request", code='let a = "é😀"\nplot mom\nprint 1', cursor_pos=21)
    assert found["matches"] == ["momentum"] and (found["cursor_start"], found["cursor_end"]) == (18, 21)
    assert "unknown-name" in nsh.ask("complete_request", code="print 1\nhelp unknown-n", cursor_pos=22)["matches"]
    found = nsh.ask("inspect_request", code="conserve", cursor_pos=3, detail_level=0)
    assert found["found"] and "conserve" in found["data"]["text/plain"]
    assert nsh.ask("inspect_request", code="xyzzy", cursor_pos=3) == {"status": "ok", "found": False, "data": {}, "metadata": {}}
    for code, answer in [
            ("1 + 1", {"status": "complete"}), ("", {"status": "complete"}), ("conserve?", {"status": "complete"}), ("let = )", {"status": "invalid"}),
            ("for k in 1..3 {", {"status": "incomplete", "indent": "  "}), ("for k in 1..3 {\n  f([", {"status": "incomplete", "indent": "      "})]:
        assert nsh.ask("is_complete_request", code=code) == answer
    assert nsh.ask("comm_info_request") == {"status": "ok", "comms": {}}
    asked = nsh.send("comm_open", {"comm_id": "a", "target_name": "b", "data": {}})
    assert nsh.until_idle(asked) == [("comm_close", {"comm_id": "a", "data": {}})]
    assert nsh.ask("debug_request")["status"] == "error" and nsh.ask("debug_request", on=nsh.control)["status"] == "error"
    # Whatever stands where a place should.
    for place in (-1, 10**30, 2.5, "a", None):
        assert nsh.ask("complete_request", code="plot mom", cursor_pos=place)["status"] == "ok"


def test_history(kernel):
    nsh = kernel()
    for text in ("1", "print 2", "print 3", "print 2", "nope"):
        nsh.run(text)
    nsh.run("print 9", store_history=False)

    def history(**asked):
        return [tuple(entry) for entry in nsh.ask("history_request", **{"output": False, "raw": True, **asked})["history"]]

    assert history(hist_access_type="tail", n=2) == [(2, 4, "print 2"), (2, 5, "nope")]
    assert history(hist_access_type="range", session=0, start=2, stop=4) == [(2, 2, "print 2"), (2, 3, "print 3")]
    assert history(hist_access_type="search", pattern="print*", n=10, unique=True) == [(2, 3, "print 3"), (2, 4, "print 2")]
    assert history(hist_access_type="tail", n=1, output=True) == [(2, 5, ["nope", None])]
    assert history(hist_access_type="tail", n=-5) == [] and history(hist_access_type="range", session=10**9) == []
    nsh.end()
    nsh = kernel()
    nsh.run("let x = 1\nprint x")
    assert history(hist_access_type="tail", n=2) == [(1, 5, "nope"), (2, 1, "let x = 1\nprint x")]
    assert history(hist_access_type="range", session=-1, start=1, stop=2) == [(1, 1, "1")]


def test_what_comes_over_the_wire(kernel):
    nsh = kernel()
    nsh.send("execute_request", {"code": "print 666"}, signature=b"0" * 64)
    nsh.send("shutdown_request", {}, nsh.control, signature=b"")
    nsh.shell.send_multipart([b"nonsense"])
    nsh.shell.send_multipart([b"<IDS|MSG>", b"", b"{}"])
    parts = [b"\xff{", b"{}", b"{}", b"{}"]
    nsh.shell.send_multipart([b"<IDS|MSG>", nsh.signature(parts), *parts])
    assert nsh.text("print 1") == "1\n"
    # What comes over the control connection is read by a thread of its own.
    lines, deadline = nsh.said().splitlines(), time.monotonic() + PATIENCE
    while len(lines) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
        lines = nsh.said().splitlines()
    assert len(lines) == 5 and all(line.startswith("nsh: a message was thrown away: ") for line in lines)
    assert any("signature is wrong" in line for line in lines)
    for content in (b'{"code": "print \xff"}', b"{", b"[]", b'{"code": 5}', b'{"code": "\\ud800"}', b"{}", b'{"code": "1", "code": "2"}'):
        answer = nsh.reply(nsh.send("execute_request", content))
        assert answer["status"] == "error" and answer["ename"] == "bad-request", content
    assert nsh.reply(nsh.send("execute_request", {"code": "1\0"}))["status"] == "error"
    assert nsh.text('print "é😀"') == "é😀\n"
    # Buffers behind the content belong to nobody here; a cell of 10 MB is a cell.
    header, parts = nsh.parts("execute_request", {"code": "1"})
    nsh.shell.send_multipart([b"<IDS|MSG>", nsh.signature(parts), *parts, b"\0" * 1000])
    assert nsh.reply(header["msg_id"])["status"] == "ok"
    assert nsh.text('let s = "' + "a" * 10_000_000 + '"\nprint length(s)') == "10000000\n"
    # The sign of life, also of a kernel that computes.
    nsh.run(SETUP)
    asked = nsh.execute(ENDLESS)
    for beat in (b"ping", b"", b"x" * 100_000):
        nsh.hb.send(beat)
        assert nsh.hb.poll(PATIENCE * 1000) and nsh.hb.recv() == beat
    assert nsh.end() == 0 and nsh.reply(asked)["status"] == "error"
