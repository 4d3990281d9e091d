"""Runs the groups and prints a line for each kind of check: tools/torture [GROUP ...] [--short] [--seed N] [--count N] [--jobs N] [--keep FILE] [--record]."""

import argparse
import importlib
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import record  # noqa: E402
from report import Plan  # noqa: E402

GROUPS = sorted(p.stem.removeprefix("group_") for p in pathlib.Path(__file__).parent.glob("group_*.py"))


def checks(group, plan):
    """The checks of a group, as each is done."""
    return importlib.import_module("group_" + group).checks(plan)


def arguments():
    parser = argparse.ArgumentParser(prog="tools/torture", description="Looks for what breaks nsh; each line is a kind of check.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="what is tried; all if none are named: " + ", ".join(GROUPS))
    parser.add_argument("--short", action="store_true", help="some seconds a group, as tools/test runs it; times are not judged")
    parser.add_argument("--seed", type=int, default=1, help="of all that is chosen at random (default: 1)")
    parser.add_argument("--count", type=int, help="how many trials each check makes, in place of its own number")
    parser.add_argument("--jobs", type=int, help="how many processes make trials in memory (default: as many as processors)")
    parser.add_argument("--keep", metavar="FILE", help="keep there what parts of long checks found; those are not tried again")
    parser.add_argument("--record", action="store_true", help="write what was found into docs/reliability.md")
    options = parser.parse_args()
    if unknown := [g for g in options.groups if g not in GROUPS]:
        parser.error(f"unknown group {unknown[0]}; there are " + ", ".join(GROUPS))
    return options


def shown(text):
    lines = text.splitlines()
    if len(lines) > 30:
        lines[15:-14] = [f"... {len(lines) - 29} lines"]
    return "".join(f"      {line if len(line) < 1000 else line[:1000] + '...'}\n" for line in lines)


def main():
    options = arguments()
    recorded, total = {}, 0
    with tempfile.TemporaryDirectory(prefix="nsh-torture-") as folder:
        for name in options.groups or GROUPS:
            begin = time.monotonic()
            print(name, flush=True)
            plan = Plan(pathlib.Path(folder), options.short, options.seed, options.count, options.jobs, options.keep)
            for check in checks(name, plan):
                print(check.text(), flush=True)
                for fault, like in check.kinds[:20]:
                    more = f"  ({like} like it)" if like > 1 else ""
                    print(f"    {fault.why}{more}\n" + shown(fault.reproduction), end="", flush=True)
                recorded.setdefault(name, []).append(check)
                total += len(check.faults)
                if options.record:
                    # At once: a run of hours that is cut has not been for nothing.
                    record.write({name: recorded[name]})
            print(f"  in {time.monotonic() - begin:.0f} s", flush=True)
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
