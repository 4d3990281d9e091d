"""The language and the dialogue: start, errors, loops, help."""

import json
import os
import statistics
import subprocess
import sys
import time

import pexpect
from measure import NSH, Row, command, medians, script


def prompt_time():
    """Milliseconds from the start of the process to its prompt, on a terminal, less those of an empty process."""
    environment = dict(os.environ, XDG_STATE_HOME="/nonexistent", XDG_CONFIG_HOME="/nonexistent", TERM="xterm")

    def start(program, expected):
        begin = time.perf_counter()
        child = pexpect.spawn(program, env=environment)
        child.delaybeforesend = None
        child.expect_exact(expected)
        elapsed = time.perf_counter() - begin
        child.close(force=True)
        return elapsed

    times = [(start(NSH, "nsh> "), start("/bin/echo ready", "ready")) for _ in range(15)]
    return 1e3 * statistics.median(a - b for a, b in times), 1e3 * statistics.median(a for a, _ in times)


def help_time():
    """Milliseconds from typing `help WORD` to the next prompt, the worst of several words."""
    child = pexpect.spawn(NSH, env=dict(os.environ, XDG_STATE_HOME="/nonexistent", NO_COLOR="1", TERM="xterm"), dimensions=(200, 120))
    child.delaybeforesend = None
    child.expect_exact("nsh> ")
    worst = 0
    for word in ["", "train adam", "momentum", "linspace", "for", "bump", "define cluster"]:
        begin = time.perf_counter()
        child.sendline("help " + word)
        child.expect_exact("nsh> ")
        worst = max(worst, time.perf_counter() - begin)
    child.close(force=True)
    return 1e3 * worst


