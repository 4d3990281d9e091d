"""Runs the groups of measurements and prints one table."""

import importlib
import pathlib
import sys

from measure import Row

GROUPS = sorted(p.stem for p in pathlib.Path(__file__).parent.glob("group_*.py"))


def main():
    wanted = sys.argv[1:] or [g.removeprefix("group_") for g in GROUPS]
    unknown = [w for w in wanted if "group_" + w not in GROUPS]
    if unknown:
        sys.exit(f"unknown group {unknown[0]}; there are " + ", ".join(g.removeprefix("group_") for g in GROUPS))
    print(f"{'what':58} {'measured':>12} {'asked':>12}")
    for name in wanted:
        for row in importlib.import_module("group_" + name).rows():
            assert isinstance(row, Row)
            print(row.text(), flush=True)


main()
