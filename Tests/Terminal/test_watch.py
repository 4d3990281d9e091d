"""A training that is watched: a picture in its place, and the terminal as it was when it ends."""

import re

import pytest
from conftest import PROMPT, say

SETUP = ["seed 1", "define cluster red n=200 at=(0, 1) to=(1, 0)", "define cluster blue n=200 at=(1, 0) to=(0, 1)", "build chain layers=20"]
# Up to where the picture begins, which is drawn over.
AGAIN = "\x1b\\[\\d+A"


def screen(text, rows=40, columns=120):
    """What is seen of a text: lines that wrap, returns, steps up, erased ends of lines and of the screen."""
    cells, row, column = [[" "] * columns for _ in range(rows)], 0, 0
    for order, letter in re.findall(r"\x1b\[([?\d;]*[a-zA-Z])|([^\x1b])", text):
        if order:
            count, kind = order[:-1], order[-1]
            if kind == "A":
                row = max(0, row - int(count or 1))
            elif kind == "K":
                cells[row][column:] = [" "] * (columns - column)
            elif kind == "J" and count == "2":
                cells = [[" "] * columns for _ in range(rows)]
            elif kind == "J":
                cells[row][column:] = [" "] * (columns - column)
                cells[row + 1:] = [[" "] * columns for _ in cells[row + 1:]]
            elif kind == "H":
                row, column = 0, 0
            continue
        if letter == "\r":
            column = 0
        elif letter == "\n":
            row += 1
        elif letter >= " ":
            cells[row][column] = letter
            column += 1
            if column == columns:
                row, column = row + 1, 0
        if row == rows:
            cells, row = cells[1:] + [[" "] * columns], rows - 1
    return ["".join(line).rstrip() for line in cells]


def has_dots(text):
    return any("\u2801" <= c <= "\u28ff" for c in text)


@pytest.mark.parametrize("what", ["loss", "path", "drift(momentum)", "norm(momentum[3])"])
def test_it_is_drawn_in_place_and_wiped_away(dialogue, what):
    nsh = dialogue()
    for line in SETUP:
        say(nsh, line)
    nsh.sendline(f"train adam steps=100000000 watch={what} record=[drift(momentum)] every=100")
    nsh.expect(AGAIN)
    seen = nsh.before
    nsh.expect(AGAIN)
    seen += nsh.after + nsh.before
    assert has_dots("".join(screen(seen))) and "/100000000" in seen
    nsh.sendintr()
    nsh.expect_exact("interrupted")
    nsh.expect_exact(PROMPT)
    assert not has_dots(nsh.before), "nothing is drawn behind it"
    assert "\x1b[J" in seen + nsh.after, "what was drawn is wiped away"
    # What was recorded stays.
    say(nsh, "print length(drift(momentum) over step) > 1", "true")


def test_the_terminals_own_signs_move_nothing(dialogue):
    """`^C` stands behind the line below the picture: it must not begin a line of its own, or the picture's first one stays."""
    nsh = dialogue()
    nsh.setwinsize(24, 80)
    for line in SETUP:
        say(nsh, line)
    nsh.sendline("train adam steps=100000000 watch=path")
    nsh.expect(AGAIN)
    seen = nsh.before + nsh.after
    nsh.expect_exact("/100000000")
    seen += nsh.before + nsh.after
    nsh.sendintr()
    nsh.expect_exact("interrupted")
    seen += nsh.before + nsh.after
    nsh.expect_exact(PROMPT)
    assert "points through" in seen
    shown = screen(seen + nsh.before, 24, 80)
    assert not any("points through" in line for line in shown), shown


def test_another_size_is_another_picture(dialogue):
    nsh = dialogue()
    for line in SETUP:
        say(nsh, line)
    nsh.sendline("train adam steps=100000000 watch=loss")
    nsh.expect(AGAIN)
    nsh.setwinsize(12, 40)
    nsh.expect_exact("\x1b[2J\x1b[H")
    nsh.expect(AGAIN)
    assert all(len(line) <= 40 for line in screen(nsh.before, 200, 200)), "no line is broken"
    assert nsh.before.count("\n") < 12
    nsh.sendintr()
    nsh.expect_exact(PROMPT)


def test_elsewhere_nothing_is_drawn(run):
    done = run("-c", "\n".join(SETUP + ["train adam steps=50 watch=loss"]))
    assert done.returncode == 0 and done.stderr == "" and not has_dots(done.stdout)
