"""A family given by a formula beside the family written by hand that it equals, in turns, one thread each."""

import statistics

from group_kernel import nsh_run
from measure import Row

K = "exp(-dot(p - c, p - c)/2/0.5^2)"
BUMP = f"define family own(p; c: centre, v: vector) = p + v*{K}"
SWIRL = f"def k(p, c) = exp(-dot(p - c, p - c)/2/0.5^2)\ndefine family own(p; c: centre, a) = c + (cos(a*k(p, c))*(p - c).x - sin(a*k(p, c))*(p - c).y, sin(a*k(p, c))*(p - c).x + cos(a*k(p, c))*(p - c).y)"


def problem(n, family, definition):
    return (
        f"seed 1\n{definition}\ndefine cluster a n={n // 2} at=(0, 1) to=(1, 0)\ndefine cluster b n={n - n // 2} at=(1, 0) to=(0, 1)\n"
        f"build chain layers=50 family={family}\n"
    )


def rows():
    for name, definition in [("bump", BUMP), ("swirl", SWIRL)]:
        for n, steps in [(300, 4000), (3000, 400)]:
            ratios = {"portable": [], "fast": []}
            for _ in range(7):
                for arithmetic, list_ in ratios.items():
                    times = []
                    for family, text in [("own", definition), (name, "")]:
                        (short, _), (long, _) = nsh_run(problem(n, family, text), 1, arithmetic), nsh_run(problem(n, family, text), 1 + steps, arithmetic)
                        times.append(long - short)
                    list_.append(times[0] / times[1])
            for arithmetic, list_ in ratios.items():
                yield Row(f"{name} by a formula over by hand, {n} points, {arithmetic}", statistics.median(list_), "x", 4)
