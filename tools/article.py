"""Makes the article: docs/article.html of the text, scripts and live pieces in docs/article. Called by tools/article.

A text is Markdown with formulas ($...$, $$...$$), numbers that a script printed ({{swap/gradient after Adam: 9e-4}}), and blocks fenced by
three backticks: `predict` asks before it tells, `live NAME` is a picture that a piece of script brings to life, `script NAME` shows a script
with what it printed.
"""

import base64
import hashlib
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = ROOT / "docs" / "article"
ENGINE = ROOT / "Sources" / "Figures" / "Page" / "engine"
# In the order in which they use each other; the maps come between the second and the third.
PARTS = ["random", "population", "chain", "charges", "optimisers", "lbfgs", "newton", "rays", "bodies"]
QUOTE = re.compile(r"\{\{([^/{}]+)/([^{}]+?)(:|<|>)\s*([^{}<>:]+)\}\}")
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Wrong(Exception):
    """What is wrong with a text, with its place."""


def texts():
    return sorted((SOURCES / "text").glob("*.md"))


def scripts():
    return sorted((SOURCES / "scripts").glob("*.nsh"))


def digest():
    """Of all that the page is made of, but nsh."""
    files = [path for path in sorted(SOURCES.rglob("*")) if path.is_file() and path.suffix in {".md", ".nsh", ".js", ".css", ".html"}]
    files += [ENGINE / (name + ".js") for name in PARTS] + [ROOT / "tools" / "article.py"]
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()


def printed(script, folder):
    """What a script prints, run in a folder that gets its pictures."""
    nsh = os.environ.get("NSH", str(ROOT / ".build" / "release" / "nsh"))
    done = subprocess.run([nsh, "-n", "-q", str(script)], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=dict(os.environ, NO_COLOR="1"))
    if done.returncode != 0:
        raise Wrong(f"{script.relative_to(ROOT)} fails:\n{done.stderr}")
    return done.stdout


def values(output):
    """The numbers that are told by name: `name = number`."""
    return {name: float(number) for name, number in re.findall(r"^(\S.*?) = (\S+)$", output, re.MULTILINE)}


def quotes():
    """Every number that the texts quote: its place, script, name, relation, and itself."""
    for path in texts():
        text = path.read_text()
        for found in QUOTE.finditer(text):
            place = f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}"
            yield (place, *(part.strip() for part in found.groups()))


def spread(number):
    """Half of the last digit that a number is written with."""
    digits, _, power = number.partition("e")
    return 0.5 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2])) * (1 + 1e-9)


def refuted(told, quoted=None):
    """The quotes, all by themselves, that do not hold of what the scripts print, by script."""
    found = []
    for place, script, name, relation, number in quotes() if quoted is None else quoted:
        value = told.get(script, {}).get(name)
        if value is None:
            found.append(f"{place}: {script}.nsh prints no number called `{name}`; it has {', '.join(told.get(script, {})) or 'none'}")
        elif not {":": abs(value - float(number)) <= spread(number), "<": value < float(number), ">": value > float(number)}[relation]:
            found.append(f"{place}: `{name}` of {script}.nsh is {value:g}, and not {relation.replace(':', '')} {number}".replace("not  ", "not "))
    return found


def written(number):
    """A number as it is printed: powers of ten, a true minus."""
    digits, _, power = number.partition("e")
    digits = digits.replace("-", "\u2212")
    if not power:
        return digits
    power = f"10<sup>{str(int(power)).replace('-', chr(0x2212))}</sup>"
    return power if digits == "1" else f"{digits}\u2009\u00d7\u2009{power}"


