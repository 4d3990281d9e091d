"""The short form of each group of tools/torture: some seconds each."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import run  # noqa: E402


@pytest.mark.parametrize("group", run.GROUPS)
def test_nothing_breaks(group, tmp_path):
    faults = [
        f"{check.what}: {fault.why} ({like} like it)\n{fault.reproduction}" for check in run.checks(group, run.Plan(tmp_path, short=True))
        for fault, like in check.kinds]
    assert not faults, "\n\n".join(faults)
