"""Very many trials in parts, as many at once as there are processors. A part has a seed of its own, so that what is tried does not depend
on how many processes try it. What a part found is kept as soon as it is done, where a file for that is named: a run that is cut goes on there."""

import dataclasses
import json
import multiprocessing
import os
import sys

from report import Check, Fault

SIZE = 1000


def spread(trial, plan, name, number):
    """What `trial(random, count)` finds, a Check, in parts of so many; the parts' counts and faults together. A fault is told when it is
    found: all of it may take hours."""
    sizes = [min(SIZE, number - first) for first in range(0, number, SIZE)]
    parts = [(trial, plan, f"{name} {k}" if k else name, size) for k, size in enumerate(sizes)]
    if len(parts) == 1:
        return made(parts[0])
    done = kept(plan, {(part[2], part[3]) for part in parts})
    whole = None
    for part in done:
        whole = joined(whole, part)
    left = [part for part in parts if (part[2], part[3]) not in {(p.name, p.count) for p in done}]
    with multiprocessing.get_context("fork").Pool(plan.jobs or os.cpu_count()) as pool:
        for part, check in pool.imap_unordered(numbered, left):
            keep(plan, part, check)
            for fault in check.faults:
                print(f"  {fault.why}\n{fault.reproduction}\n", file=sys.stderr, flush=True)
            whole = joined(whole, check)
            if whole.count % (50 * SIZE) == 0:
                print(f"  {whole.what}: {whole.count:,} of {number:,}, {len(whole.faults)} faults", file=sys.stderr, flush=True)
    return whole


def joined(whole, part):
    if whole is None:
        return dataclasses.replace(part, faults=list(part.faults), shares=dict(part.shares))
    whole.add(part)
    return whole


def numbered(part):
    return part[2], made(part)


def made(part):
    trial, plan, name, size = part
    return trial(plan.random(name), size)


# MARK: What is kept


@dataclasses.dataclass
class Part(Check):
    name: str = ""


def keep(plan, name, check):
    if plan.keep:
        with open(plan.keep, "a") as file:
            file.write(json.dumps({"seed": plan.seed, "name": name, **dataclasses.asdict(check)}) + "\n")


def kept(plan, wanted):
    """The parts that an earlier run has done, in the order of their names; a last line that was cut is none."""
    found = {}
    if plan.keep and os.path.exists(plan.keep):
        with open(plan.keep) as file:
            for line in file:
                try:
                    value = json.loads(line)
                except ValueError:
                    continue
                key = value["name"], value["count"]
                if value.pop("seed") == plan.seed and key in wanted:
                    value["faults"] = [Fault(**fault) for fault in value["faults"]]
                    found[key] = Part(**value)
    return list(found.values())
