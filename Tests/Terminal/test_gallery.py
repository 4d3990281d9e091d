"""The gallery: every script runs, and makes the very pictures that are shown."""

import re
import subprocess

from conftest import NSH, ROOT
from PIL import Image


def test_the_gallery_is_made_by_its_scripts(environment, tmp_path):
    done = subprocess.run([str(ROOT / "tools" / "gallery"), str(tmp_path)], env=dict(environment, NSH=NSH), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    shown = {p.name for p in (ROOT / "docs" / "gallery").iterdir() if p.suffix in [".png", ".gif"]}
    assert shown == {p.name for p in tmp_path.iterdir() if p.suffix in [".png", ".gif"]}
    for name in shown:
        ours, theirs = Image.open(tmp_path / name), Image.open(ROOT / "docs" / "gallery" / name)
        assert ours.size == theirs.size and getattr(ours, "n_frames", 1) == getattr(theirs, "n_frames", 1), name
    listed = set(re.findall(r"\]\(([\w-]+\.(?:png|gif))\)", (ROOT / "docs" / "gallery" / "README.md").read_text()))
    assert listed == shown, "docs/gallery/README.md shows all of them"
