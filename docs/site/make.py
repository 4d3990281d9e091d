"""Lays out the pages of the site, has MkDocs make it, and looks it through. Called by tools/site; NSH names the program that draws."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = ROOT / "docs" / "site"
NSH = os.environ.get("NSH", str(ROOT / ".build/release/nsh"))
sys.path.insert(0, str(ROOT / "tools"))
import links  # noqa: E402

# Pages beside those of docs.
PAGES = ["CONTRIBUTING.md", "CHANGELOG.md", "Sources/Core/README.md", "Sources/Interp/README.md", "Sources/Syntax/README.md", "python/README.md", "share/data/README.md"]
# Live pages: how each is made, and what stands above it.
LIVE = {
    "lens": ("scripts/lens.nsh", "Light through a lens", "All rays that join two points; start, end and lens are dragged."),
    "playground": ('export playground "playground.html" example=swap', "A chain that trains", "Clusters are dragged, the chain trains, its charges are drawn meanwhile. [More of it](../docs/playground.md)."),
    "two-body": ("scripts/two-body.nsh", "Two bodies", "Places and velocities are dragged; equal areas in equal times."),
    "snell": ("scripts/snell.nsh", "Light at an interface", "What it keeps of its momentum is Snell's law."),
    "geodesic": ("scripts/geodesic.nsh", "Points on a geodesic", "The shortest flow of the plane that lets three clusters trade places. [More of it](../docs/geodesics.md)."),
    "family-bump": ("scripts/families.nsh", "A family of maps", "Its parameters are dragged, and a frame from which it is seen."),
    "swap": ("scripts/swap.nsh", "A trained chain, layer by layer", "Sixty points in three clusters trade places through fifty maps."),
    "interactions": ("docs/gallery/interactions.html", "Who takes momentum from whom", "Six tasks side by side. [More of it](../docs/interactions.md)."),
    "article": ("docs/article.html", "What a trained network conserves", None),
}
EXTERNAL = re.compile(r"""(?:src|srcset|data-src)\s*=\s*["']?(?:https?:)?//|<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import\s+["'](?:https?:)?//""")


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    return sorted(name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def is_page(name):
    inside = name.startswith("docs/") and not name.startswith(("docs/site/", "docs/article/"))
    return name in PAGES or (inside and name.endswith(".md"))


def run(text, folder):
    subprocess.run([NSH, "-n", "-q", *text], cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def dialogue(text):
    """Lines that were typed, with what nsh answers."""
    typed = [line.removeprefix("nsh> ") for line in text.strip().splitlines()]
    shown = []
    for count in range(1, len(typed) + 1):
        done = subprocess.run([NSH, "-n", "-c", "\n".join(typed[:count])], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        shown.append(done.stdout)
    answers = [after[len(before):] for before, after in zip(["", *shown], shown)]
    return "".join(f"nsh> {line}\n{answer}" for line, answer in zip(typed, answers))


class Layout:
    """The folder from which MkDocs makes the site. Pages lie in it as in the checkout, so that their links hold."""

    def __init__(self, folder):
        self.folder, self.names = folder, tracked()
        self.pages = {name for name in self.names if is_page(name)}

    def put(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def fill(self):
        dark = self.pictures()
        front = (SITE / "index.md").read_text()
        front = self.page("index.md", front, dark)
        self.put("index.md", re.sub(r"```nsh-dialogue\n(.*?)```", lambda m: f"```text\n{dialogue(m[1])}```", front, flags=re.S))
        for name in ["site.css", "site.js", "iframe-worker.js"]:
            self.put(f"docs/site/{name}", (SITE / name).read_bytes())
        for name in self.names:
            if name in self.pages:
                self.put(name, self.page(name, (ROOT / name).read_text(), dark))
            elif name.startswith(("docs/gallery/", "docs/notebooks/")) or name == "docs/serve.schema.json":
                self.put(name, (ROOT / name).read_bytes())
            elif name.startswith("scripts/") and name.endswith(".nsh"):
                text = (ROOT / name).read_text()
                self.put(name + ".md", f"# {pathlib.PurePosixPath(name).name}\n\n````text\n{text.rstrip()}\n````\n")
        for name, (_, title, words) in LIVE.items():
            alone = f"[On a page of its own](pages/{name}.html){{target=_blank}}"
            above = f"{words} {alone}." if words else f"{alone}."
            self.put(
                f"live/{name}.md",
                f'---\nhide: [toc{", navigation" if name == "article" else ""}]\n---\n\n# {title} {{.nsh-unseen}}\n\n{above}\n\n'
                f'<iframe class="nsh-page" src="pages/{name}.html" title="{title}"></iframe>\n')

    def pictures(self):
        """Draws the live pages, and the gallery on dark ground; gives the names of what was drawn so."""
        pages = self.folder / "live/pages"
        pages.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as scratch:
            for name, (way, _, _) in LIVE.items():
                if way.endswith(".html"):
                    self.put(f"live/pages/{name}.html", self.beside(ROOT / way))
                    continue
                run([ROOT / way] if way.endswith(".nsh") else ["-c", way], scratch)
                shutil.copy(pathlib.Path(scratch) / f"{name}.html", pages / f"{name}.html")
        drawn = self.folder / "docs/gallery/dark"
        drawn.mkdir(parents=True)
        wanted = {pathlib.PurePosixPath(name).name for name in self.names if name.startswith("docs/gallery/")}
        with tempfile.TemporaryDirectory() as scratch:
            # Scripts read what lies beside them.
            shutil.copytree(ROOT / "scripts", f"{scratch}/scripts")
            shutil.copytree(ROOT / "share", f"{scratch}/share")
            out = pathlib.Path(scratch) / "out"
            out.mkdir()
            for script in sorted(pathlib.Path(scratch, "scripts").glob("*.nsh")):
                text, count = re.subn(
                    r'^((?:plot|histogram|fit)\b.*?)(\s*> "[^"]*\.(?:png|gif)")|^(export gif "[^"]*")', lambda m: f"{m[1]} theme=dark{m[2]}" if m[1] else f"{m[3]} theme=dark",
                    script.read_text(), flags=re.M)
                if count:
                    script.write_text(text)
                    run([script], out)
            for path in sorted(out.iterdir()):
                if path.name in wanted and path.suffix in (".png", ".gif"):
                    shutil.copy(path, drawn / path.name)
        return {path.name for path in drawn.iterdir()}

    @staticmethod
    def beside(path):
        """A page of docs whose links lead to those of the site."""

        def placed(match):
            goal = os.path.normpath(path.parent.relative_to(ROOT) / match[1]).replace("README", "index")
            return f'href="../../{goal}.html{match[2] or ""}" target="_top"'

        return re.sub(r'href="((?!https?:)[^"#]+)\.md(#[^"]*)?"', placed, path.read_text())

    def page(self, name, text, dark):
        here = pathlib.PurePosixPath(name).parent

        def placed(match):
            mark, words, target = match.groups()
            path, _, anchor = target.partition("#")
            goal = os.path.normpath(here / path) if path else name
            if mark:
                picture = pathlib.PurePosixPath(goal)
                if str(picture.parent) == "docs/gallery" and picture.name in dark:
                    other = os.path.relpath(f"docs/gallery/dark/{picture.name}", here)
                    return f"![{words}]({target}#only-light)![{words}]({other}#only-dark)"
                return match[0]
            if goal in ("README.md", "docs/README.md"):
                return f"[{words}]({os.path.relpath('index.md', here)})"
            if goal in ("docs/article.html", "docs/gallery/interactions.html"):
                return f"[{words}]({os.path.relpath('live/' + pathlib.PurePosixPath(goal).stem + '.md', here)})"
            if goal.startswith("scripts/") and goal.endswith(".nsh"):
                return f"[{words}]({target}.md)"
            # What is not on the site, sources and tools, is named and not linked.
            is_there = goal in self.pages or (goal.startswith(("docs/gallery/", "docs/notebooks/", "docs/serve.schema")) and goal in self.names) or goal.startswith("live/")
            if goal in ("share/data", "docs/gallery", "docs/commands", "docs/notebooks"):
                return f"[{words}]({path.rstrip('/')}/README.md)" if f"{goal}/README.md" in self.pages else words
            return match[0] if is_there else words

        parts = re.split(r"(^```.*?^```$|(?:^ {4}[^\n]*\n?)+)", text, flags=re.M | re.S)
        pattern = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(((?!https?:|mailto:)[^)\s]+)\)")
        return "".join(part if odd % 2 else pattern.sub(placed, part) for odd, part in enumerate(parts))

    def configuration(self, out):
        """What is committed, with the reference's pages and those that it does not list."""
        import yaml  # MkDocs brings it

        told = yaml.load((SITE / "mkdocs.yml").read_text(), yaml.UnsafeLoader)
        order = re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs/commands/README.md").read_text())
        commands = dict.fromkeys(f"docs/commands/{page}" for page in order if f"docs/commands/{page}" in self.pages)
        # By their names as they are typed.
        reference = ["docs/commands/README.md"] + [{re.search(r"^# (.*)", (ROOT / page).read_text(), re.M)[1]: page} for page in commands]
        [section] = [section for section in told["nav"] if "Reference" in section]
        section["Reference"] = reference
        listed = set(re.findall(r"[\w./-]+\.md", str(told["nav"])))
        told["nav"][-1]["More"] += sorted(self.pages - listed)
        told["not_in_nav"] = "/scripts/**\n"
        told |= dict(docs_dir=str(self.folder), site_dir=str(out))
        return yaml.dump(told, sort_keys=False)


def looked_through(out):
    """What is wrong with the site that was made."""
    wrong = [line for line in links.of_folder(out)[1]]
    for path in sorted(out.rglob("*")):
        if path.suffix in (".html", ".css") and (found := EXTERNAL.search(path.read_text())):
            wrong.append(f"{path.relative_to(out)}: asks another host: {found[0]}")
    return wrong


def main():
    out = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        layout = Layout(pathlib.Path(scratch) / "pages")
        layout.fill()
        configuration = pathlib.Path(scratch) / "mkdocs.yml"
        configuration.write_text(layout.configuration(out))
        done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--clean", "-q", "-f", configuration], env=dict(os.environ, NO_MKDOCS_2_WARNING="1"))
        if done.returncode:
            sys.exit(done.returncode)
    # Its links begin at a host's root, where the site need not be.
    (out / "404.html").unlink(missing_ok=True)
    wrong = looked_through(out)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{out}: {sum(1 for _ in out.rglob('*.html'))} pages, {sum(p.stat().st_size for p in out.rglob('*') if p.is_file()) / 1e6:.1f} MB, {len(wrong)} faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