class Setter:
    """Sets one text: formulas and quotes are taken out before Markdown is read, and put in behind it."""

    def __init__(self, told, outputs, pictures):
        self.told, self.outputs, self.pictures = told, outputs, pictures
        self.kept = []
        self.count = 0

    def keep(self, text):
        self.kept.append(text)
        return f"KEPT{len(self.kept) - 1}KEPT"

    def formula(self, tex, display):
        import latex2mathml.converter

        tex = tex.replace(r"\<", r"\left\langle ").replace(r"\>", r"\right\rangle ").replace(r"\E", r"\mathbb{E}")
        made = latex2mathml.converter.convert(tex.strip(), display="block" if display else "inline")
        # Bars are fences here, without the space of a relation.
        return made.replace('<mo stretchy="false">&#x0007C;</mo>', '<mo stretchy="false" lspace="0" rspace="0">&#x0007C;</mo>')

    def inline(self, text):
        """Markdown to HTML."""
        import markdown

        text = re.sub(r"\$\$(.+?)\$\$", lambda m: "\n\n" + self.keep(f'<div class="formula" tabindex="0" role="group" aria-label="formula">{self.formula(m[1], True)}</div>') + "\n\n", text, flags=re.DOTALL)
        # A formula and the sign behind it stay on one line.
        text = re.sub(r"(\(?)\$([^$]+)\$([,.;:)]*)", lambda m: self.keep(f'<span class="held">{m[1]}{self.formula(m[2], False)}{m[3]}</span>' if m[1] or m[3] else self.formula(m[2], False)), text)
        text = QUOTE.sub(lambda m: self.keep(f'<span class="number">{ {":": "", "<": "&lt;&#8239;", ">": "&gt;&#8239;"}[m[3]] }{written(m[4].strip())}</span>'), text)
        text = re.sub(r"\[\[(\w+)\|(.+?)\]\]", lambda m: f'<span class="term" data-term="{m[1]}">{m[2]}</span>', text)
        made = markdown.markdown(text, extensions=["tables", "attr_list", "md_in_html", "smarty"], output_format="html")
        while "KEPT" in made:
            made = re.sub(r"<p>KEPT(\d+)KEPT</p>|KEPT(\d+)KEPT", lambda m: self.kept[int(m[1] or m[2])], made)
        return made

    def set(self, path):
        text = path.read_text()
        result, end = "", 0
        for found in FENCE.finditer(text):
            result += self.inline(text[end:found.start()])
            end = found.end()
            block = getattr(self, "block_" + found[1], None)
            if block is None:
                raise Wrong(f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: there is no block `{found[1]}`")
            result += block(found[2].strip(), found[3])
        return result + self.inline(text[end:])

    def block_predict(self, _, body):
        question, _, answer = body.partition("\n---\n")
        lines = question.strip().split("\n")
        options = [line for line in lines if re.match(r"- \[[ x]\] ", line)]
        if not answer.strip() or sum(line.startswith("- [x]") for line in options) != 1:
            raise Wrong(f"a prediction needs options, one of them [x], and an answer behind ---: {lines[0]}")
        self.count += 1
        asked = self.inline("\n".join(line for line in lines if line not in options))
        items = "".join(f'<li{" data-right" if line[3] == "x" else ""}>{self.inline(line[6:])[3:-4]}</li>' for line in options)
        return (
            f'<section class="predict" aria-label="prediction {self.count}"><p class="label">Predict</p>{asked}<ol class="options">{items}</ol>'
            f'<p class="verdict" role="status"></p><details><summary>What happens</summary>{self.inline(answer)}</details></section>')

    def block_live(self, arguments, body):
        name, _, options = arguments.partition(" ")
        head, _, caption = body.partition("\n---\n")
        facts = dict(line.split(": ", 1) for line in head.strip().split("\n"))
        if set(facts) != {"still", "alt", "seen"}:
            raise Wrong(f"a live piece has a still picture, its alt, and what is seen there; `{name}` has {', '.join(facts)}")
        json.loads(options or "{}")
        return (
            f'<figure class="live" data-live="{name}" data-options="{html.escape(options or "{}")}">{self.still(facts["still"], facts["alt"])}'
            f'<figcaption><div class="alive">{self.inline(caption)}</div><div class="rest">{self.inline(facts["seen"])}</div></figcaption></figure>')

    def block_still(self, name, body):
        alt, _, caption = body.partition("\n---\n")
        return f"<figure>{self.still(name, alt.strip())}<figcaption>{self.inline(caption)}</figcaption></figure>"

    def still(self, name, alt):
        for file in (name + ".png", name + "-dark.png"):
            if file not in self.pictures:
                raise Wrong(f"no script draws {file}; there are {', '.join(sorted(self.pictures))}")
        (width, height), address = size(self.pictures[name + ".png"]), lambda file: "data:image/png;base64," + base64.b64encode(self.pictures[file]).decode()
        return (
            f'<div class="still" tabindex="0" role="group" aria-label="picture"><picture><source media="screen and (prefers-color-scheme: dark)" srcset="{address(name + "-dark.png")}">'
            f'<img src="{address(name + ".png")}" width="{width}" height="{height}" alt="{html.escape(alt)}"></picture></div>')

    def block_script(self, name, body):
        source = (SOURCES / "scripts" / (name + ".nsh")).read_text()
        return (
            f'<details class="script"><summary>The script: {name}.nsh</summary>{self.inline(body)}<pre class="source" tabindex="0" role="region" aria-label="{name}.nsh">{html.escape(source)}</pre>'
            f'<p>It prints</p><pre tabindex="0" role="region" aria-label="what {name}.nsh prints">{html.escape(self.outputs[name])}</pre></details>')


def size(png):
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def exported(folder):
    """What nsh's own page declares beside the engine: the maps of families with their loops, media, integrators; and the colours."""
    script = pathlib.Path(folder) / "playground.nsh"
    script.write_text('seed 1\ndefine cluster c0 n=4 at=(0, 1) to=(1, 0)\nbuild chain layers=2\nexport playground "playground.html"\n')
    printed(script, folder)
    page = (pathlib.Path(folder) / "playground.html").read_text()
    code = {name: f"const {name} = {declared(page, name)};" for name in ["maps", "media", "integrators"]}
    return code, json.loads(declared(page, "themes"))


def declared(page, name):
    """What a page declares by `const NAME = `, to the bracket that closes it."""
    start = re.search(rf"const {name} = (?=[{{\[])", page)
    if start is None:
        raise Wrong(f"nsh's page declares no `{name}`")
    depth = 0
    for token in re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]]').finditer(page, start.end()):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth == 0:
            return page[start.end():token.end()]
    raise Wrong(f"nsh's page does not close `{name}`")


