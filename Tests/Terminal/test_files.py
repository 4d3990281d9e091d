"""Files of scripts: their names, their endings, the bounds set to them, and signals in the middle of writing one."""

import os
import random
import resource
import signal
import subprocess
import time

import pytest
from conftest import NSH, PATIENCE, default_signals, finish

SETUP = "seed 1\ndefine cluster red n=4 to=(1, 0)\nbuild chain layers=3\n"


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_lines_end_in_three_manners(run, tmp_path, end):
    lines = [b"# a title", b"let a = [1,", b"  2]", b'print "x" \\', b"  2", b"expect 1 > 2", b"for k in 1..2 {", b"print k", b"}"]
    (tmp_path / "s.nsh").write_bytes(end.join(lines) + end)
    done = run("s.nsh")
    assert (done.returncode, done.stdout) == (3, "x 2\n1\n2\n")
    assert " s.nsh:6:8\n   6 | expect 1 > 2\n" in done.stderr


@pytest.mark.parametrize("text, place", [
    (b'print "caf\xe9"', "1:11"), (b"print 1\rprint \xff", "2:7"), (b"# \xc3", "1:3"), (b"# \xed\xa0\x80", "1:3"), (b"\xff\xfep\0", "1:1")])
def test_a_script_that_is_not_utf_8_is_refused_at_its_place(run, tmp_path, text, place):
    (tmp_path / "s.nsh").write_bytes(text)
    done = run("s.nsh")
    assert done.returncode == 1 and done.stdout == "" and f" s.nsh:{place}\n" in done.stderr and "not UTF-8" in done.stderr
    (tmp_path / "outer.nsh").write_text('print 1\ninclude "s.nsh"')
    assert run("outer.nsh").stdout == "", "nor is anything run before it"


def test_an_argument_that_is_not_utf_8_names_no_other_file(environment, tmp_path):
    (tmp_path / "caf\N{REPLACEMENT CHARACTER}.nsh").write_text("print 1")
    for arguments in [[b"caf\xe9.nsh"], [b"--log", b"caf\xe9.nsh", b"-c", b"1"], [b"-c", b'print "\xe9"']]:
        done = subprocess.run([NSH.encode(), *arguments], env=environment, cwd=tmp_path, capture_output=True, timeout=PATIENCE)
        assert done.returncode == 2 and b"not UTF-8" in done.stderr and done.stdout == b""


@pytest.mark.parametrize("line", [
    'save "victim\0.json"', 'plot momentum > "victim\0.png"', 'export table momentum "victim\0.csv"', 'define data d file="victim\0x"',
    'include "victim\0"', 'load "victim\0"', 'export page "victim\0.html"', 'history save "victim\0.nsh"'])
def test_no_name_holds_a_nul(run, tmp_path, line):
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "s.nsh").write_text(SETUP + line)
    done = run("s.nsh")
    assert done.returncode == 1 and "cannot hold a NUL" in done.stderr
    assert (tmp_path / "victim").read_text() == "precious" and sorted(os.listdir(tmp_path)) == ["s.nsh", "victim"]


ENDINGS = [
    ('plot momentum > "x.jpg"', ".svg"), ('plot path > "x.html"', ".gif"), ('plot transfers > "x.gif"', ".svg"), ('save "x.txt"', ".json"), ('save "x"', ".json"),
    ('export table momentum "x.tsv"', ".csv"), ('export trace "x.json"', ".csv"), ('export gif "x.png"', ".gif"), ('export page "x.htm"', ".html"),
    ('history save "x.txt"', ".nsh"), ('for k in 1..2 { save "x{k}.txt" }', ".json"), ('if true { plot path > "{1}.jpeg" }', ".svg"), ('let p = plot path > ".svg/x"', ".svg"),
    ('def f() { save "x.svg" }', ".json"), ('plot family swirl > "x.js"', ".html")]


@pytest.mark.parametrize("line, ending", ENDINGS)
def test_an_ending_that_stands_in_the_script_is_checked_first(run, line, ending):
    done = run("-c", 'print "started"\n' + SETUP + line)
    assert done.returncode == 1 and done.stdout == "" and ending in done.stderr
    assert run("--check", "-c", SETUP + line).returncode == 1


def test_an_ending_that_is_made_is_refused_before_anything_is_computed(run):
    done = run("-q", "-c", SETUP + 'let e = "jpg"\nplot path > "x.{e}"')
    assert done.returncode == 1 and ".svg" in done.stderr


def test_endings_stand_in_any_case(run, tmp_path):
    script = SETUP + 'save "X.JSON"; export table momentum "M.CSV"; export trace "T.Csv"; export page "P.HTML"; plot path > "P.SVG"; history save "H.NSH"'
    done = run("-c", script)
    assert done.returncode == 0, done.stderr
    assert sorted(os.listdir(tmp_path)) == ["H.NSH", "M.CSV", "P.HTML", "P.SVG", "T.Csv", "X.JSON"]
    assert (tmp_path / "P.SVG").read_text().startswith("<?xml")


