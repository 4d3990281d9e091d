"""How nsh finds that a launcher has started it several times, and which library it takes: with one that stands for MPI's, which need not be there."""

import shutil
import time

import pytest

from conftest import NSH, finish

FAKE = r"""
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int nsh_mpi_protocol(void) { return PROTOCOL; }
const char *nsh_mpi_error(void) { return "the library's own words"; }
void nsh_mpi_library(char *name, int room) { strncpy(name, "Fake MPI 1.0", room); }
int nsh_mpi_begin(int *rank, int *size) {
  if (getenv("FAKE_HANGS")) sleep(100);
  *rank = 0; *size = getenv("FAKE_SIZE") ? atoi(getenv("FAKE_SIZE")) : 1;
  return getenv("FAKE_FAILS") ? -1 : 0;
}
/* All ranks bring what this one does. */
int nsh_mpi_gather(const void *own, void *all, const long long *bytes) {
  int i, n = getenv("FAKE_SIZE") ? atoi(getenv("FAKE_SIZE")) : 1;
  for (i = 0; i < n; i++) { memcpy(all, own, bytes[i]); all = (char *)all + bytes[i]; }
  return 0;
}
int nsh_mpi_broadcast(void *bytes, long long count, int root) { return 0; }
int nsh_mpi_poll(void) { return getenv("FAKE_SILENT") ? 0 : 1; }
void nsh_mpi_end(void) {}
#ifndef SHORT
void nsh_mpi_abort(int status) { _exit(status); }
#endif
"""


