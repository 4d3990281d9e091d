"""The same script gives the same bits in every process: hashes are seeded anew in each, and must not reach any output."""

import unicodedata

import pytest

PROCESSES = 6

TABLES = {
    "mixed.csv": "a,b,c\n1,2,9\n2,3,10\n3,4,1a\n1,2,2\n1,2,2b\n1,2,100\n",
    "equal.csv": "a,b,c\n1,2,38\n2,3,38.0\n3,4,038\n4,1,40\n2,2,4e1\n",
    "words.csv": "a,b,c\n" + "".join(f"{i},{i * i % 7},{word}\n" for i, word in enumerate("nan 1 inf z Z é 10 -3 0x1 1e1 _ 2".split())),
}

SCRIPTS = {
    f"classes of {name}": f"""seed 1
define data d file="{name}"
define data s file="{name}" scale=standard
build network data=s layers=["tanh 4", "linear {{n}}"]
train lbfgs steps=20
print "{{loss:.17g}}" accuracy("d")
momentum by cluster
conserve
save "n.json"
export trace "t.csv"
plot momentum by cluster > "m.svg"
"""
    for name in TABLES
}
SCRIPTS["formulas and clusters"] = """seed 3
define family wave(x, y; a, b, w = 3) = (x + a*sin(w*y), y + b*cos(w*x)*exp(-x^2))
define cluster red n=9 at=(0, 1) to=(1, 0)
define cluster blue n=9 at=(1, 0) to=(0, 1)
define cluster green n=9 at=(-1, 0) to=(0, -1)
build chain layers=5 family=wave
train lbfgs steps=10
print "{loss:.17g}"
interact
interact groups
inspect process
discover family swirl
plot path > "p.svg"
plot path
save "c.json"
export page "p.html"
export gif "p.gif" size=(160, 120)
"""
SCRIPTS["errors and words"] = """let alpha = 1
let alpine = 2
let alps = 3
try { print [1, 2][3] } otherwise { print error }
help
apropos cluster
"""


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_process_gives_the_same_bits(run, tmp_path, name):
    for file, text in TABLES.items():
        (tmp_path / file).write_text(text)
    table = next((file for file in TABLES if file in name), None)
    classes = len({line.split(",")[2] for line in TABLES[table].splitlines()[1:]}) if table else 0
    (tmp_path / "s.nsh").write_text(SCRIPTS[name].replace("{n}", str(classes)))
    results = set()
    for _ in range(PROCESSES):
        result = run("s.nsh")
        files = {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file()}
        results.add((result.returncode, result.stdout, result.stderr, tuple(files.items())))
    assert len(results) == 1
    assert name == "errors and words" or result.returncode == 0, result.stderr


def columns(text):
    """Of a terminal, for the characters that stand in this file."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def test_wide_names_keep_tables_in_columns(run, tmp_path):
    names = ["日本語チーム", "red", "e\u0301tude", "ｶﾅ", "한국"]
    (tmp_path / "d.csv").write_text("a,b,k\n" + "".join(f"{i},{i * i},{name}\n" for i, name in enumerate(names)))
    script = 'seed 1\ndefine data d file="d.csv"\nbuild network data=d layers=["linear 5"]\ninspect layer 1\n'
    result = run("-q", "-c", script)
    assert result.returncode == 0, result.stderr
    rows = [line for line in result.stdout.splitlines() if any(line.strip().startswith(name) for name in names)]
    assert len(rows) == len(names)
    assert len({columns(row) for row in rows}) == 1, "numbers end in one column"


@pytest.mark.parametrize("order", ["\x1b[31m", "\x1b]0;title\x07", "\x9b31m", "\u202e", "\u2066"])
def test_files_give_no_orders_to_the_terminal(run, tmp_path, order):
    (tmp_path / "d.csv").write_text(f"a,b,k\n1,2,{order}red\n2,3,y\n")
    (tmp_path / f"bad.csv").write_text(f"a,b,k\n1,{order},x\n2,3,y\n")
    script = """seed 1
define data d file="d.csv"
build network data=d layers=["linear 2", "linear 2"]
inspect layer 1
momentum by cluster
interact
plot momentum by cluster
plot momentum by cluster > "m.svg"
export page "m.html"
define data e file="bad.csv"
"""
    (tmp_path / "s.nsh").write_text(script)
    for options in [[], ["--json"]]:
        result = run(*options, "s.nsh")
        assert result.returncode == 1 and "line 2" in (result.stdout if options else result.stderr)
        written = [result.stdout, result.stderr, (tmp_path / "m.svg").read_text(), (tmp_path / "m.html").read_text()]
        for text in written:
            assert not any(c in text for c in "\x1b\x07\x9b\u202e\u2066")


def test_json_keeps_the_sign_of_zero(run):
    result = run("--json", "-c", "[-0, 1/-0, 0, 1e15, 0.1]\nprint (-0, 1)\n")
    assert result.returncode == 0
    assert '"value":-0.0' in result.stdout and '"value":"-inf"' in result.stdout and '"value":0}' in result.stdout