def test_the_home_folder_in_every_name(run, tmp_path):
    (tmp_path / "part.nsh").write_text(SETUP)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "s.nsh").write_text('include "~/part.nsh"\nsave "~/x.json"\nload "~/x.json"\nplot path > "~/x.svg"')
    assert run("--log", "~/l.nsh", "folder/s.nsh").returncode == 0
    assert {"x.json", "x.svg", "l.nsh"} <= set(os.listdir(tmp_path)) and not (tmp_path / "~").exists()


def test_bounds(run, tmp_path):
    for name in ["in", "out"]:
        (tmp_path / name).mkdir()
    (tmp_path / "out" / "secret.nsh").write_text("hidden words\n")
    (tmp_path / "in" / "link").symlink_to("../out")
    bound = ["--allow-read", "in", "--allow-write", "in"]
    for line in ['include "out/secret.nsh"', 'load "in/link/secret.nsh"', 'define data d file="in/../out/secret.nsh"', 'define cluster a file="/etc/passwd"']:
        done = run(*bound, "-c", line)
        assert done.returncode == 1 and "only what lies in in may be read" in done.stderr and "hidden" not in done.stderr
    assert run(*bound, "-c", SETUP + 'save "in/x.json"; load "in/x.json"').returncode == 0
    for line in ['save "x.json"', 'save "in/link/x.json"', 'plot path > "in/../x.svg"']:
        done = run(*bound, "-c", SETUP + line)
        assert done.returncode == 1 and "only what lies in in may be written" in done.stderr
    assert os.listdir(tmp_path / "out") == ["secret.nsh"]
    (tmp_path / "s.nsh").write_text("print 6*111")
    assert run(*bound, "s.nsh").stdout == "666\n", "the script itself was named by whoever set the bounds"


def test_of_a_foreign_file_no_line_is_shown(run, tmp_path):
    (tmp_path / "shadow").write_text("root:$6$abcdefghijklmnop$qrstuvwxyz0123456789:19000:0:99999:7:::\n")
    done = run("-c", 'include "shadow"')
    assert done.returncode == 1 and " shadow:1:" in done.stderr
    assert done.stderr.count("error:") == 1 and "$6$" not in done.stderr and "99999" not in done.stderr
    (tmp_path / "part.nsh").write_text("let fine = 1 # a script's line is shown\nprint (1 + 2 wrong here\n")
    assert "print (1 + 2 wrong here" in run("-c", 'include "part.nsh"').stderr


def test_a_file_that_grows_too_large_is_an_error(environment, tmp_path):
    (tmp_path / "x.json").write_text("old")

    def limited():
        default_signals()
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [NSH, "-q", "-c", SETUP.replace("n=4", "n=400") + 'save "x.json"'], env=environment, cwd=tmp_path, capture_output=True, text=True,
        timeout=PATIENCE, preexec_fn=limited)
    assert done.returncode == 1 and "it would be too large" in done.stderr
    assert os.listdir(tmp_path) == ["x.json"] and (tmp_path / "x.json").read_text() == "old"


@pytest.mark.parametrize("number, status", [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("has_proc", [True, False])
def test_a_signal_in_the_middle_of_a_write_has_its_status(environment, tmp_path, number, status, has_proc):
    """Forty moments, most of them within a write: the script does nothing else. Without /proc a file cannot be without a name."""
    script = SETUP + 'print "ready"\nwhile true { save "x.json" }'
    prefix = [] if has_proc else ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs tmpfs /proc && exec "$@"', "sh"]
    for _ in range(40):
        nsh = subprocess.Popen(
            [*prefix, NSH, "-q", "-c", script], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=default_signals)
        if nsh.stdout.readline() != "ready\n":
            assert not has_proc
            pytest.skip("nothing may be mounted here")
        time.sleep(random.uniform(0, 0.02))
        nsh.send_signal(number)
        _, complaint = nsh.communicate(timeout=PATIENCE)
        assert (nsh.returncode, complaint) == (status, "")
        assert set(os.listdir(tmp_path)) <= {"x.json"}


def test_what_a_killed_process_leaves_the_next_one_clears(run, environment, tmp_path):
    script = SETUP + 'print "ready"\nwhile true { save "x.json" }'
    for _ in range(20):
        nsh = subprocess.Popen([NSH, "-q", "-c", script], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True, preexec_fn=default_signals)
        assert nsh.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0, 0.02))
        nsh.kill()
        nsh.communicate()
        if (tmp_path / "x.json").exists():
            assert run("-c", 'load "x.json"').returncode == 0
    assert run("-q", "-c", SETUP + 'save "x.json"').returncode == 0
    assert os.listdir(tmp_path) == ["x.json"]