@pytest.fixture
def fake(tmp_path, environment):
    """Makes a library that stands for the shim, and runs nsh as if a launcher had started it several times."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        pytest.skip("there is no C compiler")

    def run(*arguments, size=2, flags=(), launcher=None, text=None, **variables):
        library = tmp_path / "fake.so"
        (tmp_path / "fake.c").write_text(FAKE)
        made = finish([compiler, "-shared", "-fPIC", "-w", *(flags or ["-DPROTOCOL=1"]), "-o", library, tmp_path / "fake.c"])
        assert made.returncode == 0, made.stderr
        launched = launcher or {"OMPI_COMM_WORLD_SIZE": size, "OMPI_COMM_WORLD_RANK": 0}
        env = dict(environment, NSH_MPI=str(library), **{k: str(v) for k, v in {**launched, **variables}.items()})
        return finish([NSH, *arguments], env=env, cwd=tmp_path, **({} if text is None else {"input": text}))

    return run


def launched(environment, tmp_path, *arguments, **variables):
    return finish([NSH, *arguments], env=dict(environment, **{k: str(v) for k, v in variables.items()}), cwd=tmp_path)


@pytest.mark.parametrize("variables", [
    {"OMPI_COMM_WORLD_SIZE": 4, "OMPI_COMM_WORLD_RANK": 0},
    {"PMI_SIZE": 4, "PMI_RANK": 0},
    {"SLURM_NTASKS": 4, "SLURM_STEP_ID": 0, "SLURM_PROCID": 0},
])
def test_a_launcher_without_the_library_is_refused(environment, tmp_path, variables):
    variables["NSH_MPI"] = tmp_path / "nowhere.so"
    done = launched(environment, tmp_path, "-c", "print 1", **variables)
    assert done.returncode == 1 and done.stdout == ""
    assert "has started nsh 4 times" in done.stderr and "share/mpi/mpi-shim" in done.stderr and "--no-mpi" in done.stderr
    # The other ranks say nothing.
    variables = {k: 1 if k.endswith(("RANK", "PROCID")) else v for k, v in variables.items()}
    done = launched(environment, tmp_path, "-c", "print 1", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    done = launched(environment, tmp_path, "--no-mpi", "-c", "print 1", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


@pytest.mark.parametrize("variables", [
    {"OMPI_COMM_WORLD_SIZE": 1, "OMPI_COMM_WORLD_RANK": 0},
    {"SLURM_NTASKS": 4, "SLURM_PROCID": 0},  # a batch script
    {"OMPI_COMM_WORLD_SIZE": "many"},
    {"PMI_SIZE": "-3"},
])
def test_one_process_is_one(environment, tmp_path, variables):
    done = launched(environment, tmp_path, "-c", "print 1", NSH_MPI=tmp_path / "nowhere.so", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_without_a_launcher_no_library_is_opened(environment, tmp_path):
    if not shutil.which("strace"):
        pytest.skip("there is no strace")
    done = finish(["strace", "-f", "-e", "trace=openat,access", NSH, "-c", "print 1"], env=environment, cwd=tmp_path)
    if "exited with 0" not in done.stderr:
        pytest.skip("nothing may be traced here")
    assert "libnsh-mpi" not in done.stderr and "libmpi" not in done.stderr


def test_a_library_that_counts_other_ranks_is_refused(fake):
    done = fake("-c", "print 1", size=3, FAKE_SIZE=1)
    assert done.returncode == 1 and done.stdout == ""
    assert "has started 3 ranks, and Fake MPI 1.0 counts 1" in done.stderr


@pytest.mark.parametrize("flags, words", [(["-DPROTOCOL=2"], "its version is 2, not 1"), (["-DPROTOCOL=1", "-DSHORT"], "it has no nsh_mpi_abort")])
def test_another_library_is_refused(fake, flags, words):
    done = fake("-c", "print 1", flags=flags)
    assert done.returncode == 1 and done.stdout == "" and words in done.stderr and "share/mpi/mpi-shim" in done.stderr


def test_what_is_no_library_is_refused(environment, tmp_path):
    (tmp_path / "text.so").write_text("no library")
    for rank in 0, 1:
        # One that is wrong on another rank alone is told there.
        done = launched(environment, tmp_path, "-c", "print 1", NSH_MPI=tmp_path / "text.so", PMI_SIZE=2, PMI_RANK=rank)
        assert done.returncode == 1 and "cannot open" in done.stderr and "text.so" in done.stderr
        assert done.stderr.startswith("error: on rank 1: " if rank else "error: cannot open")


def test_mpi_that_fails_says_why(fake):
    done = fake("-c", "print 1", FAKE_FAILS=1)
    assert done.returncode == 1 and "MPI cannot begin: the library's own words" in done.stderr


def test_ranks_that_do_not_join_are_not_waited_for(fake):
    begin = time.monotonic()
    done = fake("--mpi-timeout", "1", "-c", "print 1", FAKE_HANGS=1)
    assert done.returncode == 1 and done.stdout == "" and time.monotonic() - begin < 50
    assert done.stderr.count("error: ") == 1 and "not all of the 2 ranks have joined within 1" in done.stderr


def test_ranks_that_do_not_answer_are_not_waited_for(fake):
    done = fake("--mpi-timeout", "1", "-c", "print 1", FAKE_SIZE=2, FAKE_SILENT=1)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.count("error: ") == 1 and "the other ranks have not answered" in done.stderr


@pytest.mark.parametrize("arguments", [
    [], ["--serve"], ["--lsp"], ["--jupyter", "a.json"], ["--install-jupyter"], ["--sweep", "fit"], ["-i", "-c", "1"], ["--step", "a.nsh"]])
def test_only_scripts_are_run(fake, tmp_path, arguments):
    (tmp_path / "a.nsh").write_text("print 1\n")
    done = fake(*arguments, FAKE_SIZE=2)
    assert done.returncode == 2 and done.stdout == "" and "--no-mpi" in done.stderr


def test_ranks_of_a_library_run_a_script(fake, tmp_path):
    """The protocol itself, with ranks that all bring the same: what is no sum over points is as in one process."""
    text = 'let x = [1, 2, 3]\nprint x\nprint sum(x) > "sum.txt"\nlet y = read "sum.txt"\nprint y\n'
    done = fake("-", size=3, FAKE_SIZE=3, text=text)
    assert done.stderr == "" and done.returncode == 0
    assert done.stdout == finish([NSH, "-"], input=text, cwd=tmp_path).stdout
    done = fake("-c", "print 1\nprint x", size=3, FAKE_SIZE=3)
    assert done.returncode == 1 and done.stderr.count("error: ") == 1 and "on rank" not in done.stderr
