#!/usr/bin/env nsh
# Two pairs of clusters swap places, far from each other.
#
# Purpose: a subset that exchanges with nobody conserves its own momentum, and is named without trying subsets.
# Look at: the groups, the gap among the couplings, and the picture: thick lines within the pairs, none between them.
seed 1
define cluster left1  n=12 sd=0.12 at=(-1.5, 0.3)  to=(-1.5, -0.3)
define cluster left2  n=12 sd=0.12 at=(-1.5, -0.3) to=(-1.5, 0.3)
define cluster right1 n=12 sd=0.12 at=(1.5, 0.3)   to=(1.5, -0.3)
define cluster right2 n=12 sd=0.12 at=(1.5, -0.3)  to=(1.5, 0.3)
def within(pair) = pair == "left1 - left2" or pair == "right1 - right2"
build chain layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12

interact
let groups = interact groups
groups
plot interactions as=graph size=(720, 420)                       > "interact-pairs.png"
expect min([violation(left1), violation(left2), violation(right1), violation(right2)]) > 1.4 "each cluster interacts"
expect max([violation([left1, left2]), violation([right1, right2])]) < 3e-3 "each pair is conserved"
expect violation() < 1e-9                                        "all together are conserved exactly"
expect sort(groups.clusters) == ["left1 + left2", "right1 + right2"] "the pairs are found"
expect couplings()[2] < 5e-3 and couplings()[3] > 1              "by the gap that parts them"
let layers = interact layers
expect all(map(within, layers.pair))                             "in each layer one pair exchanges"
