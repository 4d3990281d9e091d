"""A session of nsh from Python: the same values as nsh's, errors and Ctrl-C as Python's own."""

import os
import pathlib
import signal
import threading

import numpy as np
import pytest

import nshell

NSH = os.environ.get("NSH", str(pathlib.Path(__file__).resolve().parents[2] / ".build" / "release" / "nsh"))
SETUP = "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4 at=(1, 0) to=(0, 1)\nbuild chain layers=5"


@pytest.fixture
def nsh(tmp_path):
    with nshell.Session(NSH, cwd=tmp_path) as session:
        yield session


def test_values(nsh):
    assert nsh["0.1 + 0.2"] == 0.1 + 0.2 and nsh["1 == 1"] is True and nsh['"a{1}"'] == "a1"
    assert np.isnan(nsh["0/0"]) and nsh["-1/0"] == -np.inf
    assert nsh["(1, 2)"].tolist() == [1, 2] and nsh["[1, 2, 3]"].tolist() == [1, 2, 3] and nsh["[(1, 2), (3, 4)]"].shape == (2, 2)
    assert nsh["1..4"].tolist() == [1, 2, 3, 4] and nsh["[]"].tolist() == [] and nsh['[1, "a"]'] == [1, "a"]
    assert nsh["{a: 1, b: (1, 2)}"]["b"].tolist() == [1, 2]
    assert nsh.run("let x = 3") is None and nsh.run("print 1\nx") == ["1", 3]


def test_quantities_tables_and_figures(nsh, tmp_path):
    assert nsh.run(SETUP) is None
    momentum = nsh["momentum"]
    assert momentum.values.shape == (6, 2) and momentum.index.tolist() == list(range(6)) and len(momentum) == 6
    assert np.asarray(momentum).tobytes() == momentum.values.tobytes() and "momentum" in repr(momentum)
    by = nsh["momentum by cluster"]
    assert by["red"].shape == (6, 2) and np.allclose(by["red"] + by["blue"], momentum.values, rtol=1e-12)
    table = nsh.run("conserve")
    assert table["drift"].dtype == float and table.rows[0]["symmetry"] == table["symmetry"][0] and len(table) == table.count
    assert "<th>drift</th>" in table._repr_html_() and "drift" in repr(table)
    with pytest.raises(KeyError):
        table["nothing"]
    figure = nsh["plot momentum"]
    assert figure._repr_svg_().startswith("<?xml") and figure.png[:4] == b"\x89PNG" and "momentum" in repr(figure)
    bundle = figure._repr_mimebundle_()
    assert bundle == {"text/plain": figure.alt, "image/svg+xml": figure.svg}
    assert list(figure._repr_mimebundle_(include={"text/plain"})) == list(figure._repr_mimebundle_(exclude={"image/svg+xml"})) == ["text/plain"]
    (pixels,) = nsh.answers(run="plot momentum", figures=["png"])
    assert set(nshell.answers.Figure(pixels)._repr_mimebundle_()) == {"text/plain", "image/png"}
    figure.save(tmp_path / "m.png")
    assert (tmp_path / "m.png").read_bytes() == figure.png
    with pytest.raises(ValueError, match=".svg or .png"):
        figure.save(tmp_path / "m.jpg")


def test_arrays_have_the_same_bits(nsh):
    nsh.run(SETUP)
    arrays = nsh.arrays()
    assert arrays["x"].shape == (6, 8, 2)
    assert arrays["x"][0].tobytes() == np.concatenate([nsh["red.points"], nsh["blue.points"]]).tobytes()
    rng = np.random.default_rng(1)
    for array in [rng.normal(size=5), rng.normal(size=(3, 2)), rng.normal(size=20_000), np.array([np.inf, -np.inf, 1e-310, -0.0])]:
        nsh["given"] = array
        assert np.asarray(nsh["given"]).tobytes() == array.tobytes()
    nsh["given"] = 'a "quoted" {text}\n'
    assert nsh["given"] == 'a "quoted" {text}\n'
    nsh["given"] = True
    assert nsh["given"] is True
    for given in ["a\nb\tc\\n", "\x01\x7f\u2028😀", "", ["a", "b"], [True, False], [1, [2, 3]], {"a": 1, "b c": ["x"], "d": {"e": 2}}, 2**63, np.float32(0.1)]:
        nsh["given"] = given
        assert plain(nsh["given"]) == plain(given), given
    for given in [1j, None, b"x", object(), {}, [1j]]:
        with pytest.raises(TypeError, match="nsh takes numbers, strings"):
            nsh["given"] = given
    for given, why in [(10**400, "beyond the numbers"), ("a\rb", "carriage return")]:
        with pytest.raises(ValueError, match=why):
            nsh["given"] = given
    # What is no request is answered without an id.
    with pytest.raises(nshell.NshError, match="surrogates"):
        nsh["given"] = "\ud800"
    assert nsh["1 + 1"] == 2


def plain(value):
    """Without numpy's arrays."""
    if isinstance(value, dict):
        return {name: plain(x) for name, x in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return [plain(x) for x in value]
    return value if isinstance(value, (bool, str)) else float(value)


def test_errors(nsh):
    with pytest.raises(nshell.NshError) as caught:
        nsh.run("let y = 1\nprint nonsense")
    assert caught.value.code == "unknown-name" and caught.value.span["line"] == 2 and "^^^" in str(caught.value)
    with pytest.raises(nshell.NshError):
        nsh["y"]
    assert [e.code for e in nsh.check("foo 3\nplot mo")] == ["unknown-command", "unknown-name"] and nsh.check("print 1") == []
    assert nsh.complete("plot mom") == (["momentum"], (5, 8)) and "conserve" in nsh.help("conserve") and nsh.help("xyzzy") is None
    with pytest.raises(nshell.NshError, match="no nsh|cannot be started"):
        nshell.Session("/nowhere/nsh")
    with pytest.raises(nshell.NshError, match="status 2.*--threads"):
        nshell.Session(NSH, ["--threads", "0"]).run("1")


@pytest.fixture
def heard():
    """Ctrl-C is heard, also where the tests were started in the background of a shell, which lets it be ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_interrupts_and_the_end(nsh, heard):
    nsh.run(SETUP)
    told = []

    def progress(step):
        told.append(step["step"])
        if len(told) == 2:
            signal.raise_signal(signal.SIGINT)

    nsh.progress = progress
    with pytest.raises(KeyboardInterrupt):
        nsh.run("train adam steps=1000000000")
    assert nsh["1 + 1"] == 2 and len(told) >= 2
    threads = [threading.Thread(target=lambda: results.append(nsh["2 + 3"])) for _ in range(8)]
    results = []
    [t.start() for t in threads], [t.join() for t in threads]
    assert results == [5] * 8
    nsh.run("quit")
    with pytest.raises(nshell.NshError, match="ended with status 0"):
        nsh.run("1")
    nsh.close()
    nsh.close()
    with pytest.raises(nshell.NshError, match="closed"):
        nsh.run("1")
