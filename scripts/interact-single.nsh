#!/usr/bin/env nsh
# A pair swaps places, and a single cluster goes its way far from them.
#
# Purpose: Newton's first law, approximately: what nobody is near keeps its momentum, although it moves.
# Look at: the word `free`.
seed 4
define cluster one    n=12 sd=0.12 at=(-1.2, 0.3)  to=(-1.2, -0.3)
define cluster other  n=12 sd=0.12 at=(-1.2, -0.3) to=(-1.2, 0.3)
define cluster single n=12 sd=0.12 at=(1.3, -0.6)  to=(1.3, 0.6)
build chain layers=24 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12

let t = interact
t
expect t.verdict == ["interacts", "interacts", "free", "conserved", "conserved"]
expect t.clusters[4] == "one + other" and violation([one, other]) < 3e-3 "the pair keeps its momentum"
expect violation(one) > 1.4 and violation(other) > 1.4            "its members do not"
expect violation(single) < 0.01                                   "the single one does"
