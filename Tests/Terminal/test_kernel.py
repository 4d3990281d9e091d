"""The copies of the kernel in the built objects."""

import pathlib
import platform
import re
import subprocess

import pytest
from conftest import NSH, ROOT

COPIES = re.findall(r'^  KernelCopy\("(\w+)"', (ROOT / "Package.swift").read_text(), re.M)
INTEL = pytest.mark.skipif(platform.machine() != "x86_64", reason="there is one copy elsewhere")


def objects(copy):
    """Those of a copy; a build for one processor alone has not all."""
    found = list((pathlib.Path(NSH).resolve().parent / f"Kernels{copy}.build").rglob("*.o"))
    if not found:
        pytest.skip("built for this processor alone")
    return found


def test_the_copies_are_laid_out():
    assert len(COPIES) == 5
    assert subprocess.run([str(ROOT / "tools" / "kernels"), "--check"], capture_output=True, text=True).stdout == ""


@INTEL
@pytest.mark.parametrize("copy", COPIES)
def test_no_weak_symbol_leaves_a_copy(copy):
    """A weak symbol without the copy's name could be linked into the portable path, and end the process on an old processor."""
    symbols = subprocess.run(["nm", *objects(copy)], check=True, capture_output=True, text=True).stdout
    weak = [line.split()[-1] for line in symbols.splitlines() if len(line.split()) == 3 and line.split()[1] in "Wu"]
    assert [symbol for symbol in weak if f"Kernels{copy}" not in symbol] == []
    assert f" T nsh_kernel_{copy.lower()}\n" in symbols


@INTEL
@pytest.mark.parametrize("copy", COPIES)
def test_only_the_copies_that_should_fuse(copy):
    """Multiplications and additions stay apart in the portable copies, whatever the compiler would like."""
    code = subprocess.run(["objdump", "-d", *objects(copy)], check=True, capture_output=True, text=True).stdout
    assert ("vfmadd" in code or "vfnmadd" in code) == copy.endswith("FMA"), copy
    assert ("%ymm" in code or "%zmm" in code) == (copy != "Baseline"), copy
    assert ("%zmm" in code) == ("512" in copy), copy


@INTEL
@pytest.mark.parametrize("copy", COPIES)
def test_each_kind_of_layer_is_compiled_once(copy):
    """The walks of a pass: forward and back for sixteen kinds of layer in three numbers, and back with moments; second order has none of
    its own."""
    symbols = subprocess.run(["nm", *objects(copy)], check=True, capture_output=True, text=True).stdout
    walks = re.findall(r" [tTW] (\S*(?:Forward|Backward)\S*visit\S*)", symbols)
    assert len(walks) == 16 * (3 + 3 + 1), len(walks)
