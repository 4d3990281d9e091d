"""Figures in the pixels of a terminal that has them, and in characters elsewhere."""

import base64
import io
import re

from conftest import PROMPT, say
from PIL import Image

QUESTION = "\x1b[c"
SETUP = ["seed 1", "define cluster red n=9 at=(0, 1) to=(1, 0)", "build chain layers=5"]


def ready(dialogue, *arguments):
    nsh = dialogue(*arguments)
    for line in SETUP:
        say(nsh, line)
    return nsh


def test_kittys_picture_is_a_png(dialogue):
    nsh = ready(dialogue)
    nsh.sendline("plot path")
    nsh.expect_exact(QUESTION)
    nsh.send("\x1b]11;rgb:1515/1818/1d1d\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62;c")
    nsh.expect_exact(PROMPT)
    pieces = re.findall("\x1b_G[^;]*;([^\x1b]*)\x1b\\\\", nsh.before)
    picture = Image.open(io.BytesIO(base64.b64decode("".join(pieces))))
    picture.load()
    assert picture.size[0] > 300 and picture.getpixel((0, 0))[0] < 50, "drawn for the dark ground"
    seen = say(nsh, "plot layer 2")
    assert QUESTION not in seen and "\x1b_G" in seen, "asked once"


def test_sixels(dialogue):
    nsh = ready(dialogue)
    nsh.sendline("plot path")
    nsh.expect_exact(QUESTION)
    nsh.send("\x1b[?62;4;22c")
    nsh.expect_exact(PROMPT)
    assert re.search('\x1bPq"1;1;\\d+;\\d+#0;2;', nsh.before)


def test_keys_typed_meanwhile_are_kept(dialogue):
    nsh = ready(dialogue)
    nsh.sendline("plot path")
    nsh.expect_exact(QUESTION)
    nsh.send("print 41\x1b[?62;c + 1\r")
    nsh.expect_exact("42")
    nsh.expect_exact(PROMPT)


def test_a_terminal_that_does_not_answer_gets_braille(dialogue):
    nsh = ready(dialogue)
    seen = say(nsh, "plot path")
    assert any("\u2801" <= c <= "\u28ff" for c in seen)
    assert QUESTION not in say(nsh, "plot path"), "asked once"


def test_braille_is_not_asked_about(dialogue):
    nsh = ready(dialogue, "--graphics", "braille")
    seen = say(nsh, "plot path")
    assert QUESTION not in seen and any("\u2801" <= c <= "\u28ff" for c in seen)


def test_forced_on_a_pipe(run):
    script = "\n".join(SETUP + ["plot path"])
    assert run("--graphics", "kitty", "-c", script).stdout.count("\x1b_Ga=T,f=100") == 1
    assert '\x1bPq"1;1;' in run("--graphics", "sixel", "-c", script).stdout
    plain = run("-c", script).stdout
    assert "\x1b" not in plain and "└" in plain


def test_ten_columns(run, environment):
    environment.update(COLUMNS="10", LINES="8")
    done = run("-c", "\n".join(SETUP + ["plot path", "plot transfers", "plot layers", "plot family swirl"]))
    assert done.returncode == 0 and done.stderr == ""
    pictures = [line for line in done.stdout.split("\n") if not line.startswith(("red:", "chain:"))]
    assert max(map(len, pictures)) <= 10
