"""Very many trials in parts, as many at once as there are processors. A part has a seed of its own, so that what is tried does not depend
on how many processes try it."""

import multiprocessing
import os
import sys

SIZE = 1000


def spread(trial, plan, name, number):
    """What `trial(random, count)` finds, a Check, in parts of so many; the parts' counts and faults together. A fault is told when it is
    found: all of it may take hours."""
    sizes = [min(SIZE, number - first) for first in range(0, number, SIZE)]
    parts = [(trial, plan, f"{name} {k}" if k else name, size) for k, size in enumerate(sizes)]
    if len(parts) == 1:
        return made(parts[0])
    whole = None
    with multiprocessing.get_context("fork").Pool(plan.jobs or os.cpu_count()) as pool:
        for part in pool.imap(made, parts):
            if whole is None:
                whole = part
            else:
                whole.count += part.count
                whole.faults += part.faults
            for fault in part.faults:
                print(f"  {fault.why}\n{fault.reproduction}\n", file=sys.stderr, flush=True)
            if whole.count % (50 * SIZE) == 0:
                print(f"  {whole.what}: {whole.count:,} of {number:,}, {len(whole.faults)} faults", file=sys.stderr, flush=True)
    return whole


def made(part):
    trial, plan, name, size = part
    return trial(plan.random(name), size)
