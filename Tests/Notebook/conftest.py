"""What every test with Jupyter's programs starts from: folders of Jupyter's of their own, in which nsh's kernel is installed by nsh itself."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NSH = os.environ.get("NSH", str(ROOT / ".build" / "release" / "nsh"))
NOTEBOOKS = ROOT / "docs" / "notebooks"
# Seconds after which what was waited for counts as never coming; no promise of speed.
PATIENCE = 120

# Before anything of Jupyter's is imported: it reads these once.
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="nsh-notebook-"))
for name in ["JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "XDG_STATE_HOME", "HOME"]:
    os.environ[name] = str(FOLDER / name.lower())
    (FOLDER / name.lower()).mkdir()
os.environ["IPYTHONDIR"] = str(FOLDER / "ipython")
os.environ["PATH"] = str(pathlib.Path(sys.executable).parent) + ":" + os.environ["PATH"]
subprocess.run([NSH, "--install-jupyter"], check=True, stdout=subprocess.DEVNULL)


def pytest_sessionfinish():
    shutil.rmtree(FOLDER, ignore_errors=True)
