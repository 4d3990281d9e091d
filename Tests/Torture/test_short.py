"""The short form of each group of tools/torture: some seconds each."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import declarations  # noqa: E402
import run  # noqa: E402
import workloads  # noqa: E402


def test_every_command_that_can_take_long_has_a_workload():
    assert not workloads.without([command.name for command in declarations.commands()])


@pytest.mark.parametrize("group", run.GROUPS)
def test_nothing_breaks(group, tmp_path):
    faults = [
        f"{check.what}: {fault.why} ({like} like it)\n{fault.reproduction}" for check in run.checks(group, run.Plan(tmp_path, short=True))
        for fault, like in check.kinds]
    assert not faults, "\n\n".join(faults)
