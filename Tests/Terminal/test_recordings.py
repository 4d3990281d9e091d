"""The story of docs/recordings.md: its scripts run on the recordings beside them, and what they expect holds."""

import pytest
from conftest import ROOT

FOLDER = ROOT / "scripts" / "recordings"


@pytest.mark.parametrize("script", sorted(FOLDER.glob("*.nsh")), ids=lambda script: script.stem)
def test_a_script_runs(run, script):
    assert "expect " in script.read_text()
    done = run(script)
    assert done.returncode == 0, done.stderr


def test_recordings_are_small_and_used():
    """What lies there is read by a script; a megabyte and a half for all, no more than 300 kB for one."""
    files = sorted(FOLDER.glob("*.safetensors"))
    texts = "".join(script.read_text() for script in FOLDER.glob("*.nsh"))
    assert all(f'"{file.name}"' in texts for file in files)
    assert all(file.stat().st_size < 300_000 for file in files)
    assert sum(file.stat().st_size for file in files) < 1_500_000
