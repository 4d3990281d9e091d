"""The table of counts in docs/reliability.md: the rows of the groups that were run are replaced, the others stay."""

import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- What follows is written by tools/torture --record. -->\n", "<!-- Here it ends. -->\n"
HEAD = "| group | what is tried | tried | faults | median / worst | promised |\n| --- | --- | ---: | ---: | --- | --- |\n"


def row(group, check):
    cells = [group, check.what, f"{check.count:,}", f"{len(check.faults):,}", check.times, check.promise]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def write(recorded):
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    rows = {}
    for line in table.splitlines(keepends=True)[2:]:
        rows.setdefault(re.match(r"\| (\w+)", line)[1], []).append(line)
    rows |= {group: [row(group, check) for check in checks] for group, checks in recorded.items()}
    PAGE.write_text(before + BEGIN + HEAD + "".join("".join(rows[group]) for group in sorted(rows)) + END + after)
