"""`nsh --jupyter` as a process, and `nsh --install-jupyter`: connection files, endings, restarts, and what is installed."""

import json
import os
import socket
import subprocess
import sys
import time

import pytest

pytest.importorskip("zmq", reason="python3-zmq is missing, which tools/test installs")

from conftest import NSH, PATIENCE, default_signals, finish  # noqa: E402
from jupyter_client_small import ENDLESS, SETUP, connection, kernel  # noqa: E402, F401


def test_two_at_once_without_a_key_by_a_pipe(kernel, tmp_path):
    one, two = kernel(), kernel(info=connection(key=""))
    one.run("let x = 1"), two.run("let x = 2")
    assert one.text("print x") == "1\n" and two.text("print x") == "2\n"


def test_endings(kernel, environment, tmp_path):
    nsh = kernel()
    nsh.run(SETUP)
    asked = nsh.execute(ENDLESS)
    assert nsh.end() == 0 and nsh.said() == ""
    nsh = kernel()
    answer, _ = nsh.run("quit")
    assert answer["payload"] == [{"source": "ask_exit", "keepkernel": False}] and nsh.process.wait(PATIENCE) == 0
    nsh = kernel()
    nsh.process.terminate()
    assert nsh.process.wait(PATIENCE) == 143


def test_restarts_leave_nothing(kernel, tmp_path):
    counts = set()
    info = connection()
    for again in range(5):
        nsh = kernel(info=info)
        nsh.text("print 1")
        counts.add(settled(nsh.descriptors))
        assert nsh.end() == 0
        nsh.close()
    assert len(counts) == 1
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".nsh")]


def settled(count):
    """A count when it has stayed the same for half a second: connections are made while the first cells run."""
    last, since, deadline = count(), time.monotonic(), time.monotonic() + PATIENCE
    while time.monotonic() - since < 0.5:
        assert time.monotonic() < deadline, "it goes on changing"
        time.sleep(0.02)
        if (now := count()) != last:
            last, since = now, time.monotonic()
    return last


def test_it_ends_with_who_started_it(environment, tmp_path):
    path = tmp_path / "c.json"
    path.write_text(json.dumps(connection()))
    program = f"import os, subprocess, sys; p = subprocess.Popen([{str(NSH)!r}, '--jupyter', {str(path)!r}], env=dict(os.environ, JPY_PARENT_PID=str(os.getpid()))); print(p.pid, flush=True); sys.stdin.read()"
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, preexec_fn=default_signals)
    pid = int(parent.stdout.readline())
    wait_until_it_listens(json.loads(path.read_text())["hb_port"])
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + PATIENCE
    while runs(pid):
        assert time.monotonic() < deadline, "it outlives its parent"
        time.sleep(0.05)


def runs(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_it_listens(port):
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_connection_files(run, tmp_path):
    def tried(content):
        (tmp_path / "c.json").write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        done = run("--jupyter", "c.json")
        assert done.stdout == "" and done.stderr.startswith("error: ") and done.stderr.count("\n") == 1
        return done.returncode, done.stderr

    for content, why in [
            (b"{", "is no connection file: it is not JSON"), (b"[]", "it holds no object"), (b"\xff", "not JSON"), (b"", "not JSON"),
            (connection(hb_port="a"), "`hb_port` goes from"), (connection(shell_port=0), "`shell_port` goes from 1 to 65535"),
            (connection(shell_port=70000), "`shell_port`"), ({k: v for k, v in connection().items() if k != "iopub_port"}, "`iopub_port` is missing"),
            (connection(key=5), "`key` is no string"), (connection(signature_scheme="hmac-md5"), "hmac-sha256"), (connection(transport="udp"), "tcp or ipc"),
            (connection(ip="999.1.1.1"), "cannot be used"), (dict(connection(), shell_port=5000, hb_port=5000), "are the same")]:
        status, said = tried(content)
        assert status == 2 and why in said, (content, said)
    assert run("--jupyter", "nowhere.json").returncode == 2
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = tried(connection(control_port=taken.getsockname()[1]))
        assert status == 2 and "control_port" in said and "is taken" in said
    for arguments in (["--prefix", "/x"], ["--install-jupyter", "--prefix", ""]):
        assert run(*arguments).returncode == 2, arguments


# What nsh is in place of one that runs a script, and whether --json and --log say nothing to it.
MODES = {"--serve": ([], False), "--lsp": ([], True), "--jupyter": (["c.json"], True), "--install-jupyter": ([], True), "--sweep": (["fit"], False)}


@pytest.mark.parametrize("mode", MODES)
def test_options_that_do_not_go_together(run, mode, tmp_path):
    """Each is refused by its name, and nothing is done."""
    values, has_own_output = MODES[mode]
    texts = [["x.nsh"], ["-c", "1"], ["-i"], ["--check"], ["--step"]] + ([["--json"], ["--log", "l"]] if has_own_output else [])
    for other in texts:
        done = run(mode, *values, *other)
        assert done.returncode == 2 and done.stderr.startswith(f"Error: {mode} ") and "leave out " + ("scripts" if other == ["x.nsh"] else other[0]) in done.stderr
    done = run(mode, *values, "-c", "1", "--check")
    assert "leave out -c and --check" in done.stderr
    for other, (more, _) in MODES.items():
        if other != mode:
            done = run(mode, *values, other, *more)
            assert done.returncode == 2 and mode in done.stderr and other in done.stderr and "do not go together" in done.stderr
    assert not list(tmp_path.iterdir())


def test_installation(environment, tmp_path):
    def install(*arguments, **changes):
        kept = {k: v for k, v in {**environment, **changes}.items() if v is not None}
        return finish([NSH, "--install-jupyter", *arguments], env=kept, cwd=tmp_path)

    def spec(folder):
        assert sorted(p.name for p in folder.iterdir()) == ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]
        return json.loads((folder / "kernel.json").read_text())

    done = install()
    assert done.returncode == 0 and ".local/share/jupyter/kernels/nsh written" in done.stdout
    one = spec(tmp_path / ".local/share/jupyter/kernels/nsh")
    assert one["argv"] == [os.path.realpath(NSH), "--jupyter", "{connection_file}"] and one["interrupt_mode"] == "message" and one["language"] == "nsh"
    assert install(JUPYTER_DATA_DIR=str(tmp_path / "d")).returncode == 0 and spec(tmp_path / "d/kernels/nsh") == one
    assert install(XDG_DATA_HOME=str(tmp_path / "x")).returncode == 0 and spec(tmp_path / "x/jupyter/kernels/nsh") == one
    done = install("--prefix", "venv", "--max-memory", "8GiB", "--threads", "2", "--allow-read", "data", "-q")
    assert done.returncode == 0
    assert spec(tmp_path / "venv/share/jupyter/kernels/nsh")["argv"][3:] == ["--threads", "2", "--max-memory", "8GiB", "--allow-read", str(tmp_path / "data"), "--quiet"]
    assert (tmp_path / "venv/share/jupyter").stat().st_mode & 0o055 == 0o055
    # Again, in place of the old one; where it cannot be written, words and a status.
    assert install().returncode == 0
    (tmp_path / "file").write_text("")
    done = install("--prefix", "file")
    assert done.returncode == 1 and "cannot make the folder" in done.stderr
    assert install(HOME=None, JUPYTER_DATA_DIR=None).returncode == 1
