"""The copies of the kernel in the built objects."""

import pathlib
import platform
import re

import pytest
from conftest import NSH, ROOT, finish

FOLDER = pathlib.Path(NSH).resolve().parent
# Package.swift lists the copies; NSH_KERNELS=native builds some of them.
LISTED = re.findall(r'KernelCopy\("(\w+)"', (ROOT / "Package.swift").read_text())
OBJECTS = {copy: list((FOLDER / f"{copy}Kernels.build").rglob("*.o")) for copy in LISTED}
BUILT = [copy for copy in LISTED if OBJECTS[copy]]


def dump(tool, copy):
    return finish([*tool, *OBJECTS[copy]], check=True).stdout


def test_there_are_copies():
    assert len(LISTED) == 5 and BUILT
    assert finish([str(ROOT / "tools" / "kernels"), "--check"]).stdout == ""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="there is one copy elsewhere")
@pytest.mark.parametrize("copy", [copy for copy in BUILT if copy != "Baseline"])
def test_no_weak_symbol_leaves_a_copy(copy):
    """A weak symbol without the copy's name could be linked into the portable path, and end the process on an old processor."""
    symbols = [line.split()[-2:] for line in dump(["nm"], copy).splitlines() if len(line.split()) == 3]
    assert ["T", f"nsh_kernel_{copy.lower()}"] in symbols
    assert [name for kind, name in symbols if kind in "Wu" and f"{copy}Kernels" not in name] == []


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the instruction has another name")
@pytest.mark.parametrize("copy", BUILT)
def test_only_the_copies_that_should_fuse(copy):
    """Multiplications and additions stay apart in the portable copies, whatever the compiler would like."""
    code = dump(["objdump", "-d"], copy)
    assert ("vfmadd" in code or "vfnmadd" in code) == copy.endswith("FMA")
    assert ("%ymm" in code or "%zmm" in code) == (copy != "Baseline")
    assert ("%zmm" in code) == ("512" in copy)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="a name is shown otherwise")
@pytest.mark.parametrize("copy", BUILT)
def test_each_kind_of_layer_is_compiled_once(copy):
    """The walks of a pass, for sixteen kinds of layer: forward and back in three numbers, and back with moments. Second order has none of
    its own."""
    walks = re.findall(r" [tTW] (\S*(?:Forward|Backward)\S*visit\S*)", dump(["nm"], copy))
    assert len(walks) == 16 * (3 + 3 + 1)
