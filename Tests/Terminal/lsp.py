"""A client of `nsh --lsp` made by hand: frames, ids, and what comes without being asked."""

import json
import queue
import subprocess
import threading

from conftest import NSH, PATIENCE, default_signals


class Client:
    def __init__(self, environment, folder, *arguments):
        self.process = subprocess.Popen(
            [NSH, "--lsp", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=folder,
            preexec_fn=default_signals)
        self.folder = folder
        self.messages = queue.Queue()
        self.told = []
        self.count = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            length = None
            while (line := self.process.stdout.readline()).strip():
                name, value = line.decode("ascii").split(": ")
                length = int(value) if name == "Content-Length" else length
            if length is None:
                return self.messages.put(None)
            self.messages.put(json.loads(self.process.stdout.read(length).decode("utf-8")))

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def next(self):
        message = self.messages.get(timeout=PATIENCE)
        assert message is not None, "the server has ended"
        assert message["jsonrpc"] == "2.0"
        return message

    def begin(self, method, **params):
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        return self.count

    def answer(self, id):
        """The whole answer to a request; what was told meanwhile is kept."""
        while (message := self.next()).get("id") != id or "method" in message:
            self.told.append(message)
        return message

    def ask(self, method, **params):
        """The result of a request."""
        answer = self.answer(self.begin(method, **params))
        assert "result" in answer, answer
        return answer["result"]

    def refused(self, method, **params):
        """The error of a request."""
        return self.answer(self.begin(method, **params))["error"]

    def tell(self, method, **params):
        self.send({"method": method, "params": params})

    def start(self, **capabilities):
        result = self.ask("initialize", processId=None, rootUri=self.folder.as_uri(), capabilities=capabilities)
        self.tell("initialized")
        return result

    # Documents

    def uri(self, name):
        return (self.folder / name).as_uri()

    def open(self, name, text, version=1):
        self.tell("textDocument/didOpen", textDocument={"uri": self.uri(name), "languageId": "nsh", "version": version, "text": text})

    def change(self, name, *changes, version=2):
        self.tell("textDocument/didChange", textDocument={"uri": self.uri(name), "version": version}, contentChanges=list(changes))

    def close(self, name):
        self.tell("textDocument/didClose", textDocument={"uri": self.uri(name)})

    def at(self, method, name, line, character, **more):
        return self.ask(f"textDocument/{method}", textDocument={"uri": self.uri(name)}, position={"line": line, "character": character}, **more)

    def of(self, method, name, **more):
        return self.ask(f"textDocument/{method}", textDocument={"uri": self.uri(name)}, **more)

    def errors(self, name, version=None):
        """What is told next of a document, of this version where one is named."""
        while True:
            early = [m for m in self.told if is_about(m, self.uri(name), version)]
            if early:
                self.told.remove(early[0])
                return early[0]["params"]["diagnostics"]
            self.told.append(self.next())

    def end(self):
        self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(PATIENCE), self.process.stderr.read().decode()


def is_about(message, uri, version):
    params = message.get("params", {})
    return (
        message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
        and (version is None or params.get("version") == version))


def place(line, character):
    return {"line": line, "character": character}


def stretch(line, start, end):
    return {"start": place(line, start), "end": place(line, end)}


def replaced(text, edits, width=lambda c: 2 if ord(c) > 0xFFFF else 1):
    """A text after edits whose columns count units of UTF-16."""

    def offset(at):
        lines = text.split("\n")
        start = sum(len(line) + 1 for line in lines[:at["line"]])
        column = 0
        # A place beyond a line's end is that end, before what ends it.
        line = lines[at["line"]].removesuffix("\r") if at["line"] < len(lines) else ""
        for i, letter in enumerate(line):
            if column >= at["character"]:
                return start + i
            column += width(letter)
        return min(len(text), start + len(line))

    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        text = text[:offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]):]
    return text


def messages(errors):
    return [(error["code"], error["range"]["start"]["line"]) for error in errors]


def laid_out(editor, text):
    editor.open("a.nsh", text)
    return replaced(text, editor.of("formatting", "a.nsh", options={}))


# A script with names of most kinds, and one with white space of most kinds, as it is and laid out.

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
