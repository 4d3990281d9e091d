"""The gallery: every script runs, and makes the very pictures that are shown."""

import os
import re
import xml.etree.ElementTree

import pytest
from conftest import NSH, ROOT, finish
from PIL import Image

GALLERY = ROOT / "docs" / "gallery"
SCRIPTS = sorted((ROOT / "scripts").glob("*.nsh"))


def pictures(folder):
    return {path.name for path in folder.iterdir() if path.suffix in [".png", ".gif"]}


def named(script):
    """The pictures that a script's text names."""
    return set(re.findall(r'"([\w-]+\.(?:png|gif))"', script.read_text()))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_script_makes_the_pictures_that_are_shown(run, tmp_path, script):
    done = run(script)
    assert done.returncode == 0, done.stderr
    assert pictures(tmp_path) == named(script)
    for name in named(script):
        ours, theirs = Image.open(tmp_path / name), Image.open(GALLERY / name)
        assert ours.size == theirs.size and getattr(ours, "n_frames", 1) == getattr(theirs, "n_frames", 1), name
    for picture in tmp_path.glob("*.svg"):
        assert xml.etree.ElementTree.parse(picture).getroot().tag.endswith("svg")


def test_all_pictures_are_listed_and_made_by_scripts():
    shown = pictures(GALLERY)
    assert shown == set().union(*map(named, SCRIPTS))
    listed = set(re.findall(r"\]\(([\w-]+\.(?:png|gif))\)", (GALLERY / "README.md").read_text()))
    assert listed == shown, "docs/gallery/README.md shows all of them"


def test_tools_gallery_draws_into_a_folder(tmp_path):
    script = ROOT / "scripts" / "layer.nsh"
    done = finish([ROOT / "tools" / "gallery", tmp_path, script], env=dict(os.environ, NSH=NSH))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == "scripts/layer.nsh\n"
    assert pictures(tmp_path) == named(script) != set()
