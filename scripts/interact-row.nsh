#!/usr/bin/env nsh
# Three clusters in a row: the last jumps to the front, past the others.
#
# Purpose: a chain of neighbours is one group.
# Look at: no subset is conserved.
seed 1
define cluster a n=12 sd=0.12 at=(-0.5, 0) to=(0, 0)
define cluster b n=12 sd=0.12 at=(0, 0)    to=(0.5, 0)
define cluster c n=12 sd=0.12 at=(0.5, 0)  to=(-0.5, 0)
build chain layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12

let t = interact
t
let groups = interact groups
expect length(t) == 4 and groups.clusters == ["a + b + c"]        "there is no conserved subset"
expect min([violation([a, b]), violation([a, c]), violation([b, c])]) > 0.2
expect violation() < 1e-9                                         "but that of all"
