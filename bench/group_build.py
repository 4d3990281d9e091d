"""A clean build, what it leaves, and the README's two commands, in a copy of the tree in a temporary folder; and the same for this processor's
kernels alone. RUNS=3 takes medians of three, some ten minutes each."""

import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile

from measure import Row, seconds

ROOT = pathlib.Path(__file__).parent.parent
RUNS = int(os.environ.get("RUNS", "1"))


def text(*files):
    """The bytes of code and constants, as `size` counts them."""
    lines = subprocess.run(["size", *files], check=True, capture_output=True, text=True).stdout.splitlines()[1:]
    return sum(int(line.split()[0]) for line in lines)


def run(folder, *command, **environment):
    done = subprocess.run(
        command, cwd=folder, env=dict(os.environ, **environment), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def copy(folder):
    """The tree as it is, without what was built."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in listed:
        if os.path.lexists(ROOT / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    subprocess.run("git init -q && git add -A && git -c user.name=bench -c user.email=bench@localhost commit -qm bench", shell=True, cwd=folder, check=True)


def once():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        copy(folder)
        build = ("swift", "build", "-c", "release", "--product", "nsh")
        native = seconds(lambda: run(folder, *build, NSH_KERNELS="native"))
        shutil.rmtree(folder / ".build")
        demo = seconds(lambda: run(folder, "tools/demo"))
        test = seconds(lambda: run(folder, "tools/test"))
        shutil.rmtree(folder / ".build")
        whole = seconds(lambda: run(folder, *build))
        release = folder / ".build" / "release"
        own = text(*[o for o in release.glob("*.build/**/*.o") if "Tests" not in str(o) and "Tool" not in str(o)])
        return native, whole, demo, test, text(release / "nsh") / 1e6, own / 1e6


def rows():
    native, whole, demo, test, size, own = (statistics.median(column) for column in zip(*[once() for _ in range(RUNS)]))
    yield Row("clean build of nsh, all copies of the kernel", whole, "s", 150)
    yield Row("  with NSH_KERNELS=native", native, "s", 100)
    yield Row("tools/demo from a clone to the picture", demo, "s", 170)
    yield Row("tools/test after it", test, "s", 240)
    yield Row("text of nsh's own objects", own, "MB", 7)
    yield Row("text of the binary, with Swift's libraries in it", size, "MB")
