#!/usr/bin/env nsh
# Newton's first law, exactly: maps of compact support, none of which reaches two places at once.
#
# Purpose: a cluster that is alone conserves its momentum to rounding as soon as its own layers are trained, however far the others are from it.
# Look at: after the first training `alone` is free, V about 1e-15, while `slow` still loses a tenth of its momentum and nobody else can be told.
seed 6
define cluster alone n=24 sd=0.1 at=(0, 1.8)     to=(0, 1.5)
define cluster slow  n=24 sd=0.1 at=(-1.5, 0)    to=(-1.2, 0)
define cluster b     n=12 sd=0.1 at=(1.5, -0.3)  to=(1.5, 0.3)
define cluster c     n=12 sd=0.1 at=(1.5, 0.3)   to=(1.5, -0.3)
build chain layers=30 s=0.8 kernel=compact penalty=0.05 spread=2
train momentum steps=1000 rate=0.3

let t = interact
t
let m = interact matrix
expect m.alone[2] == 0 and m.alone[3] == 0 and m.alone[4] == 0 and m.slow[3] == 0 and m.slow[4] == 0 "no layer touches two places"
expect gradient > 1e-4                                            "training is far from its end"
expect violation(slow) > 0.1 and t.verdict[2] != "free"           "slow has not arrived"
expect violation(alone) < 1e-13 and t.verdict[1] == "free"        "alone is free, to rounding"

train newton until gradient < 1e-12
let t = interact
t
expect t.verdict == ["free", "free", "interacts", "interacts", "conserved", "conserved"]
expect max([violation(alone), violation(slow), violation([b, c])]) < 1e-9 "whoever is alone is free, and the pair is alone with itself"
