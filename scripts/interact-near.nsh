#!/usr/bin/env nsh
# The two pairs of interact-pairs.nsh, nearer to each other: a coupling appears.
#
# Purpose: between isolated and interacting there are degrees; the second singular value measures them.
# Look at: the verdict `nearly conserved`.
seed 4
define cluster left1  n=12 sd=0.12 at=(-0.9, 0.3)  to=(-0.9, -0.3)
define cluster left2  n=12 sd=0.12 at=(-0.9, -0.3) to=(-0.9, 0.3)
define cluster right1 n=12 sd=0.12 at=(0.9, 0.3)   to=(0.9, -0.3)
define cluster right2 n=12 sd=0.12 at=(0.9, -0.3)  to=(0.9, 0.3)
build chain layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12

let t = interact
t
expect min([violation(left1), violation(left2), violation(right1), violation(right2)]) > 1.4 "each cluster interacts"
let pairs = [violation([left1, left2]), violation([right1, right2])]
expect min(pairs) > 0.05 and max(pairs) < 0.2                    "the pairs do, a little"
expect t.verdict[5] == "nearly conserved"                        "which the table says in words"
expect couplings()[2] > 0.05 and couplings()[2] < 0.4            "as their coupling says"
expect violation() < 1e-9                                        "all together are conserved exactly"
