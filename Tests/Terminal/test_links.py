"""Every relative link of README, docs and the other pages leads somewhere, headings included; and the checker sees one that does not."""

import sys

import pytest
from conftest import ROOT, finish

LINKS = [sys.executable, ROOT / "tools/links.py"]


def test_all_links_of_the_pages_lead_somewhere():
    done = finish(LINKS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text, complaint", [
    ("[a](there.md)", None),
    ("[a](there.md#a-heading-and-code)", None),
    ("[a](there.md#twice-1)", None),
    ("[a](#own)\n\n# Own", None),
    ("![a](<two words.png>)", None),
    ("`[a](code.md)`\n\n    [a](code.md)\n\n```\n[a](code.md)\n```", None),
    ("[a](https://other.test/x) [b](mailto:a@b.test)", None),
    ("[a](gone.md)", "page.md:1: there is no `gone.md`"),
    ("x\n\n[a](There.md)", "page.md:3: there is no `There.md`"),
    ("[a](there.md#nothing)", "its heading is not"),
    ("[a](there.md#twice-2)", "its heading is not"),
    ("[a]\n\n[a]: gone.md", "page.md:3: there is no `gone.md`"),
    ('<img src="gone.png">', "there is no `gone.png`"),
    ("[a](../outside.md)", "there is no `../outside.md`"),
    ("[a](/there.md)", "is no relative link"),
])
def test_a_link_that_leads_nowhere_is_told(tmp_path, text, complaint):
    folder = tmp_path / "pages"
    folder.mkdir()
    (tmp_path / "outside.md").write_text("")
    (folder / "two words.png").touch()
    (folder / "there.md").write_text("# A heading, and `code`\n\n## Twice\n\n## Twice\n\n```\n# Nothing\n```\n")
    (folder / "page.md").write_text(text)
    done = finish([*LINKS, folder])
    assert (done.returncode, complaint is None or complaint in done.stdout) == (0 if complaint is None else 1, True), done.stdout
