"""Makes the packages of a built nsh: a .deb and a .tar.gz. Called by tools/package. The same commit and program give the same bytes."""

import argparse
import gzip
import json
import lzma
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import links  # noqa: E402

HERE = ROOT / "packaging" / "debian"
# The pictures of the .deb; the .tar.gz has all, and the pages that play.
PICTURES = {"swap.gif", "momentum.png", "drift.png", "lens.png", "snell.png", "training.png", "transfers.png", "two-body-angular.png"}
# What the .deb has no room for: recordings of larger models, with their scripts.
LEFT_OUT = ("scripts/levels.nsh", "scripts/recordings/text", "scripts/recordings/minilm")
# Pages that come along besides those of docs.
PAGES = {"README.md", "CHANGELOG.md", "Sources/Core/README.md", "share/data/README.md", "docs/article.html", "docs/serve.schema.json"}


def output(*command, **options):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **options).stdout.strip()


class Release:
    """What is packaged: a program, and the commit with what stands beside it."""

    def __init__(self, program):
        self.program = pathlib.Path(program).resolve()
        own = output(self.program, "--version", stdin=subprocess.DEVNULL).split()[-1]
        self.commit = output("git", "-C", ROOT, "rev-parse", "--short=9", "HEAD")
        self.epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or output("git", "-C", ROOT, "log", "-1", "--format=%ct"))
        date = time.strftime("%Y%m%d", time.gmtime(self.epoch))
        tags = output("git", "-C", ROOT, "tag", "--points-at", "HEAD").split()
        is_changed = bool(output("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no"))
        # Before its release a version sorts before it.
        self.version = own if f"v{own}" in tags and not is_changed else f"{own}~git{date}.{self.commit}" + (".changed" if is_changed else "")
        listed = output("git", "-C", ROOT, "ls-files", "-z")
        self.tracked = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]

    def check(self):
        """Whether the program is one to be given to others: on Intel's processors it has all copies of the kernel."""
        if os.uname().machine == "x86_64":
            for arithmetic in ["baseline", "portable-avx2", "fast-avx2"]:
                done = subprocess.run([self.program, "--arithmetic", arithmetic, "-c", "1"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
                if "was built for one processor alone" in done.stderr:
                    sys.exit(f"{self.program} was built with NSH_KERNELS=native, for this processor alone: build it without")


class Stage:
    """A folder that becomes a package."""

    def __init__(self, folder, release):
        self.folder, self.release = folder, release

    def put(self, name, content, mode=0o644):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)

    def copy(self, source, name):
        self.put(name, (ROOT / source).read_bytes())

    def link(self, name, target):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    def program(self):
        path = self.folder / "bin/nsh"
        path.parent.mkdir(parents=True)
        subprocess.run(["strip", "--strip-unneeded", "--remove-section=.comment", "-o", path, self.release.program], check=True)
        # The libraries of Swift are in it; what it looks for beside itself is nobody's.
        subprocess.run(["chrpath", "--delete", path], check=True, stdout=subprocess.DEVNULL)
        path.chmod(0o755)
        if str(ROOT).encode() in path.read_bytes():
            print(f"note: the program has the path of this checkout in it, {ROOT}: was it built with NSH_QUICK?")

    def shared(self, left_out=()):
        """Scripts and data; scripts find data from where they then lie."""
        for name in self.release.tracked:
            if left_out and name.startswith(left_out):
                continue
            if name.startswith("share/data/"):
                self.copy(name, "share/nsh/" + name.removeprefix("share/"))
            elif name.startswith("scripts/"):
                content = (ROOT / name).read_bytes()
                self.put("share/nsh/" + name, content.replace(b'"../share/data/', b'"../data/') if name.endswith(".nsh") else content)
            elif name.startswith("share/mpi/"):
                self.copy(name, "share/nsh/" + name.removeprefix("share/"))
            elif name.startswith("editors/"):
                self.copy(name, "share/nsh/" + name)

    def completions(self, zsh):
        # It is read by a shell, never run.
        self.put("share/bash-completion/completions/nsh", (ROOT / "share/completions/nsh.bash").read_text().removeprefix("#!/bin/bash\n"))
        self.copy("share/completions/_nsh", zsh)
        self.copy("share/completions/nsh.fish", "share/fish/vendor_completions.d/nsh.fish")

    def kernelspec(self, program):
        """For Jupyter, where this nsh is a kernel for it. `program` is how the installed one is called."""
        if "--install-jupyter" not in output(self.release.program, "--help", stdin=subprocess.DEVNULL):
            return
        subprocess.run(
            [self.release.program, "--install-jupyter", "--prefix", self.folder], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        [specification] = (self.folder / "share/jupyter").rglob("kernel.json")
        told = json.loads(specification.read_text())
        told["argv"][0] = program
        specification.write_text(json.dumps(told, indent=2) + "\n")

    def documents(self, folder, pictures=None):
        """The pages as they lie in the checkout, so that their links hold."""
        for name in self.release.tracked:
            if not self.is_page(name, pictures):
                continue
            content = (ROOT / name).read_bytes()
            self.put(f"{folder}/{name}", self.page(name, content.decode(), pictures) if name.endswith(".md") else content)
        # From docs/gallery, ../../scripts is where the scripts are.
        self.link(f"{folder}/scripts", os.path.relpath("share/nsh/scripts", folder))

    @staticmethod
    def is_page(name, pictures):
        path = pathlib.PurePosixPath(name)
        if pictures is not None and name.endswith(".html"):
            return False
        if name in PAGES or name.startswith(("docs/article/", "docs/site/")):
            return name in PAGES
        if name.startswith("docs/gallery/") and path.suffix != ".md":
            return pictures is None or path.name in pictures
        if name.startswith("docs/notebooks/"):
            return pictures is None or path.suffix in (".md", ".ipynb")
        return name.startswith("docs/") and path.suffix == ".md"

    def page(self, name, text, pictures):
        if pictures is not None and name == "docs/gallery/README.md":
            lines = [line for line in text.splitlines() if not (found := re.match(r"\| !?\[.*?\]\(([^)]*)\)", line)) or found[1] in pictures]
            text = "\n".join(lines) + "\n\nThe scripts draw the other pictures: `nsh actions.nsh` writes its own into the present folder.\n"
        here = pathlib.PurePosixPath(name).parent

        def placed(match):
            # Of what does not come along the words are left.
            mark, words, target = match.groups()
            if self.is_kept(os.path.normpath(here / target.split("#")[0]), pictures):
                return match[0]
            return f"({words})" if mark else words

        return re.sub(r"(!?)\[([^\]]+)\]\(((?!https?:|#)[^)\s]+)\)", placed, text)

    def is_kept(self, name, pictures):
        """Whether what a page links to comes with it."""
        if name in ("scripts", "share/data"):
            return True
        if pictures is not None and name.startswith(LEFT_OUT):
            return False
        return name in self.release.tracked and (name.startswith("scripts/") or self.is_page(name, pictures))

    def settle(self):
        """All times are the commit's; all may be read."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if not path.is_symlink():
                is_run = path.is_file() and (path.parent.name == "bin" or path.read_bytes()[:2] == b"#!")
                path.chmod(0o755 if path.is_dir() or is_run else 0o644)
            os.utime(path, (self.release.epoch, self.release.epoch), follow_symlinks=False)
        os.utime(self.folder, (self.release.epoch, self.release.epoch))
        self.folder.chmod(0o755)

    def check_links(self, folder):
        wrong = list(links.of_folder(self.folder / folder)[1])
        if wrong:
            sys.exit("links of the packaged pages lead nowhere:\n" + "\n".join(wrong))


def compressed(content):
    return gzip.compress(content, 9, mtime=0)


def debian(release, target, scratch):
    stage = Stage(scratch / "deb" / "usr", release)
    stage.folder.mkdir(parents=True)
    stage.program()
    stage.shared(LEFT_OUT)
    stage.completions("share/zsh/vendor-completions/_nsh")
    stage.kernelspec("/usr/bin/nsh")
    stage.put("share/man/man1/nsh.1.gz", compressed((ROOT / "share/man/man1/nsh.1").read_bytes()))
    stage.documents("share/doc/nsh", PICTURES)
    stage.check_links("share/doc/nsh")
    stage.link("share/doc/nsh/examples", "../../nsh/scripts")
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(release.epoch))
    fields = dict(version=release.version, date=date, architecture=output("dpkg", "--print-architecture"))
    stage.put("share/doc/nsh/changelog.gz", compressed((HERE / "changelog.in").read_text().format(**fields).encode()))
    stage.copy("packaging/debian/copyright", "share/doc/nsh/copyright")
    stage.settle()

    # What the program is linked to, in the versions that it needs.
    work = scratch / "shlibdeps"
    (work / "debian").mkdir(parents=True)
    (work / "debian/control").write_text("Source: nsh\n\nPackage: nsh\nArchitecture: any\n")
    found = output("dpkg-shlibdeps", "-O", f"-e{stage.folder}/bin/nsh", cwd=work)
    size = sum((path.stat().st_size + 1023) // 1024 if path.is_file() and not path.is_symlink() else 1 for path in stage.folder.rglob("*"))
    control = (HERE / "control.in").read_text().format(linked=found.removeprefix("shlibs:Depends="), size=size, **fields)
    meta = stage.folder.parent / "DEBIAN"
    meta.mkdir()
    (meta / "control").write_text(control)
    sums = [f"{output('md5sum', path).split()[0]}  {path.relative_to(stage.folder.parent)}\n" for path in sorted(stage.folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    (meta / "md5sums").write_text("".join(sums))
    for path in [*meta.iterdir(), meta]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (release.epoch, release.epoch))
    stage.folder.parent.chmod(0o755)
    os.utime(stage.folder.parent, (release.epoch, release.epoch))
    plain = scratch / "plain.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Znone", "--build", stage.folder.parent, plain], check=True, stdout=subprocess.DEVNULL,
        env=dict(os.environ, SOURCE_DATE_EPOCH=str(release.epoch)))
    file = target / f"nsh_{release.version}_{fields['architecture']}.deb"
    file.write_bytes(tightened(plain.read_bytes(), fields["architecture"]))
    return file


def tightened(package, architecture):
    """A .deb whose parts are compressed by xz. Machine code has its jumps made absolute first, which makes it smaller; dpkg-deb does not ask for that, but
    whoever unpacks xz knows it."""
    code = [{"id": lzma.FILTER_X86}] if architecture in ("amd64", "i386") else []
    filters = [*code, {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    place, parts = 8, [package[:8]]
    while place < len(package):
        header, size = package[place:place + 60], int(package[place + 48:place + 58])
        name, content = header[:16].decode().strip().rstrip("/"), package[place + 60:place + 60 + size]
        if name.endswith(".tar"):
            name, content = name + ".xz", lzma.compress(content, lzma.FORMAT_XZ, filters=filters)
        parts += [f"{name:<16}".encode() + header[16:48] + f"{len(content):<10}`\n".encode(), content, b"\n" * (len(content) % 2)]
        place += 60 + size + size % 2
    return b"".join(parts)


def laid_out(release, folder):
    """A folder with bin and share, to be unpacked anywhere."""
    stage = Stage(folder, release)
    stage.folder.mkdir()
    stage.program()
    stage.shared()
    stage.completions("share/zsh/site-functions/_nsh")
    stage.kernelspec("nsh")
    stage.copy("share/man/man1/nsh.1", "share/man/man1/nsh.1")
    stage.documents("share/doc/nsh")
    stage.check_links("share/doc/nsh")
    stage.copy("LICENSE", "share/doc/nsh/LICENSE")
    stage.settle()
    return stage


def archive(release, target, scratch):
    name = f"nsh-{release.version}-{os.uname().sysname.lower()}-{os.uname().machine}"
    stage = laid_out(release, scratch / name)
    file = target / f"{name}.tar.gz"

    def owned(entry):
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        return entry

    with open(file, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w", format=tarfile.GNU_FORMAT) as tar:
        tar.add(stage.folder, name, recursive=False, filter=owned)
        for path in sorted(stage.folder.rglob("*")):
            tar.add(path, f"{name}/{path.relative_to(stage.folder)}", recursive=False, filter=owned)
    return file


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    release = Release(arguments.program)
    release.check()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for make in [debian, archive] if shutil.which("dpkg-deb") else [archive]:
            file = make(release, arguments.folder.resolve(), pathlib.Path(scratch))
            print(f"{file}: {file.stat().st_size / 1e6:.2f} MB, sha256 {output('sha256sum', file).split()[0]}")


if __name__ == "__main__":
    main()