def edit_time(text):
    """Milliseconds from an edit, told to `nsh --lsp`, to the errors of the whole text."""
    server = subprocess.Popen([NSH, "--lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(**message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        server.stdin.flush()

    def read():
        header = server.stdout.readline()
        server.stdout.readline()
        return json.loads(server.stdout.read(int(header.split(b":")[1])))

    document = {"uri": "file:///bench.nsh", "version": 1}
    send(id=1, method="initialize", params={"capabilities": {}})
    read()
    send(method="textDocument/didOpen", params={"textDocument": {**document, "languageId": "nsh", "text": text}})
    read()
    times = []
    for version in range(2, 17):
        start = {"line": 0, "character": 0}
        change = {"range": {"start": start, "end": start}, "text": "# more\n"}
        begin = time.perf_counter()
        send(method="textDocument/didChange", params={"textDocument": {**document, "version": version}, "contentChanges": [change]})
        assert len(read()["params"]["diagnostics"]) == 1
        times.append(time.perf_counter() - begin)
    server.kill()
    server.wait()
    return 1e3 * statistics.median(times)


# What is done 10^6 times, in nsh and in Python, and how many times Python's time it may take.
PROGRAMS = [
    ("`let s = s + i`", "let s = 0; for i in 1..1e6 { let s = s + i }", "s = 0\nfor i in range(1, 10**6 + 1): s = s + i", 1),
    ("`s + i*i % 7`", "let s = 0; for i in 1..1e6 { let s = s + i*i % 7 }", "s = 0\nfor i in range(1, 10**6 + 1): s = s + i*i % 7", 1),
    (
        "fib(25), by calls", "def fib(n) { if n < 2 { return n }; return fib(n - 1) + fib(n - 2) }; print fib(25)",
        "def fib(n):\n  if n < 2: return n\n  return fib(n - 1) + fib(n - 2)\nprint(fib(25))", 1.5),
    ("a list entry by entry", "let xs = []; for i in 1..1e6 { let xs = xs + [i] }", "xs = []\nfor i in range(1, 10**6 + 1): xs.append(i)", 2),
    ("a sorted list", "seed 1; let xs = sort(random(1e6))", "import random\nrandom.seed(1)\nxs = sorted([random.random() for _ in range(10**6)])", 2),
    ("a filtered list", "def odd(n) = n % 2 == 1; let xs = filter(odd, 1..1e6)", "odd = lambda n: n % 2 == 1\nxs = list(filter(odd, range(1, 10**6 + 1)))", 2),
    ("a string with braces, 2 10^5 times", 'for i in 1..2e5 { let s = "{i}: {i/7:.3f}" }', "for i in range(1, 2*10**5 + 1): s = f'{i}: {i/7:.3f}'", 2),
    ("a choice", "let s = 0; for i in 1..1e6 { let s = s + (if i % 2 == 0 then 1 else -1) }", "s = 0\nfor i in range(1, 10**6 + 1): s = s + (1 if i % 2 == 0 else -1)", 3),
    ("a list of lists", "let m = [list(1..100), list(1..100)]; let s = 0; for i in 1..1e6 { let s = s + m[2][i % 100 + 1] }", "m = [list(range(100)), list(range(100))]\ns = 0\nfor i in range(10**6): s = s + m[1][i % 100]", 3),
    ("members of a record", "let r = {a: 1, b: 2}; let s = 0; for i in 1..1e6 { let s = s + r.a + r.b }", "r = {'a': 1, 'b': 2}\ns = 0\nfor i in range(10**6): s = s + r['a'] + r['b']", 3),
    ("records made", "let s = 0; for i in 1..2e5 { let r = {a: i, b: 2}; let s = s + r.a }", "s = 0\nfor i in range(2*10**5):\n  r = {'a': i, 'b': 2}\n  s = s + r['a']", 3),
    ("a list grown in a function", "def f(n) { let xs = []; for i in 1..n { let xs = xs + [i] }; return xs }; let a = f(1e6)", "def f(n):\n  xs = []\n  for i in range(n): xs.append(i)\n  return xs\na = f(10**6)", 3),
    ("slices", "let xs = list(1..100); for i in 1..2e5 { let ys = xs[3..9] }", "xs = list(range(100))\nfor i in range(2*10**5): ys = xs[2:9]", 3),
    ("different entries", "seed 1; let xs = unique(floor(1e5*random(1e6)))", "import random\nxs = list(dict.fromkeys([int(1e5*random.random()) for _ in range(10**6)]))", 3),
    ("entries of a list", "let xs = list(1..1e6); let s = 0; for i in 1..1e6 { let s = s + xs[i] }", "xs = list(range(10**6))\ns = 0\nfor i in range(10**6): s = s + xs[i]", 1),
]


def quantity(points):
    """Times of a quantity of one's own over those of the built-in one that it equals, of the whole run less what both need."""
    setup = f"seed 1\ndefine cluster a n={points // 2} at=(0, 1) to=(1, 0)\ndefine cluster b n={points // 2} at=(1, 0) to=(0, 1)\nbuild chain layers=50\n"
    texts = [setup, setup + "print angular[3]", setup + "define quantity spin = mean(cross(x, g))\nprint spin[3]"]
    without, built_in, own = medians([command(NSH, script(text)) for text in texts], 7)
    return (own - without) / (built_in - without)


def rows():
    alone, whole = prompt_time()
    yield Row("start to prompt", whole, "ms", 15)
    yield Row("  less the same for an empty process", alone, "ms")

    lines = "".join(f"define cluster c{i} n=20 at=({i}, 1) to=(1, 0)\nprint sqrt({i}) + {i}^2\n" for i in range(5000))
    (wrong,) = medians([command(NSH, script(lines + "print lss\n"))])
    yield Row("first error of a script of 10,000 lines", 1e3 * wrong, "ms", 100)

    yield Row("errors of a text of 10,000 lines, in an editor, after an edit", edit_time(lines + "print lss\n"), "ms", 100)

    empty, loop, idle, python = medians(
        [
            command(NSH, "-c", ""), command(NSH, "-c", "for i in 1..1e6 { }"), command(sys.executable, "-c", ""),
            command(sys.executable, "-c", "for i in range(10**6): pass"),
        ])
    yield Row("an empty loop of 10^6 turns, against Python's", (loop - empty) / (python - idle), "x", 3)
    yield Row("  the loop", 1e3 * (loop - empty), "ms")
    for what, own, others, asked in PROGRAMS:
        nothing, mine, start, python = medians([command(NSH, "-c", ""), command(NSH, "-c", own), command(sys.executable, "-c", ""), command(sys.executable, "-c", others)], 7)
        yield Row(f"{what}, against Python's", (mine - nothing) / (python - start), "x", asked)
    for points in [10_000, 1_000_000]:
        yield Row(f"a quantity by a formula, {points} points x 50 layers, against `angular`", quantity(points), "x", 4)
    yield Row("help for any word", help_time(), "ms", 10)
