"""Standard streams, pipes and devices: ones that do not wait, that are closed, that nobody serves."""

import fcntl
import os
import signal
import stat
import subprocess
import time

import pytest
from conftest import NSH, PATIENCE, PROMPT, default_signals, finish, say

SETUP = "seed 1\ndefine cluster red n=4 to=(1, 0)\nbuild chain layers=3\n"


def unwaiting_pipe(end):
    ends = os.pipe()
    fcntl.fcntl(ends[end], fcntl.F_SETFL, os.O_NONBLOCK)
    return ends


@pytest.mark.parametrize("stream, script, status", [
    ("stdout", "for k in 1..20000 { print k }", 0), ("stderr", "for k in 1..3000 { expect k < 0 }", 3)])
def test_a_stream_that_does_not_wait_loses_nothing(environment, stream, script, status):
    reading, writing = unwaiting_pipe(1)
    other = "stderr" if stream == "stdout" else "stdout"
    nsh = subprocess.Popen(
        [NSH, "-c", script], env=environment, preexec_fn=default_signals, **{stream: writing, other: subprocess.DEVNULL})
    os.close(writing)
    time.sleep(0.2)  # the pipe fills; nothing depends on how far
    with open(reading) as pipe:
        text = pipe.read()
    assert nsh.wait(PATIENCE) == status
    if stream == "stdout":
        assert text.split() == [str(k) for k in range(1, 20001)]
    else:
        assert text.count("this does not hold") == 3000


def test_an_input_that_does_not_wait_is_read_to_its_end(environment):
    reading, writing = unwaiting_pipe(0)
    nsh = subprocess.Popen([NSH, "-"], stdin=reading, stdout=subprocess.PIPE, env=environment, text=True, preexec_fn=default_signals)
    for part in ["print 600", " + 66\n"]:
        time.sleep(0.1)  # it finds nothing there
        os.write(writing, part.encode())
    os.close(writing)
    assert nsh.communicate(timeout=PATIENCE)[0] == "666\n" and nsh.returncode == 0


@pytest.mark.parametrize("closed, command, status", [
    ("<&- >&-", "-c 'print 1'", 1), (">&-", "-c 'print 1'", 1), (">&- 2>&-", "-c 'print 1'", 1), (">&-", "--version", 1),
    ("<&-", "-", 1), (">&-", "-c 'let a = 1'", 0), ("<&- 2>&-", "-c 'print 1'", 0), ("<&- >&-", "-c 'for k in 1..30000 { print k }'", 1)])
def test_output_that_cannot_be_written_is_told(environment, closed, command, status):
    done = finish(["sh", "-c", f"exec {NSH} {command} {closed}"], env=environment)
    assert done.returncode == status
    assert done.stdout in ("", "1\n") and (status == 0 or "2>&-" in closed or "it is closed" in done.stderr)


def test_a_closed_stream_is_not_the_number_of_a_file(run, environment, tmp_path):
    """What is printed must not come to stand in a file that is written meanwhile."""
    done = finish(["sh", "-c", f"exec {NSH} -q -c '{SETUP}save \"x.json\"' <&- >&-"], env=environment, cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / "x.json").read_text().startswith("{")


def test_standard_output_as_a_target_is_written_where_it_stands(environment, tmp_path):
    (tmp_path / "so.csv").symlink_to("/dev/stdout")
    script = SETUP + 'print "before"\nexport table momentum "so.csv"\nprint "after"'
    with open(tmp_path / "out.txt", "w") as out:
        assert finish([NSH, "-q", "-c", script], env=environment, cwd=tmp_path, stdout=out).returncode == 0
    text = (tmp_path / "out.txt").read_text()
    assert text.startswith("before\nlayer,x,y\n0,") and text.endswith("\nafter\n")
    assert finish([NSH, "-q", "-c", script], env=environment, cwd=tmp_path).stdout == text, "into a pipe"
    assert (tmp_path / "so.csv").is_symlink()


def test_what_nsh_opened_for_itself_is_not_for_scripts(run):
    for number in range(3, 9):
        done = run("-c", f'define cluster a file="/dev/fd/{number}"')
        assert done.returncode == 1 and ("belongs to nsh" in done.stderr or "no such file" in done.stderr)


WAITING = ['load "p.json"', 'include "p.json"', 'define data d file="p.json"', 'define cluster red file="p.json"']


@pytest.mark.parametrize("line", WAITING + ['save "p.json"'])
def test_a_pipe_that_nobody_serves_can_be_left(dialogue, tmp_path, line):
    os.mkfifo(tmp_path / "p.json")
    nsh = dialogue()
    say(nsh, "seed 1; define cluster red n=4 to=(1, 0); build chain layers=3")
    nsh.sendline(line)
    nsh.expect_exact("\n")
    time.sleep(0.2)  # it waits; an earlier Ctrl-C is heard as well
    nsh.sendintr()
    nsh.expect_exact(PROMPT)
    assert "600" in say(nsh, "596 + 4", "600")
    assert stat.S_ISFIFO(os.stat(tmp_path / "p.json").st_mode)


def test_a_pipe_is_written_and_read_as_it_stands(environment, tmp_path):
    os.mkfifo(tmp_path / "p.json")
    writer = subprocess.Popen(
        [NSH, "-q", "-c", SETUP + 'save "p.json"'], env=environment, cwd=tmp_path, preexec_fn=default_signals)
    time.sleep(0.2)  # it waits for a reader
    done = finish([NSH, "-q", "-c", 'load "p.json"; print chain.layers'], env=environment, cwd=tmp_path)
    assert writer.wait(PATIENCE) == 0 and (done.returncode, done.stdout) == (0, "3\n"), done.stderr


@pytest.mark.parametrize("arguments", [["-"], ["p.nsh"], ["-c", 'include "p.nsh"'], ["--log", "p.nsh", "-c", "1"]])
def test_one_interrupt_ends_a_script_that_waits_for_a_pipe(environment, tmp_path, arguments):
    os.mkfifo(tmp_path / "p.nsh")
    nsh = subprocess.Popen(
        [NSH, *arguments], env=environment, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=default_signals)
    time.sleep(0.5)
    nsh.send_signal(signal.SIGINT)
    assert nsh.wait(PATIENCE) == 130
    nsh.communicate()


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/full"])
@pytest.mark.parametrize("command", ["load", "include", "define cluster red file="])
def test_a_device_without_an_end_is_refused(run, device, command):
    done = run("-c", f'{command.strip()}{"" if command.endswith("=") else " "}"{device}"')
    assert done.returncode == 1 and "it is a device" in done.stderr


def test_without_proc_it_runs(environment, tmp_path):
    script = f"mount -t tmpfs tmpfs /proc && {NSH} -c 'print 6*111' && {NSH} -q -c '{SETUP}save \"x.json\"' && {NSH} --version"
    done = finish(["unshare", "--mount", "sh", "-c", script], env=environment, cwd=tmp_path)
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("nothing may be mounted here")
    assert done.returncode == 0 and done.stdout.startswith("666\nnsh ")
    assert (tmp_path / "x.json").exists() and not list(tmp_path.glob(".nsh-*"))
