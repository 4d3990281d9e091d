"""No unchecked integer and no range of computed bounds in the sources, kept by tools/traps."""

import shutil

import pytest

from conftest import ROOT, finish


def test_nothing_in_the_sources_stops_the_program():
    result = finish([ROOT / "tools/traps"])
    assert result.returncode == 0, result.stdout


def test_each_rule_finds_what_breaks_it():
    result = finish([ROOT / "tools/traps", "--self-test"])
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("line", ["let n = Int(x)", "for k in 1...layers.count {}", "let end = text.suffix(n - 1)"])
def test_a_line_that_could_stop_it_is_told(tmp_path, line):
    shutil.copytree(ROOT / "Sources", tmp_path / "Sources", symlinks=True)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/traps", tmp_path / "tools/traps")
    scope = tmp_path / "Sources/Interp/Workspace/Scope.swift"
    scope.write_text(scope.read_text() + line + "\n")
    result = finish([tmp_path / "tools/traps"])
    assert result.returncode == 1
    assert result.stdout.startswith("Sources/Interp/Workspace/Scope.swift:")
    assert line in result.stdout
