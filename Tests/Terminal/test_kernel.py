"""The copies of the kernel in the built objects."""

import pathlib
import platform

import pytest
from conftest import NSH, finish

COPIES = ["KernelsAVX2", "KernelsAVX2FMA", "KernelsAVX512", "KernelsAVX512FMA"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="there is one copy elsewhere")
@pytest.mark.parametrize("copy", COPIES)
def test_no_weak_symbol_leaves_a_copy(copy):
    """A weak symbol without the copy's name could be linked into the portable path, and end the process on an old processor."""
    objects = list((pathlib.Path(NSH).resolve().parent / f"{copy}.build").rglob("*.o"))
    assert objects
    symbols = finish(["nm", *objects], check=True).stdout
    weak = [line.split()[-1] for line in symbols.splitlines() if len(line.split()) == 3 and line.split()[1] in "Wu"]
    assert [symbol for symbol in weak if copy not in symbol] == []
    assert any("run" in line and f" T " in line for line in symbols.splitlines())


def test_only_the_copies_that_should_fuse():
    """Multiplications and additions stay apart in the portable copies, whatever the compiler would like."""
    folder = pathlib.Path(NSH).resolve().parent
    if platform.machine() != "x86_64":
        pytest.skip("the instruction has another name")
    for copy in ["Kernels", *COPIES]:
        objects = list((folder / f"{copy}.build").rglob("*.o"))
        code = finish(["objdump", "-d", *objects], check=True).stdout
        assert ("vfmadd" in code or "vfnmadd" in code) == copy.endswith("FMA"), copy
        assert ("%ymm" in code or "%zmm" in code) == (copy != "Kernels"), copy
        assert ("%zmm" in code) == ("512" in copy), copy
