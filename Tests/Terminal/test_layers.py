"""The arrows between the folders of the sources, drawn in docs/architecture.md and kept by tools/layers."""

import shutil

from conftest import ROOT, finish


def layers(root):
    return finish([root / "tools/layers"])


def copied(tmp_path):
    for folder in ["tools", "docs", "Sources"]:
        shutil.copytree(
            ROOT / folder, tmp_path / folder, symlinks=True, ignore=shutil.ignore_patterns("gallery", "__pycache__"))
    return tmp_path


def test_no_folder_uses_one_above_it():
    result = layers(ROOT)
    assert result.returncode == 0, result.stderr


def test_an_arrow_that_goes_up_is_told(tmp_path):
    root = copied(tmp_path)
    scope = root / "Sources/Interp/Workspace/Scope.swift"
    scope.write_text(scope.read_text() + "\nstruct Knot { let session: Session }\n")
    result = layers(root)
    assert result.returncode == 1
    assert result.stderr == "Interp/Workspace uses Declare, which is not below it: Session (Scope.swift)\n"


def test_a_member_that_an_upper_folder_adds_is_seen(tmp_path):
    root = copied(tmp_path)
    session = root / "Sources/Interp/Declare/Session/Session.swift"
    session.write_text(session.read_text() + "\nextension Session { func upward(_ v: Value) { _ = self.ownerless(v) } }\n")
    result = layers(root)
    assert result.returncode == 1
    assert "Interp/Declare uses Evaluate, which is not below it: .ownerless (Session.swift)" in result.stderr


def test_a_folder_that_is_not_drawn_is_told(tmp_path):
    root = copied(tmp_path)
    (root / "Sources/Core/Attic").mkdir()
    (root / "Sources/Core/Attic/Box.swift").write_text("struct Box {}\n")
    result = layers(root)
    assert result.returncode == 1
    assert result.stderr == "Core/Attic is not drawn in docs/architecture.md\n"
