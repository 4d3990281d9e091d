#!/usr/bin/env nsh
# Who takes momentum from whom: six tasks side by side on one page.
#
# Purpose: one arrow a cluster, which is not conserved one by one; the sum is, and for some subsets nearly so. Near is strong, far is free.
# Look at: interactions.html. Choose clusters there: the sum of the chosen turns green where nobody else takes from them.

# three clusters, each to the place of the next: all interact
seed 1
for k in 0..2 {
  define cluster "c{k}" n=12 sd=0.12 at=polar(0.8, (90 + 120*k)*deg) to=polar(0.8, (210 + 120*k)*deg)
}
build chain three layers=30 s=1 penalty=0.03
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
let alone = [violation(["c0"]), violation(["c1"]), violation(["c2"])]
expect min(alone) > 0.9                                          "three: each cluster interacts"
forget c0 c1 c2

# two pairs, far from each other: two worlds
seed 1
define cluster left1  n=12 sd=0.12 at=(-1.5, 0.3)  to=(-1.5, -0.3)
define cluster left2  n=12 sd=0.12 at=(-1.5, -0.3) to=(-1.5, 0.3)
define cluster right1 n=12 sd=0.12 at=(1.5, 0.3)   to=(1.5, -0.3)
define cluster right2 n=12 sd=0.12 at=(1.5, -0.3)  to=(1.5, 0.3)
build chain pairs layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
expect max([violation([left1, left2]), violation([right1, right2])]) < 3e-3 "pairs: each keeps its momentum"
forget left1 left2 right1 right2

# the same pairs, nearer: a coupling appears
seed 4
define cluster left1  n=12 sd=0.12 at=(-0.9, 0.3)  to=(-0.9, -0.3)
define cluster left2  n=12 sd=0.12 at=(-0.9, -0.3) to=(-0.9, 0.3)
define cluster right1 n=12 sd=0.12 at=(0.9, 0.3)   to=(0.9, -0.3)
define cluster right2 n=12 sd=0.12 at=(0.9, -0.3)  to=(0.9, 0.3)
build chain pairs_nearer layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
let nearer = [violation([left1, left2]), violation([right1, right2])]
expect min(nearer) > 0.05 and max(nearer) < 0.2                  "pairs_nearer: nearly"
forget left1 left2 right1 right2

# a pair, and one that meets nobody: Newton's first law
seed 4
define cluster one    n=12 sd=0.12 at=(-1.2, 0.3)  to=(-1.2, -0.3)
define cluster other  n=12 sd=0.12 at=(-1.2, -0.3) to=(-1.2, 0.3)
define cluster single n=12 sd=0.12 at=(1.3, -0.6)  to=(1.3, 0.6)
build chain pair_and_one layers=24 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
expect violation(single) < 0.01                                  "pair_and_one: the single one is free"
forget one other single

# three in a row: no subset keeps its momentum
seed 1
define cluster a n=12 sd=0.12 at=(-0.5, 0) to=(0, 0)
define cluster b n=12 sd=0.12 at=(0, 0)    to=(0.5, 0)
define cluster c n=12 sd=0.12 at=(0.5, 0)  to=(-0.5, 0)
build chain in_a_row layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
expect min([violation([a, b]), violation([a, c]), violation([b, c])]) > 0.2 "in_a_row: no pair does"
forget a b c

# one has to pass another, which rests
seed 1
define cluster mover n=12 sd=0.12 at=(-1.5, 0) to=(1.5, 0)
define cluster rests n=12 sd=0.12 at=(0, 0.1)  to=(0, 0.1)
build chain passing layers=30 s=0.5 penalty=0.02
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
expect max(norm(transfer.mover + transfer.rests)) < 1e-10        "passing: what one gains the other loses, layer by layer"

export page "interactions.html" all=yes title="Who takes momentum from whom"