def colours(themes):
    """The colours of nsh's pictures as those of the page."""
    rules = []
    for theme in themes:
        names = [(part, theme[part]) for part in ["ground", "ink", "axis", "neutral", "faint", "shade"]] + [(f"s{i}", hue) for i, hue in enumerate(theme["series"])]
        rules.append(";".join(f"--{name}:{hue}" for name, hue in names))
    return f":root{{{rules[0]}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{rules[1]}}}}}\n"


def made():
    """The page."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = {script.stem: printed(script, folder) for script in scripts()}
        pictures = {path.name: path.read_bytes() for path in pathlib.Path(folder).glob("*.png")}
        code, themes = exported(folder)
    told = {name: values(output) for name, output in outputs.items()}
    wrong = refuted(told)
    if wrong:
        raise Wrong("\n".join(wrong))
    setter = Setter(told, outputs, pictures)
    body = "\n".join(f"<section>{setter.set(path)}</section>" for path in texts())
    contents = "".join(f'<li><a href="#{m[1]}">{m[2]}</a></li>' for m in re.finditer(r'<h2 id="([\w-]+)">(.*?)</h2>', body))
    engine = [(ENGINE / (name + ".js")).read_text() for name in PARTS]
    live = [path.read_text() for path in sorted((SOURCES / "live").glob("*.js"))]
    parts = {
        "digest": digest(), "style": colours(themes) + (SOURCES / "page.css").read_text(), "contents": contents, "body": body,
        "code": "\n".join(["\"use strict\";", code["maps"], code["media"], code["integrators"], *engine, *live]),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda m: parts[m[1]], (SOURCES / "page.html").read_text())


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    try:
        page = made()
    except Wrong as wrong:
        sys.exit(f"error: {wrong}")
    fresh = target.with_name(target.name + ".new")
    fresh.write_text(page)
    fresh.replace(target)
    print(f"{target}: {len(page.encode()) / 1000:.0f} kB")
