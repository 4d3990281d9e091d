import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
NSH = os.environ.get("NSH", str(ROOT / ".build" / "release" / "nsh"))
# As in Tests/Terminal, whose client is used here too.
PATIENCE = 120


def default_signals():
    pass
