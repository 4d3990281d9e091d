"""Data and scripts that come with nsh are found from where the program lies: installed, through a link, in a checkout, without /proc."""

import os
import shutil

import pytest
from conftest import NSH, ROOT, finish

READ = 'read "small.csv"'
OWN, SHIPPED = "a\n1\n", "a\n2\n"


@pytest.fixture
def installed(tmp_path):
    """A program in bin with its files in share/nsh; gives its path."""
    prefix = tmp_path / "prefix"
    for name, text in [
        ("data/small.csv", SHIPPED), ("scripts/shown.nsh", 'print "shipped"\nread "../data/small.csv"\n'),
        ("scripts/inner/part.nsh", 'print "inner"\n'), ("secret.csv", SHIPPED)]:
        path = prefix / "share/nsh" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (prefix / "bin").mkdir()
    try:
        os.link(NSH, prefix / "bin/nsh")
    except OSError:
        shutil.copy(NSH, prefix / "bin/nsh")
    return prefix / "bin/nsh"


@pytest.fixture
def elsewhere(tmp_path, environment):
    """Runs a program in an empty folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    def run(program, *arguments, **options):
        return finish([program, "-n", "-q", *arguments], env=environment, cwd=folder, **options)

    run.folder = folder
    return run


def outcome(done):
    return done.returncode, done.stdout.split()


@pytest.mark.parametrize("command", [READ, 'read "data/small.csv"', 'define data d file="small.csv" target=a'])
def test_data_is_found_from_any_folder_and_its_place_told(installed, elsewhere, command):
    done = elsewhere(installed, "-c", command)
    assert f"comes with nsh, {installed.parents[1]}/share/nsh/data/small.csv" in done.stderr
    assert ("needs a coordinate" in done.stderr or "column" in done.stderr) if "define" in command else outcome(done) == (0, ["a", "2"])


def test_scripts_too_with_what_lies_beside_them(installed, elsewhere):
    for name in ["shown.nsh", "scripts/shown.nsh"]:
        done = elsewhere(installed, name)
        assert outcome(done) == (0, ["shipped", "a", "2"]) and "share/nsh/scripts/shown.nsh" in done.stderr, done.stderr
    assert outcome(elsewhere(installed, "-c", 'include "inner/part.nsh"')) == (0, ["inner"])


def test_through_links_and_by_a_relative_path(installed, elsewhere):
    (elsewhere.folder / "one").symlink_to("two")
    (elsewhere.folder / "two").symlink_to(installed)
    for program in [elsewhere.folder / "one", os.path.relpath(installed, elsewhere.folder)]:
        assert outcome(elsewhere(program, "-c", READ)) == (0, ["a", "2"])


def test_one_s_own_files_go_before(installed, elsewhere):
    (elsewhere.folder / "small.csv").write_text(OWN)
    done = elsewhere(installed, "-c", READ)
    assert outcome(done) == (0, ["a", "1"]) and done.stderr == ""
    # Beside the script as well.
    (elsewhere.folder / "small.csv").unlink()
    (elsewhere.folder / "deep").mkdir()
    (elsewhere.folder / "deep/small.csv").write_text("a\n3\n")
    (elsewhere.folder / "deep/s.nsh").write_text(READ)
    assert outcome(elsewhere(installed, "deep/s.nsh")) == (0, ["a", "3"])


def test_what_has_the_name_but_cannot_be_read_is_not_passed_over(installed, elsewhere):
    (elsewhere.folder / "small.csv").mkdir()
    done = elsewhere(installed, "-c", READ)
    assert done.returncode == 1 and "it is a folder" in done.stderr


@pytest.mark.parametrize("name", ["secret.csv", "data/../secret.csv", "../small.csv", "./data/small.csv", "data/nothing.csv", "data", "small.csv/"])
def test_nothing_else_of_the_folder_is_read(installed, elsewhere, name):
    done = elsewhere(installed, "-c", f'define data d file="{name}"')
    assert done.returncode == 1 and "cannot read" in done.stderr and "comes with" not in done.stderr


def test_bounds_hold_for_them(installed, elsewhere):
    done = elsewhere(installed, "--allow-read", ".", "-c", READ)
    assert done.returncode == 1 and "no such file" in done.stderr
    assert outcome(elsewhere(installed, "--allow-read", str(installed.parents[1]), "-c", f'read "{installed.parents[1]}/share/nsh/data/small.csv"')) == (0, ["a", "2"])


def test_a_checkout_has_its_own(elsewhere):
    if not os.path.realpath(NSH).startswith(str(ROOT / ".build")):
        pytest.skip("this nsh was not built here")
    done = elsewhere(NSH, "-c", 'let t = read "iris.csv"\nprint count(t)')
    assert outcome(done) == (0, ["150"]) and "share/data/iris.csv" in done.stderr


def test_without_proc_they_are_found_and_pictures_drawn(installed, elsewhere):
    commands = f'{READ}\nplot sin 0..1 > "sine.png"'
    done = finish(["unshare", "--mount", "true"])
    if done.returncode != 0:
        pytest.skip("nothing may be mounted here")
    for way in ["mount -t tmpfs tmpfs /proc", "umount -l /proc"]:
        script = f"{way} && exec {installed} -n -q -c '{commands}'"
        done = finish(["unshare", "--mount", "sh", "-c", script], cwd=elsewhere.folder, env=dict(os.environ, HOME=str(elsewhere.folder)))
        assert outcome(done) == (0, ["a", "2"]), done.stderr
        assert (elsewhere.folder / "sine.png").read_bytes().startswith(b"\x89PNG")
        (elsewhere.folder / "sine.png").unlink()
        version = finish(["unshare", "--mount", "sh", "-c", f"{way} && exec {installed} --version"])
        assert (version.returncode, version.stdout[:4], version.stderr) == (0, "nsh ", "")
