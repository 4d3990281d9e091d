"""The dialogue, through a real pseudo-terminal."""

import os

import pytest
from conftest import PROMPT, ended, say


def test_the_sample_session(dialogue):
    nsh = dialogue("--graphics", "braille")
    say(nsh, "seed 1")
    say(nsh, "define cluster red n=20 at=(0, 1) to=(1, 0)", "red: 20 points around (0, 1), sd 0.1, to (1, 0)")
    say(nsh, "build chian layers=50", "error: `build` does not know `chian`", "^^^^^ did you mean `chain`?")
    say(nsh, "build chain layers=50 family=bump s=0.5 penalty=1e-3", "chain: 50 bump layers, 200 parameters, loss 1.22")
    say(nsh, "train adam steps=1000 rate=0.02", "loss 9.", ", |grad| ", " after 1000 steps (", "s)")
    say(nsh, "inspect layer 25", "layer 25 of 50", "mean gradient", "red", "defect:", "Jacobian")
    seen = say(nsh, "plot momentum by cluster", "momentum by cluster", "layer")
    assert any("\u2801" <= c <= "\u28ff" for c in seen), "drawn in braille"
    assert "└" in seen and "┬" in seen, "axes in real characters"
    nsh.sendeof()
    assert ended(nsh) == 0


def test_quit_leaves(dialogue):
    nsh = dialogue()
    nsh.sendline("quit")
    assert ended(nsh) == 0


def test_tab_completes_by_place(dialogue):
    nsh = dialogue()
    nsh.send("defi\t")
    nsh.expect_exact("define ")
    nsh.send("cl\t")
    nsh.expect_exact("cluster ")
    nsh.sendline("red n=3 to=(1, 1)")
    nsh.expect_exact("red: 3 points")
    nsh.expect_exact(PROMPT)
    nsh.send("build ch\t")
    nsh.expect_exact("build chain ")
    nsh.send("fam\t")
    nsh.expect_exact("family=")
    nsh.send("sw\t")
    nsh.expect_exact("swirl ")
    nsh.sendline("layers=2")
    nsh.expect_exact("chain: 2 swirl layers")
    nsh.expect_exact(PROMPT)
    nsh.send("inspect cluster r\t")
    nsh.expect_exact("red ")


def test_history_outlives_the_dialogue(dialogue):
    first = dialogue()
    say(first, "let answer = 41")
    first.sendeof()
    assert ended(first) == 0
    second = dialogue()
    second.send("\x1b[A")
    second.expect_exact("let answer = 41")
    second.sendline("")
    second.expect_exact(PROMPT)
    say(second, "answer + 1", "42")


def test_a_block_is_one_entry(dialogue):
    nsh = dialogue()
    nsh.sendline("for k in 1..2 {")
    nsh.expect_exact("...> ")
    nsh.sendline('print "number {k}"')
    nsh.expect_exact("...> ")
    say(nsh, "}", "number 1", "number 2")
    nsh.send("\x1b[A")
    nsh.expect_exact("for k in 1..2 {")
    nsh.expect_exact("}")


def test_sessions_at_once_lose_nothing(dialogue, tmp_path):
    one, two = dialogue(), dialogue()
    for i in range(5):
        say(one, f"let a{i} = {i}")
        say(two, f"let b{i} = {i}")
    history = (tmp_path / "state" / "nsh" / "history").read_text()
    assert all(f"let {c}{i} = {i}\n" in history for c in "ab" for i in range(5))


def test_an_error_does_not_end_the_dialogue(dialogue):
    nsh = dialogue()
    say(nsh, "inspect layer 3", "error: there is no process yet")
    say(nsh, 'load "nowhere.json"', "there is no such file")
    say(nsh, "2^10", "1024")


def test_resizing(dialogue):
    nsh = dialogue("--graphics", "braille")
    say(nsh, "seed 1; define cluster red n=3 to=(1, 0)")
    say(nsh, "build chain layers=5")
    nsh.setwinsize(20, 50)
    seen = say(nsh, "plot momentum", "layer")
    assert max(len(line) for line in seen.splitlines()) <= 50


