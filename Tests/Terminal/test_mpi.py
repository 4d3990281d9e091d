"""One script by several processes of a real MPI, skipped where there is no mpirun. `tools/test-mpi` installs Open MPI and tries all numbers of ranks and
threads; without NSH_MPI_TESTS=all a few stand for them."""

import os
import shutil
import signal
import subprocess
import time

import pytest

from conftest import NEEDS_MPI, NSH, PATIENCE, ROOT, default_signals, finish, small_disk

pytestmark = NEEDS_MPI
IS_LONG = os.environ.get("NSH_MPI_TESTS") == "all"
# What a rank that does not come, or dies, may take to end all, by the clock of a machine that may be busy with other tests.
SOON = 5 if IS_LONG else 60


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shim")
    made = finish([ROOT / "tools" / "mpi-shim", folder])
    assert made.returncode == 0, made.stderr
    return folder / "libnsh-mpi.so"


def mpi_environment(environment, shim):
    return dict(environment, NSH_MPI=str(shim), OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
                OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_btl_base_warn_component_unused="0",
                OMPI_MCA_mca_base_component_show_load_errors="0")


# Joining takes long where many tests run at once.
MPIRUN = ["mpirun", "--oversubscribe"]
WAIT = ["--mpi-timeout", "100"]


@pytest.fixture
def mpi(environment, shim, tmp_path):
    def run(ranks, *arguments, **options):
        options.setdefault("cwd", tmp_path)
        wait = [] if "--mpi-timeout" in arguments else WAIT
        return finish([*MPIRUN, "-np", ranks, NSH, *wait, *arguments], env=mpi_environment(environment, shim), **options)

    return run


@pytest.fixture
def start(environment, shim, tmp_path):
    """Begins a run; whatever of it is left is ended after the test."""
    begun = []

    def start(*command):
        child = subprocess.Popen(
            list(map(str, command)), env=mpi_environment(environment, shim), cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, preexec_fn=lambda: (os.setsid(), default_signals()))
        begun.append(child)
        return child

    yield start
    for child in begun:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


SCRIPT = """seed 7
define cluster red n={n} at=(0, 1) to=(1, 0) radius=0.3
define cluster blue n=900 at=(1, 0) to=(0, 1)
define cluster ring n=333 at=(0, 0) to=ring shape=ring radius=0.5
define cluster own file="own.csv" to=(0, 0)
build chain layers=8 penalty=1e-2
train gd steps=2
train momentum steps=2
train adam steps=10 rate=0.02
train lbfgs steps=5
train newton steps=1
print "{{loss:.17g}} {{gradient:.17g}}"
print loss over step
print loss by cluster
print momentum by cluster
conserve
conserve by cluster
interact
inspect process
inspect layer 3
print red.points[7]
define quantity spread = mean(dot(x, x))
print spread
train adam steps=2 seeds=1..2
save "chain.nsh.json"
export trace "trace.csv"
plot momentum by cluster > "momentum.svg"
plot path > "path.svg"
plot path > "path.png"
build chain fast layers=5 precision=single
train adam steps=3
print loss over step
conserve
define data iris file="d.csv" target=z
build network data=iris layers=["tanh 4", "linear 1"]
train adam steps=3
train lbfgs steps=3
print loss over step
"""


def prepared(folder, n=3000):
    folder.mkdir()
    (folder / "own.csv").write_text("x,y\n" + "".join(f"{i / 57},{1 - i / 40}\n" for i in range(57)))
    (folder / "d.csv").write_text("x,y,z\n" + "".join(f"{i % 26 / 13},{i % 31 / 15},{i % 7}\n" for i in range(3000)))
    (folder / "a.nsh").write_text(SCRIPT.format(n=n))
    return folder


