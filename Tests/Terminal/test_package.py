"""What the packages hold, laid out in a folder: the program finds its scripts and data there, all links of its pages lead somewhere."""

import os
import shutil
import sys

import pytest
from conftest import NEEDS_MPI, NSH, ROOT, finish

sys.path[:0] = [str(ROOT / "packaging"), str(ROOT / "tools")]
import package  # noqa: E402


@pytest.fixture(scope="module")
def release():
    if os.uname().sysname != "Linux" or not all(map(shutil.which, ["strip", "chrpath", "git"])):
        pytest.skip("packages are made on Linux, with strip and chrpath")
    return package.Release(NSH)


@pytest.fixture(scope="module")
def folder(release, tmp_path_factory):
    return package.laid_out(release, tmp_path_factory.mktemp("package") / "nsh").folder


def test_scripts_and_data_are_found_and_right_where_they_lie(folder, tmp_path, environment):
    nsh = folder / "bin/nsh"
    scripts = sorted(path.relative_to(folder / "share/nsh/scripts") for path in folder.rglob("*.nsh"))
    assert len(scripts) == len(list((ROOT / "scripts").rglob("*.nsh")))
    for script in scripts:
        done = finish([nsh, "--check", script], env=environment, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    done = finish([nsh, "-n", "-q", "iris.nsh"], env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = finish([nsh, "-n", "-q", "-c", 'let t = read "iris.csv"\nprint count(t)'], env=environment, cwd=tmp_path)
    assert done.stdout == "150\n"


@NEEDS_MPI
def test_its_library_for_mpi_is_made_and_found(folder, tmp_path, environment):
    env = dict(environment, XDG_DATA_HOME=str(tmp_path / "data"), OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    run = ["mpirun", "--oversubscribe", "-np", "2", folder / "bin/nsh", "--mpi-timeout", "100", "-c", "print 6*7"]
    maker = folder / "share/nsh/mpi/mpi-shim"
    done = finish(run, env=env, cwd=tmp_path)
    assert done.returncode == 1 and f"{maker} makes it" in done.stderr
    done = finish([maker], env=env, cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / "data/nsh/libnsh-mpi.so").is_file(), done.stderr
    done = finish(run, env=env, cwd=tmp_path)
    assert (done.stdout.split(), done.returncode) == (["42"], 0), done.stderr


def test_nothing_is_missing_and_nothing_else_comes_along(folder):
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert names >= {
        "bin/nsh", "share/man/man1/nsh.1", "share/bash-completion/completions/nsh", "share/zsh/site-functions/_nsh", "share/fish/vendor_completions.d/nsh.fish",
        "share/nsh/data/iris.csv", "share/nsh/data/digits.csv", "share/nsh/scripts/swap.nsh", "share/nsh/mpi/nsh-mpi.c", "share/nsh/mpi/mpi-shim",
        "share/doc/nsh/README.md", "share/doc/nsh/LICENSE",
        "share/doc/nsh/docs/language.md", "share/doc/nsh/docs/article.html", "share/doc/nsh/docs/gallery/paths.png", "share/doc/nsh/docs/commands/plot.md"}
    assert {name.split("/")[0] for name in names} == {"bin", "share"}
    assert not [name for name in names if "__pycache__" in name or name.endswith((".swift", ".o"))]
    for path in [folder, *folder.rglob("*")]:
        mode = path.lstat().st_mode & 0o777
        assert path.is_symlink() or mode in (0o644, 0o755), path
    # It looks for no libraries beside itself, and is stripped.
    assert "RUNPATH" not in finish(["readelf", "-d", folder / "bin/nsh"]).stdout
    assert (folder / "bin/nsh").stat().st_size < os.stat(NSH).st_size


def test_its_pages_link_only_to_what_comes_along(folder):
    done = finish([sys.executable, ROOT / "tools/links.py", folder / "share/doc/nsh"])
    assert done.returncode == 0, done.stdout


def test_a_page_of_the_small_package_shows_the_pictures_that_it_has(release, tmp_path):
    stage = package.Stage(tmp_path / "small", release)
    stage.documents("share/doc/nsh", package.PICTURES)
    stage.shared(package.LEFT_OUT)
    assert list(package.links.of_folder(stage.folder / "share/doc/nsh")[1]) == []
    shown = {path.name for path in (stage.folder / "share/doc/nsh/docs/gallery").iterdir()} - {"README.md"}
    assert shown == package.PICTURES


def test_all_its_times_are_the_commits(folder, release):
    assert {int(path.lstat().st_mtime) for path in folder.rglob("*")} == {release.epoch}
