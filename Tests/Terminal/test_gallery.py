"""The gallery: every script runs, and makes the very pictures that are shown."""

import os
import re
import xml.etree.ElementTree

import pytest
from conftest import NSH, ROOT, finish
from PIL import Image

GALLERY = ROOT / "docs" / "gallery"
SCRIPTS = sorted((ROOT / "scripts").glob("*.nsh"))


# Of the pages that scripts make, the gallery keeps those that it shows.
SHOWN = set(re.findall(r"\]\(([\w-]+\.(?:png|gif|html))\)", (GALLERY / "README.md").read_text()))


def pictures(folder):
    return {path.name for path in folder.iterdir() if path.suffix in [".png", ".gif", ".html"]}


def named(script):
    """The pictures and pages that a script's text names."""
    return set(re.findall(r'"([\w-]+\.(?:png|gif|html))"', script.read_text()))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_makes_the_pictures_that_are_shown(run, tmp_path, script):
    done = run(script)
    assert done.returncode == 0, done.stderr
    assert pictures(tmp_path) == named(script)
    for name in named(script):
        if name.endswith(".html") and name not in SHOWN:
            continue
        if name.endswith(".html"):
            # Its numbers depend on the processor's rounding; what it is made of does not.
            ours, theirs = [re.sub(r'type="application/json".*?</script>|src="data:[^"]*"|const themes = [^\n]*', "", (folder / name).read_text(), flags=re.S) for folder in [tmp_path, GALLERY]]
            assert ours == theirs, "tools/gallery draws it anew"
            continue
        ours, theirs = Image.open(tmp_path / name), Image.open(GALLERY / name)
        assert ours.size == theirs.size and getattr(ours, "n_frames", 1) == getattr(theirs, "n_frames", 1), name
    for picture in tmp_path.glob("*.svg"):
        assert xml.etree.ElementTree.parse(picture).getroot().tag.endswith("svg")


def test_all_pictures_are_listed_and_made_by_scripts():
    kept = {name for name in pictures(GALLERY) if not name.endswith(".html") or name in SHOWN}
    assert kept == SHOWN, "docs/gallery/README.md shows all of them"
    made = set().union(*map(named, SCRIPTS))
    assert SHOWN <= made and all(name.endswith(".html") for name in made - SHOWN)


def test_tools_gallery_draws_into_a_folder(tmp_path):
    script = ROOT / "scripts" / "layer.nsh"
    done = finish([ROOT / "tools" / "gallery", tmp_path, script], env=dict(os.environ, NSH=NSH))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "scripts/layer.nsh\n"
    assert pictures(tmp_path) == named(script) != set()