def files(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


@pytest.mark.parametrize("threads", [1, 2, 3] if IS_LONG else [2])
@pytest.mark.parametrize("ranks", [1, 2, 3, 4, 5] if IS_LONG else [3])
def test_any_number_of_ranks_gives_the_same_bits(mpi, environment, tmp_path, ranks, threads):
    alone, together = prepared(tmp_path / "alone"), prepared(tmp_path / "together")
    one = finish([NSH, "a.nsh", "--log", "log.nsh"], env=environment, cwd=alone)
    assert one.returncode == 0 and one.stderr == "", one.stderr
    many = mpi(ranks, "--threads", threads, "a.nsh", "--log", "log.nsh", cwd=together)
    assert many.returncode == 0, many.stderr
    assert many.stdout.replace("\r\n", "\n") == one.stdout and many.stderr == ""
    (a, b) = (files(alone), files(together))
    for log in a, b:
        log["log.nsh"] = log["log.nsh"].split(b"\n", 1)[1]  # the time
    assert a.keys() == b.keys()
    assert [name for name in a if a[name] != b[name]] == []


@pytest.mark.parametrize("line", ["print loss by cluster", "print loss of red", 'export playground "p.html"'])
def test_points_that_do_not_fit_are_told(mpi, line):
    """What needs all of them ends at once, however often it looks."""
    done = mpi(2, "--max-memory", "90MiB", "-c", f"""
seed 1
define cluster red n=750000 at=(0, 1) to=(1, 0)
define cluster blue n=250000 at=(1, 0) to=(0, 1)
build chain layers=2
{line}
""")
    assert done.returncode == 1 and done.stderr.count("error: ") == 1 and "of which each rank keeps its own alone" in done.stderr, done.stderr


def test_a_script_may_come_from_standard_input(mpi):
    done = mpi(2, "-", stdin=None, input="print 1 + 1\n")
    assert (done.stdout.replace("\r\n", "\n"), done.returncode) == ("2\n", 0), done.stderr


def test_an_error_is_told_once(mpi, tmp_path):
    done = mpi(3, "-c", "print 1\nprint [1, 2][9]\nprint 3")
    assert done.returncode == 1 and done.stdout.replace("\r\n", "\n") == "1\n"
    assert done.stderr.count("error: ") == 1 and "on rank" not in done.stderr
    done = mpi(3, "missing.nsh")
    assert done.returncode == 1 and done.stderr.count("error: ") == 1 and "missing.nsh" in done.stderr


def test_an_error_on_one_rank_is_told_with_the_rank(mpi, environment, shim, tmp_path):
    """Each rank has a folder of its own, and one lacks the file."""
    for rank in range(3):
        (tmp_path / str(rank)).mkdir()
        if rank != 2:
            (tmp_path / str(rank) / "t.csv").write_text("x,y\n1,2\n")
    text = 'cd $OMPI_COMM_WORLD_RANK && exec "$0" --mpi-timeout 100 -c \'let t = read "t.csv"\nprint 1\''
    done = finish([*MPIRUN, "-np", 3, "sh", "-c", text, NSH], env=mpi_environment(environment, shim), cwd=tmp_path)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("error: ") == 1 and "on rank 2: " in done.stderr and "t.csv" in done.stderr


def test_a_full_disk_is_told_once(mpi, tmp_path):
    disk = small_disk(tmp_path, "64k")
    try:
        text = f'seed 1\ndefine cluster red n=3000 to=(1, 0)\nbuild chain layers=4\nexport trace "{disk}/t.csv"\nprint 5'
        done = mpi(3, "-c", text)
        assert done.returncode == 1 and "5" not in done.stdout.split()
        assert done.stderr.count("error: ") == 1 and "space" in done.stderr
        assert list(disk.iterdir()) == []
    finally:
        finish(["umount", disk])


TRAINING = "seed 1\ndefine cluster red n=20000 at=(0, 1) to=(1, 0)\nbuild chain layers=50\nprint 1\ntrain adam steps=1000000\nprint 2\n"


def training(start, tmp_path, wait=WAIT):
    """A training that is on its way, with the processes of its ranks."""
    (tmp_path / "t.nsh").write_text(TRAINING)
    child = start(*MPIRUN, "-np", 3, NSH, *wait, "t.nsh", "--log", "log.nsh")
    line = ""
    while line.strip() != "1":
        line = child.stdout.readline()
        assert line, child.stderr.read()
    own = finish(["ps", "-o", "pid=,args=", "--ppid", child.pid]).stdout.splitlines()
    return child, [int(line.split()[0]) for line in own if "t.nsh" in line]


def is_there(process):
    try:
        os.kill(process, 0)
        return open(f"/proc/{process}/stat").read().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def expect_end(child, processes):
    begin = time.monotonic()
    out, err = child.communicate(timeout=PATIENCE)
    assert time.monotonic() - begin < SOON
    while any(map(is_there, processes)):
        assert time.monotonic() - begin < SOON
        time.sleep(0.05)
    assert child.returncode != 0 and "2" not in out.split()
    return err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_launcher_ends_all(start, tmp_path, number):
    child, processes = training(start, tmp_path)
    child.send_signal(number)
    err = expect_end(child, processes)
    assert err.count("error: ") <= 1


@pytest.mark.parametrize("rank", [0, 2])
def test_a_rank_that_is_killed_ends_all(start, tmp_path, rank):
    child, processes = training(start, tmp_path)
    os.kill(processes[rank], signal.SIGKILL)
    err = expect_end(child, processes)
    # The launcher says it.
    assert err.count("error: ") == 0 and "signal 9" in err


def test_a_rank_that_hangs_ends_all(start, tmp_path):
    child, processes = training(start, tmp_path, wait=["--mpi-timeout", "3" if IS_LONG else "20"])
    os.kill(processes[2], signal.SIGSTOP)
    out, err = child.communicate(timeout=PATIENCE)
    assert child.returncode != 0 and err.count("error: ") == 1 and "have not answered" in err


@pytest.mark.parametrize("place", [0, 1])
def test_a_rank_that_never_joins_ends_all(environment, shim, tmp_path, place):
    limit = "3" if IS_LONG else "20"
    programs = [["-np", "1", NSH, "--mpi-timeout", limit, "-c", "print 1"], ["-np", "1", "sleep", "100"]]
    if place == 0:
        programs.reverse()
    begin = time.monotonic()
    done = finish([*MPIRUN, *programs[0], ":", *programs[1]], env=mpi_environment(environment, shim), cwd=tmp_path)
    assert done.returncode != 0 and done.stdout == "" and time.monotonic() - begin < SOON + (0 if IS_LONG else 20)
    assert done.stderr.count("error: ") == 1 and "have joined within" in done.stderr


def test_without_the_library_it_is_said_once(environment, tmp_path):
    env = dict(mpi_environment(environment, tmp_path / "nowhere.so"))
    done = finish([*MPIRUN, "-np", "3", NSH, "-c", "print 1"], env=env, cwd=tmp_path)
    assert done.returncode == 1 and done.stdout == "" and done.stderr.count("error: ") == 1 and "share/mpi/mpi-shim" in done.stderr


def test_ranks_with_other_arguments_are_refused(environment, shim, tmp_path):
    programs = ["-np", 1, NSH, *WAIT, "-c", "print 1", ":", "-np", 1, NSH, *WAIT, "-c", "print 2"]
    done = finish([*MPIRUN, *programs], env=mpi_environment(environment, shim), cwd=tmp_path)
    assert done.returncode != 0 and done.stdout == "" and done.stderr.count("error: ") == 1 and "rank 1 was started with other" in done.stderr


@pytest.mark.skipif(not IS_LONG, reason="between two hosts only in tools/test-mpi")
def test_two_hosts(environment, shim, tmp_path):
    """Ranks in two network namespaces, which reach each other by a pair of virtual cards alone."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need root and ip")
    names = [f"nsh{os.getpid()}a", f"nsh{os.getpid()}b"]
    commands = [["ip", "netns", "add", name] for name in names] + [
        ["ip", "link", "add", "va", "netns", names[0], "type", "veth", "peer", "name", "vb", "netns", names[1]]]
    for name, card, address in [(names[0], "va", "10.77.0.1/24"), (names[1], "vb", "10.77.0.2/24")]:
        commands += [["ip", "-n", name, "addr", "add", address, "dev", card], ["ip", "-n", name, "link", "set", card, "up"],
                     ["ip", "-n", name, "link", "set", "lo", "up"]]
    try:
        for command in commands:
            if finish(command).returncode != 0:
                pytest.skip("no network namespaces may be made here: " + " ".join(command))
        # What stands for a remote shell: enters the other host's namespaces.
        agent = tmp_path / "agent"
        agent.write_text(f'#!/bin/sh\nshift\nexec ip netns exec {names[1]} unshare -u sh -c "hostname other; $*"\n')
        agent.chmod(0o755)
        folder = prepared(tmp_path / "hosts")
        one = finish([NSH, "a.nsh"], env=environment, cwd=prepared(tmp_path / "alone"))
        run = [*MPIRUN, "-np", "2", "--host", "10.77.0.1:1,10.77.0.2:1", "--mca", "plm_rsh_agent", str(agent), "--mca", "btl", "tcp,self",
               "--mca", "btl_tcp_if_include", "10.77.0.0/24", "--mca", "oob_tcp_if_include", "10.77.0.0/24", "-x", "NSH_MPI", NSH, *WAIT, "a.nsh"]
        many = finish(["ip", "netns", "exec", names[0], *run], env=mpi_environment(environment, shim), cwd=folder)
        assert many.returncode == 0, many.stderr
        assert many.stdout.replace("\r\n", "\n") == one.stdout
    finally:
        for name in names:
            finish(["ip", "netns", "del", name])
