"""Looks for relative links that lead nowhere, in Markdown as a forge shows it and in HTML: tools/links.py [FOLDER ...]. Files and headings are
looked up; other hosts are never asked."""

import html
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
# [text](target "title"), ![text](<target>), and [name]: target
INLINE = re.compile(r"\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()]|\([^\s()]*\))+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)", re.M)
ATTRIBUTE = re.compile(r"<[a-zA-Z][^<>]*?\s(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
IDENTITY = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")


def without_code(text):
    """The text with fenced, indented and inline code blanked, line by line, so that places stay."""
    lines, fence, after_blank = [], None, True
    for line in text.split("\n"):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if fence:
            if mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line.strip(" `~"):
                fence = None
            lines.append("")
        elif mark:
            fence = mark[1]
            lines.append("")
        elif after_blank and re.match(r"( {4}|\t)(?!\s*([-*+]|\d+\.) )", line):
            lines.append("")
        else:
            lines.append(line)
            after_blank = not line.strip()
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", lambda code: re.sub(r"[^\n]", " ", code[0]), "\n".join(lines), flags=re.S)


def anchors(path):
    """What may stand behind # of a link to this file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return {html.unescape(a or b or c) for a, b, c in IDENTITY.findall(re.sub(r"<script\b.*?</script>", "", text, flags=re.S))}
    found = {a or b or c for a, b, c in IDENTITY.findall(without_code(text))}
    counts = {}
    fenced = re.sub(r"^( {0,3})(`{3,}|~{3,}).*?^ {0,3}\2.*?$", "", text, flags=re.S | re.M)
    for heading in re.findall(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$", fenced, re.M):
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
        slug = re.sub(r"[^\w\- ]", "", html.unescape(plain).lower()).replace(" ", "-")
        counts[slug] = counts.get(slug, -1) + 1
        found.add(slug + (f"-{counts[slug]}" if counts[slug] else ""))
    return found


def links(path):
    """(line, target) of each link."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<(script|style)\b.*?</\1>", lambda part: "\n" * part[0].count("\n"), text, flags=re.S)
        patterns = [ATTRIBUTE]
    else:
        text = without_code(text)
        patterns = [INLINE, DEFINITION, ATTRIBUTE]
    for pattern in patterns:
        for match in pattern.finditer(text):
            target = next(group for group in match.groups() if group is not None)
            yield text.count("\n", 0, match.start()) + 1, html.unescape(target)


def complaints(files, exists, root):
    """A sentence for each link that leads nowhere. `exists` tells whether a path is there for whoever reads these files."""
    known = {}
    for path in files:
        for line, target in links(path):
            place = f"{os.path.relpath(path, root)}:{line}"
            parts = urllib.parse.urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            if target.startswith("/"):
                yield f"{place}: `{target}` is no relative link"
                continue
            goal = pathlib.Path(os.path.normpath(path.parent / urllib.parse.unquote(parts.path))) if parts.path else path
            if not goal.is_relative_to(root) or not exists(goal):
                yield f"{place}: there is no `{target}`"
            elif parts.fragment and goal.is_file() and goal.suffix in (".md", ".html"):
                if goal not in known:
                    known[goal] = anchors(goal)
                if urllib.parse.unquote(parts.fragment) not in known[goal]:
                    yield f"{place}: `{target}`: the page is there, its heading is not"


def of_checkout(root):
    """Those of all pages that git knows: what it ignores is not there for readers."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, check=True, capture_output=True)
    tracked = {root / name for name in listed.stdout.decode().split("\0") if name and (root / name).exists()}
    folders = {folder for path in tracked for folder in path.parents}
    # The article's parts become docs/article.html, and what the site begins with lies at its top.
    parts = [root / "docs/article/text", root / "docs/site"]
    pages = [root / "docs", root / "docs/gallery", root / "docs/notebooks"]
    files = sorted(
        path for path in tracked
        if (path.suffix == ".md" and path.parent not in parts) or (path.suffix == ".html" and path.parent in pages))
    return files, complaints(files, lambda path: path in tracked or path in folders, root)


def of_folder(folder):
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".html") and p.is_file())
    return files, complaints(files, pathlib.Path.exists, folder)


def main():
    wrong, count = [], 0
    for files, found in map(of_folder, (pathlib.Path(a).resolve() for a in sys.argv[1:])) if sys.argv[1:] else [of_checkout(ROOT)]:
        count += len(files)
        wrong += found
    if not count:
        sys.exit("there are no pages")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{count} pages, {len(wrong)} links that lead nowhere")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
