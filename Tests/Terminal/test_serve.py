"""`nsh --serve` and `nsh --json`: every answer is what docs/serve.schema.json says, whatever is asked."""

import json
import pathlib
import queue
import re
import signal
import subprocess
import sys
import threading

import jsonschema
import pytest

from conftest import NSH, PATIENCE, ROOT, default_signals

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Torture"))
import declarations  # noqa: E402

SCHEMA = json.loads((ROOT / "docs" / "serve.schema.json").read_text())
VALIDATORS = {
    one["properties"]["type"]["const"]: jsonschema.Draft202012Validator({**one, "$defs": SCHEMA["$defs"]}) for one in SCHEMA["oneOf"]}
SETUP = "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4 at=(1, 0) to=(0, 1)\nbuild chain layers=5"


def valid(line):
    answer = json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON: {line}"))
    VALIDATORS[answer["type"]].validate(answer)
    return answer


class Server:
    def __init__(self, *arguments, environment, folder, ignoring=()):
        self.process = subprocess.Popen(
            [NSH, "--serve", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=folder,
            preexec_fn=lambda: default_signals(ignoring))
        self.answers = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.answers.put(line)
        self.answers.put(None)

    def send(self, *requests):
        for request in requests:
            line = request if isinstance(request, bytes) else json.dumps(request).encode()
            self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def next(self):
        line = self.answers.get(timeout=PATIENCE)
        return None if line is None else valid(line)

    def until_done(self):
        """All answers to the request whose turn it is; each has its id, and the last is `done`."""
        all = [self.next()]
        while all[-1]["type"] != "done":
            all.append(self.next())
        assert {answer["id"] for answer in all} == {all[0]["id"]}
        return all

    def ask(self, **request):
        self.send({"id": 1, **request})
        return self.until_done()

    def run(self, text, **more):
        return self.ask(run=text, **more)

    def end(self):
        self.process.stdin.close()
        assert self.next() is None
        return self.process.wait(PATIENCE), self.process.stderr.read().decode()


@pytest.fixture
def serve(environment, tmp_path):
    started = []

    def start(*arguments, **options):
        server = Server(*arguments, environment=environment, folder=tmp_path, **options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


def types(answers):
    return [answer["type"] for answer in answers]


def test_a_session(serve):
    nsh = serve()
    assert nsh.run("let x = 0.1")[-1]["status"] == 0
    number, done = nsh.run("x + 0.2")
    assert number["value"] == 0.1 + 0.2 and number["text"] == "0.3" and done == {"id": 1, "type": "done", "status": 0}
    assert [nsh.run(f"{x}")[0]["value"] for x in ["0/0", "1/0", "-1/0"]] == ["nan", "inf", "-inf"]
    assert str(nsh.run("-0.0")[0]["value"]) == "-0.0"
    assert types(nsh.run(SETUP)) == ["report"] * 3 + ["done"]
    table = nsh.run("conserve")[0]
    assert table["headings"][0] == "symmetry" and isinstance(table["rows"][0][1]["value"], float) and table["rows"][0][1]["text"] in table["text"]
    assert table["count"] == len(table["rows"]) and "gradient" in table["footer"]
    series = nsh.run("momentum")[0]
    assert len(series["columns"]) == 2 and len(series["columns"][0]["values"]) == 6
    assert types(nsh.run("print 1\nlet y = 2; y\nconserve")) == ["text", "number", "table", "done"]
    assert nsh.end() == (0, "")


def test_figures_come_in_the_formats_that_are_asked_for(serve):
    nsh = serve()
    nsh.run(SETUP)
    figure = nsh.run("plot momentum")[0]
    assert figure["svg"].startswith("<?xml") and figure["png"].startswith("iVBOR") and figure["alt"].startswith("momentum")
    assert "png" not in nsh.run("plot momentum", figures=["svg"])[0] and "svg" not in nsh.run("plot momentum", figures=[])[0]


def test_a_table_comes_whole_or_in_part(serve):
    nsh = serve()
    rows = "let t = table(a=1..2000, b=1/0)\nt"
    whole, part = nsh.run(rows)[0], nsh.run(rows, rows=3)[0]
    assert len(whole["rows"]) == whole["count"] == part["count"] == 2000 and part["rows"] == whole["rows"][:3]
    assert whole["rows"][0][1]["value"] == {"float": "inf"}
    assert len(whole["text"].splitlines()) < 100, "what a person is shown"


def test_files_are_told(serve, tmp_path):
    nsh = serve()
    nsh.run(SETUP)
    told = [a for a in nsh.run('plot momentum > "m.svg"\nsave "s.json"\nexport table momentum "m.csv"') if a["type"] == "file"]
    assert [(a["path"], a["mime"]) for a in told] == [("m.svg", "image/svg+xml"), ("s.json", "application/json"), ("m.csv", "text/csv")]
    assert all((tmp_path / a["path"]).exists() for a in told)
    assert "file" not in types(nsh.run('save "nowhere/s.json"'))


def test_errors_have_their_place(serve):
    nsh = serve()
    text = "let é = \"🙂\"; let x = éé + 1"
    error, done = nsh.run("1\n" + text)
    span = error["span"]
    assert (error["code"], done["status"], span["line"], span["file"]) == ("unknown-name", 1, 2, None)
    assert ("1\n" + text).encode()[span["start"]:span["end"]].decode() == "éé"
    assert text[span["column"] - 1:span["endColumn"] - 1] == "éé"
    assert text.encode("utf-16-le")[2 * span["utf16"] - 2:2 * span["endUtf16"] - 2].decode("utf-16-le") == "éé"
    assert nsh.run("x")[0]["code"] == "unknown-name", "nothing of it ran"
    assert nsh.run("expect 1 == 2")[-1]["status"] == 3
    # All of them, not only the first.
    errors = nsh.ask(check="let x = \nfoo 3\nplot mo")
    assert [e.get("code") for e in errors] == ["syntax", "unknown-command", "unknown-name", None] and errors[-1]["status"] == 1
    assert [a["status"] for a in nsh.ask(check="let z = 1")] == [0]
    assert nsh.run("z")[0]["code"] == "unknown-name", "a check runs nothing"
    assert len(nsh.ask(check="\n".join("foo 3" for _ in range(50)))) == 51


def test_completing_and_inspecting(serve):
    nsh = serve()
    nsh.run("let größe = 3")
    found = nsh.ask(complete="plot mom")[0]
    assert found["candidates"] == ["momentum"] and (found["start"], found["end"]) == (5, 8)
    # 🙂 is 4 bytes, 1 code point, 2 units of UTF-16.
    line = '"🙂"; grö'
    places = {"byte": (8, 12), "codepoint": (5, 8), "utf16": (6, 9)}
    for unit, (start, end) in places.items():
        found = nsh.ask(complete=line, at=end, unit=unit)[0]
        assert (found["start"], found["end"], found["candidates"]) == (start, end, ["größe"]), unit
    assert nsh.ask(complete=line, at=end + 1, unit="codepoint")[0]["code"] == "bad-request"
    for at in range(11):
        found = nsh.ask(inspect="train adam steps=3", at=at)[0]
        assert found["found"] and (found["start"], found["end"]) == (0, 10) and found["text"].startswith("train adam"), at
    assert "größe" in nsh.ask(inspect="print größe")[0]["text"]
    assert nsh.ask(inspect="3 + 4", at=2)[0] == {"id": 1, "type": "inspection", "found": False, "text": None}
    more = [nsh.ask(needsMore=text)[0]["value"] for text in ["for k in 1..3 {", "print (1", "print 1", ""]]
    assert more == [True, True, False, False]
    assert nsh.ask(version=True)[0]["protocol"] == 1


def test_an_interrupt_is_heard_while_it_works(serve):
    nsh = serve()
    nsh.run(SETUP)
    nsh.send({"id": "long", "run": "train adam steps=1000000000"}, {"id": "next", "run": "1 + 1"})
    assert nsh.next()["type"] == "progress"
    nsh.send({"id": 3, "interrupt": "long"})
    long = nsh.until_done()
    assert long[-1] == {"id": "long", "type": "done", "status": 130} and "interrupted" in long[-2]["text"]
    assert nsh.until_done()[0]["value"] == 2, "what waited goes on"
    assert nsh.until_done() == [{"id": 3, "type": "done", "status": 0}]
    # One that waits is withdrawn; one that is over is not missed, and hits no other.
    nsh.send({"id": 1, "run": "while true { }"}, {"id": 2, "run": "2"}, {"id": 3, "interrupt": 2}, {"id": 4, "interrupt": True}, {"id": 5, "interrupt": 77})
    assert [nsh.until_done()[-1]["status"] for _ in range(5)] == [130, 130, 0, 0, 0]
    assert nsh.run("1 + 1")[0]["value"] == 2


def test_an_interrupt_as_a_signal_is_heard_though_the_starter_ignored_it(serve):
    nsh = serve(ignoring=[signal.SIGINT])
    nsh.run(SETUP)
    nsh.send({"id": 1, "run": "train adam steps=1000000000"})
    assert nsh.next()["type"] == "progress"
    nsh.process.send_signal(signal.SIGINT)
    assert nsh.until_done()[-1]["status"] == 130


BAD = [
    (b"garbage", "JSON"), (b"[1]", "object"), (b'{"id": 1}', "not 0"), (b'{"id": 1, "run": "1", "check": "1"}', "not 2"), (b'{"id": 1, "run": 3}', "`run`"),
    (b'{"id": [], "run": "1"}', "`id`"), (b'{"id": 1, "run": "1", "rwos": 2}', "`rwos`"), (b'{"id": 1, "run": "\xff"}', "UTF-8"), (b'{"run": "1"', "JSON"),
    (b'{"id": 1, "complete": "a", "at": 2}', "from 0 to 1"), (b'{"id": 1, "complete": "a", "at": -1}', "from 0 to 1"),
    (b'{"id": 1, "complete": "a", "at": 1e300}', "from 0 to 1"), (b'{"id": 1, "run": "1", "figures": ["jpg"]}', "figures"),
    (b'{"id": 1, "run": "1", "rows": 0.5}', "rows"), (b'{"id": 1, "run": "1", "columns": 3}', "columns"), (b'{"id": 1, "inspect": "a", "unit": "line"}', "unit"),
    (b'{"id": 1, "interrupt": {}}', "interrupt"), (b'{"a":' * 200, "JSON"), (b"\0", "JSON")]


@pytest.mark.parametrize("line, word", BAD, ids=[str(i) for i in range(len(BAD))])
def test_what_is_no_request_is_told(serve, line, word):
    nsh = serve()
    nsh.send(line)
    error, done = nsh.until_done()
    assert error["code"] == "bad-request" and word in error["message"] and done["status"] == 2
    assert nsh.run("1 + 1")[0]["value"] == 2


def test_long_requests(serve):
    nsh = serve()
    text = "# " + "x" * 10_000_000 + "\n1 + 1"
    assert nsh.run(text)[0]["value"] == 2
    nsh.send(b" " + b"x" * (65 << 20))
    assert "longer" in nsh.until_done()[0]["message"]
    assert nsh.run("1 + 1")[0]["value"] == 2


def test_leaving(serve):
    nsh = serve()
    nsh.send({"id": 1, "run": "quit"}, {"id": 2, "run": "1"})
    assert nsh.next() == {"id": 1, "type": "done", "status": 0, "leaving": True} and nsh.next() is None and nsh.process.wait(PATIENCE) == 0
    nsh = serve()
    nsh.send({"id": 1, "run": "1"}, {"id": 2, "run": "2"})
    assert nsh.until_done()[0]["value"] == 1 and nsh.until_done()[0]["value"] == 2 and nsh.end() == (0, "")


def test_serving_takes_no_script(run):
    for arguments in [["x.nsh"], ["-c", "1"], ["-i"], ["--check"]]:
        assert run("--serve", *arguments).returncode == 2


@pytest.mark.parametrize("part", range(4))
def test_every_example_of_every_command(serve, part):
    for command in declarations.commands()[part::4]:
        for example in command.examples:
            nsh = serve()
            answers = nsh.run("\n".join(example))
            assert answers[-1]["type"] == "done", command.name
            nsh.process.kill()


def test_json_lines_of_a_script(run):
    script = "\n".join([SETUP, "print 1/3", "(1, 2)", "conserve", "momentum", "1/0", "plot momentum", "let f = 3", 'save "s.json"'])
    result = run("--json", "-c", script)
    lines = [valid(line) for line in result.stdout.splitlines()]
    assert types(lines) == ["report"] * 3 + ["text", "vector", "table", "series", "number", "figure", "file", "report", "done"] and result.stderr == ""
    assert all("id" not in line for line in lines) and lines[-1] == {"type": "done", "status": 0}
    wrong = run("--json", "-c", script + "\nprint wrong")
    error, done = [valid(line) for line in wrong.stdout.splitlines()]
    assert wrong.returncode == done["status"] == 1 and wrong.stderr == ""
    assert error["code"] == "unknown-name" and error["span"]["line"] == len(script.splitlines()) + 1 and error["span"]["file"] == "-c"
    # In order, up to what went wrong.
    assert types([valid(line) for line in run("--json", "-c", "print 1\nlet x = [1][2]\nprint 2").stdout.splitlines()]) == ["text", "error", "done"]
    assert types([valid(line) for line in run("--json", "nowhere.nsh").stdout.splitlines()]) == ["error", "done"]


def test_a_text_may_begin_with_a_hyphen(run):
    assert run("-c", "-1 + 3").stdout == "2\n" and run("-c", "--2").stdout == "2\n"


def test_the_page_tells_every_type():
    page = (ROOT / "docs" / "serve.md").read_text()
    told = set(re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))))
    assert set(VALIDATORS) <= told
