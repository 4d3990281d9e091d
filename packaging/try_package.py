"""Tries a .deb as someone with a bare Debian: installs it in a root of its own, uses it, takes it away. Called by tools/test-package."""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

LARGEST = 8e6
# One of each kind of process, with what it draws.
SCRIPTS = {
    "swap.nsh": "swap.svg", "iris.nsh": "iris-momentum.svg", "two-body.nsh": "two-body.gif", "lens.nsh": "lens.html", "actions.nsh": "spring.png", "geodesic.nsh": "geodesic.png",
    "discover.nsh": None, "recordings/digits.nsh": None, "interact-groups.nsh": "interact-groups.png", "study.nsh": "study.png"}
SWEEP = 'sweep s store="s.db" rate=[1, 2] keep=[y] { let y = rate }'
failures = 0


def check(words, holds, told=""):
    global failures
    failures += not holds
    print(f"{'ok     ' if holds else 'FAILED '} {words}" + (f": {told}" if told else ""), flush=True)


def succeeds(words, done, holds=True):
    check(words, done.returncode == 0 and holds, "" if done.returncode == 0 and holds else (done.stdout[-300:] + done.stderr[-500:]).strip())


def run(command, **options):
    return subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)


class Root:
    """A Debian of its own, in a folder."""

    def __init__(self, folder, suite):
        self.folder = folder
        mirror = "http://deb.debian.org/debian"
        made = run(["debootstrap", "--variant=minbase", suite, folder, mirror])
        if made.returncode:
            sys.exit(f"debootstrap failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
        # How this machine reaches the mirror, and nothing else of it.
        for name in ["/etc/resolv.conf", *map(str, pathlib.Path("/etc/apt/apt.conf.d").glob("*proxy*"))]:
            if os.path.exists(name):
                shutil.copy(name, f"{folder}{name}")
        run(["mount", "-t", "proc", "proc", folder / "proc"], check=True)

    def shell(self, text):
        clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"]
        return run(["chroot", self.folder, *clean, "bash", "-c", f"cd /root && {text}"])

    def files(self):
        return {line for line in self.shell("find / -xdev -path /proc -prune -o -print").stdout.splitlines()}

    def without_proc(self):
        run(["umount", "-l", self.folder / "proc"])


def tried(root, package):
    shutil.copy(package, root.folder / "root/nsh.deb")
    root.shell("apt-get update")
    before = root.files()
    done = root.shell("apt-get install -y --no-install-recommends ./nsh.deb")
    succeeds("it is installed without what is recommended", done)
    done = root.shell("nsh --version")
    check("--version", done.stdout.startswith("nsh ") and done.returncode == 0, done.stdout.strip())
    done = root.shell("nsh -q -c 'plot sin 0..1 > \"x.png\"'")
    check("without cairo it says what to install", done.returncode == 1 and "apt install libcairo2" in done.stderr)
    done = root.shell("nsh -q -c 'plot sin 0..1'")
    check("and draws in the terminal's characters", done.returncode == 0 and len(done.stdout) > 300)
    done = root.shell(f"nsh -q -c '{SWEEP}'")
    check("without SQLite it says what to install", done.returncode == 1 and "apt install libsqlite3-0" in done.stderr)
    done = root.shell("nsh --install-jupyter")
    check("without libzmq --install-jupyter says what to install", done.returncode == 0 and "apt install libzmq5" in done.stdout)
    done = root.shell("apt-get install -y ./nsh.deb libopenblas0-pthread libcairo2 libcgif0 libsqlite3-0 libzmq5 fonts-dejavu-core man-db bash-completion vim")
    succeeds("it is installed with what is recommended", done)

    done = root.shell("nsh -c 'help tour'")
    check("the tour", done.returncode == 0 and len(done.stdout) > 1000)
    for script, drawn in SCRIPTS.items():
        started = time.monotonic()
        done = root.shell(f"mkdir -p out && cd out && nsh -n -q {script}" + (f" && test -s {drawn}" if drawn else ""))
        check(f"nsh {script} from any folder", done.returncode == 0, f"{time.monotonic() - started:.1f} s" if done.returncode == 0 else done.stderr[-500:])
    done = root.shell("nsh -q -c 'plot sin 0..1 > \"x.png\"' && head -c 4 x.png | tail -c 3")
    check("a PNG", done.stdout.endswith("PNG"))
    done = root.shell("nsh -q -c 'export playground \"p.html\" example=swap' && grep -c '</html>' p.html")
    check("a page", done.stdout.strip() == "1", done.stderr)
    done = root.shell("nsh -q -c 'define data iris file=\"iris.csv\" label=species' && ln -s /usr/bin/nsh other && ./other -q -c 'let t = read \"iris.csv\"; print count(t)'")
    succeeds("iris.csv from any folder, also through a link", done, done.stdout.endswith("150\n"))
    done = root.shell("man -P cat nsh")
    succeeds("the man page", done, "SYNOPSIS" in done.stdout)
    done = root.shell(
        ". /usr/share/bash-completion/bash_completion; _completion_loader nsh; COMP_WORDS=(nsh --che); COMP_CWORD=1; COMP_LINE='nsh --che'; COMP_POINT=9; "
        "$(complete -p nsh | sed 's/.*-F \\([^ ]*\\).*/\\1/') nsh --che nsh; echo \"${COMPREPLY[@]}\"")
    succeeds("completion in bash", done, done.stdout.strip() == "--check")
    done = root.shell(f"nsh -q -c '{SWEEP}; runs' && rm s.db")
    succeeds("a sweep, and its store", done)
    programs(root)
    done = root.shell("cat /usr/share/jupyter/kernels/nsh/kernel.json")
    if "--install-jupyter" in root.shell("nsh --help").stdout:
        check("the kernel for Jupyter", '"/usr/bin/nsh"' in done.stdout, done.stderr)
    done = root.shell("OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 nsh -c 'print 1'; test -x /usr/share/nsh/mpi/mpi-shim")
    succeeds("what makes the library for MPI, and where it lies", done, "/usr/share/nsh/mpi/mpi-shim makes it" in done.stderr)
    done = root.shell("dpkg --force-depends -r liblapacke >/dev/null 2>&1; nsh -q discover.nsh")
    check("without LAPACK it says what to install", done.returncode == 1 and "apt install liblapacke" in done.stderr)
    root.shell("apt-get -y -f install")

    done = root.shell("apt-get remove -y nsh && ! command -v nsh && ls /usr/share/nsh /usr/share/doc/nsh")
    check("remove", "No such file" in done.stderr and done.stdout.count("\n") >= 1, "")
    root.shell("apt-get purge -y nsh; apt-get autoremove --purge -y")
    # What other programs keep of it, apt and man, is theirs.
    left = sorted(name for name in root.files() - before if re.search(r"/_?nsh(?=$|[./_])", name) and not name.startswith(("/root/", "/var/log/", "/var/cache/")))
    check("purge leaves nothing", not left, " ".join(left))
    root.shell("apt-get install -y ./nsh.deb")
    root.without_proc()
    done = root.shell("nsh --version && nsh -q -c 'print 6*7' && nsh -q -c 'define data iris file=\"iris.csv\" label=species' && nsh -q -c 'plot sin 0..1 > \"y.png\"' && test -s y.png")
    succeeds("all the same without /proc", done, "42" in done.stdout)


def programs(root):
    """What talks to editors, notebooks and programs."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
    leave = [json.dumps({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}), json.dumps({"jsonrpc": "2.0", "method": "exit"})]
    requests = "".join(f"Content-Length: {len(text)}\r\n\r\n{text}" for text in [body, *leave])
    (root.folder / "root/requests").write_bytes(requests.encode())
    done = root.shell("nsh --lsp <requests")
    succeeds("an editor is served", done, '"completionProvider"' in done.stdout)
    done = root.shell("""echo '{"id": 1, "run": "6*7"}' | nsh --serve""")
    succeeds("a program is served", done, '"42"' in done.stdout and '"done"' in done.stdout)
    done = root.shell(
        "cp -r /usr/share/nsh/editors/vim ~/.vim && echo 'train adam steps=10' >x.nsh && vim -es -u NONE --cmd 'set nocp' --cmd 'filetype plugin indent on' --cmd 'syntax on' "
        "x.nsh -c 'redir! >said' -c 'echo &filetype synIDattr(synID(1, 1, 1), \"name\")' -c 'redir END' -c 'qa!'; cat said")
    succeeds("Vim has its colours", done, "nsh nshCommand" in done.stdout)
    done = root.shell("nsh --install-jupyter --prefix env && cat env/share/jupyter/kernels/nsh/kernel.json")
    succeeds("--install-jupyter", done, "/usr/bin/nsh" in done.stdout and "libzmq" not in done.stdout)
    ports = {f"{name}_port": 42100 + i for i, name in enumerate(["shell", "control", "stdin", "iopub", "hb"])}
    (root.folder / "root/c.json").write_text(json.dumps({"transport": "tcp", "ip": "127.0.0.1", "key": "", **ports}))
    done = root.shell("timeout --preserve-status -s TERM 2 nsh --jupyter c.json")
    check("a kernel begins, and ends when it is told", done.returncode == 143 and done.stderr == "", done.stderr)


def starts(package, other, scratch):
    """How long both take to start, alternating."""
    run(["dpkg-deb", "-x", package, scratch], check=True)
    times = {scratch / "usr/bin/nsh": [], pathlib.Path(other): []}
    for _ in range(41):
        for program, taken in times.items():
            started = time.perf_counter()
            run([program, "-n", "-c", "1"], check=True)
            taken.append(time.perf_counter() - started)
    new, old = (statistics.median(taken) * 1000 for taken in times.values())
    check("it starts as fast as what is built here", new <= 1.1 * old, f"{new:.1f} ms beside {old:.1f} ms, medians of 41")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("package", type=pathlib.Path)
    parser.add_argument("scratch", type=pathlib.Path)
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--beside", help="a program whose start is measured beside")
    arguments = parser.parse_args()
    size = arguments.package.stat().st_size
    check("its size", size <= LARGEST, f"{size / 1e6:.2f} MB, at most {LARGEST / 1e6:.0f}")
    done = run(["lintian", "--allow-root", "--fail-on", "error,warning", arguments.package])
    check("lintian", done.returncode == 0, (done.stdout + done.stderr)[-2000:])
    if arguments.beside:
        starts(arguments.package, arguments.beside, arguments.scratch / "unpacked")
    root = Root(arguments.scratch / "root", arguments.suite)
    try:
        tried(root, arguments.package)
    finally:
        root.without_proc()
    print("It serves on a bare Debian." if not failures else f"{failures} checks failed.")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
