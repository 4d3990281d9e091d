"""README's own commands, in a fresh clone."""

import os
import re
import xml.etree.ElementTree

from conftest import NSH, ROOT, finish


def test_the_readmes_commands(tmp_path):
    readme = (ROOT / "README.md").read_text()
    commands = re.search(r"```sh\n(.*?)```", readme, re.S).group(1).splitlines()
    commands = [line.split("#")[0].strip() for line in commands if line.strip()]
    assert commands == ["tools/demo", "tools/test"]
    clone = tmp_path / "clone"
    finish(["git", "clone", "--quiet", ROOT, clone], check=True)
    # The second command is what runs this test; of the first everything but a second compilation is repeated.
    done = finish([clone / commands[0]], cwd=clone, env=dict(os.environ, NSH_BINARY=NSH))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "swap.svg" in done.stdout
    assert xml.etree.ElementTree.parse(clone / "swap.svg").getroot().tag.endswith("svg")
    assert finish(["git", "status", "--porcelain"], cwd=clone).stdout == ""