@pytest.mark.parametrize("kind", [None, "dumb"])
def test_a_terminal_of_which_nothing_is_known(dialogue, kind):
    """No colour and nothing wiped, but a dialogue."""
    nsh = dialogue(TERM=kind, NO_COLOR=None)
    say(nsh, "seed 1; define cluster red n=3 to=(1, 0); build chain layers=5")
    seen = say(nsh, "train adam steps=20", "after 20 steps") + say(nsh, "plot momentum", "layer") + say(nsh, "1 +", "error")
    assert "\x1b" not in seen


@pytest.mark.parametrize("changes", [{"XDG_STATE_HOME": "/proc/nsh"}, {"XDG_STATE_HOME": None, "HOME": "/proc"}, {"XDG_STATE_HOME": None, "HOME": None}])
def test_a_home_that_cannot_be_written_costs_one_note(dialogue, changes):
    nsh = dialogue(**changes)
    assert "note: the history is not kept: " in say(nsh, "600 + 66", "666")
    assert "note" not in say(nsh, "6*7", "42")
    nsh.send("\x1b[A")
    nsh.expect_exact("6*7")


def test_the_startup_file(dialogue, tmp_path):
    folder = tmp_path / "config" / "nsh"
    folder.mkdir(parents=True)
    (folder / "init.nsh").write_text("let greeting = 7\n")
    say(dialogue(), "greeting", "7")
    say(dialogue("-n"), "greeting", "is not known")


def test_tab_writes_and_reads_escapes_in_file_names(dialogue, tmp_path):
    for name in ["a{b}.csv", 'q"uote.csv', "back\\slash.csv"]:
        (tmp_path / name).write_text("x,y,c\n1,2,a\n2,3,b\n")
    nsh = dialogue()
    for typed, shown in [("a", 'a\\{b\\}.csv"'), ("a\\{", 'a\\{b\\}.csv"'), ("q", 'q\\"uote.csv"'), ("back\\\\", 'back\\\\slash.csv"')]:
        nsh.send(f'define data d file="{typed}\t')
        nsh.expect_exact(shown)
        nsh.sendline("")
        nsh.expect_exact("2 rows of 2 numbers in 2 classes")
        nsh.expect_exact(PROMPT)


def test_tab_finds_files_in_large_folders(dialogue, tmp_path):
    (tmp_path / "many").mkdir()
    for i in range(1500):
        (tmp_path / "many" / f"f{i:04}").touch()
    (tmp_path / "many" / "needle.csv").write_text("x,y,c\n1,2,a\n2,3,b\n")
    nsh = dialogue()
    nsh.send('define data d file="many/ne\t')
    nsh.expect_exact('many/needle.csv"')


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085", "\f", "\v"])
def test_a_pasted_line_is_split_where_a_script_would_be(dialogue, separator):
    """Control characters are shown as ^L, so they come within a paste."""
    nsh = dialogue()
    nsh.send(f'\x1b[200~print length("a{separator}b")\x1b[201~\r')
    nsh.expect_exact("3\r\n")
    nsh.expect_exact(PROMPT)


@pytest.mark.parametrize("changes", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": None, "LC_CTYPE": "C"}, {"LC_ALL": None, "LANG": "C"}, {"LC_ALL": None}])
def test_characters_are_edited_whole_in_any_locale(dialogue, changes):
    nsh = dialogue(**changes)
    nsh.send('print "aé')
    nsh.expect_exact("é")
    nsh.send("\x7f")
    nsh.sendline('b" == "ab"')
    nsh.expect_exact("true")


def test_a_history_that_is_a_pipe_costs_a_note(dialogue, tmp_path):
    (tmp_path / "state" / "nsh").mkdir(parents=True)
    os.mkfifo(tmp_path / "state" / "nsh" / "history")
    nsh = dialogue()
    assert "it is no ordinary file" in nsh.before
    say(nsh, "600 + 66", "666")


def test_a_history_with_the_line_ends_of_windows(dialogue, tmp_path):
    (tmp_path / "state" / "nsh").mkdir(parents=True)
    (tmp_path / "state" / "nsh" / "history").write_bytes(b"#1700000000\r\nlet answer = 41\r\n")
    nsh = dialogue()
    nsh.send("\x1b[A")
    nsh.expect_exact("let answer = 41")
    nsh.sendline("")
    nsh.expect_exact(PROMPT)
    say(nsh, "answer + 1", "42")
