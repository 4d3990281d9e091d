"""What tools/site needs, so that it does not grow old unseen: its pages are there, and its front page's lines do what it says."""

import re
import sys

from conftest import NSH, ROOT

sys.path[:0] = [str(ROOT / "docs/site"), str(ROOT / "tools")]
import make  # noqa: E402

FRONT = (ROOT / "docs/site/index.md").read_text()
CONFIGURATION = (ROOT / "docs/site/mkdocs.yml").read_text()


def test_what_the_configuration_lists_is_there():
    listed = re.findall(r"^ +- (?:[^:\n]+: )?([\w./-]+\.md)$", CONFIGURATION, re.M)
    assert len(listed) > 25
    made = {f"live/{name}.md" for name in make.LIVE} | {"index.md"}
    assert [page for page in listed if page not in made and not make.is_page(page)] == []
    assert [page for page in listed if page not in made and not (ROOT / page).is_file()] == []


def test_the_front_pages_links_lead_somewhere():
    pages = [target for target in re.findall(r"\]\(([^)#]+)\)", FRONT) if ":" not in target]
    assert pages
    for page in pages:
        made = page.startswith("live/") and page.removeprefix("live/").removesuffix(".md") in make.LIVE
        assert made or (ROOT / page).is_file(), page


def test_the_front_pages_lines_show_that_drift_is_defect(monkeypatch):
    monkeypatch.setattr(make, "NSH", NSH)
    [lines] = re.findall(r"```nsh-dialogue\n(.*?)```", FRONT, re.S)
    assert len(lines.splitlines()) == 5
    shown = make.dialogue(lines)
    rows = re.findall(r"^  (translation [xy]|rotation) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+)$", shown, re.M)
    assert [row[0] for row in rows] == ["translation x", "translation y", "rotation"]
    # Rounding: a sum over 40 points and 50 layers, relative to the scale.
    assert all(abs(float(row[5])) < 1e-13 for row in rows)


def test_links_to_what_is_not_on_the_site_become_text():
    layout = make.Layout(ROOT)
    page = layout.page("docs/x.md", "[a](../tools/site) [b](language.md) [c](../scripts/swap.nsh) [d](../README.md)\n\n    [e](../tools/site)\n", set())
    assert page == "a [b](language.md) [c](../scripts/swap.nsh.md) [d](../index.md)\n\n    [e](../tools/site)\n"
    assert layout.page("docs/x.md", "![p](gallery/paths.png)", {"paths.png"}) == "![p](gallery/paths.png#only-light)![p](gallery/dark/paths.png#only-dark)"
