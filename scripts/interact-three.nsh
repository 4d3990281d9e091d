#!/usr/bin/env nsh
# Three clusters swap places near each other, by wide maps: everybody is in everybody's way.
#
# Purpose: momentum is conserved in sum and by no smaller subset.
# Look at: the table, where single clusters and pairs lose as much momentum as they have.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=12 sd=0.12 at=polar(0.8, (90 + 120*k)*deg) to=polar(0.8, (210 + 120*k)*deg)
}
build chain layers=30 s=1 penalty=0.03
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12

let t = interact
t
expect min([violation(["c0"]), violation(["c1"]), violation(["c2"])]) > 0.9                                         "each cluster interacts"
expect min([violation(["c0", "c1"]), violation(["c0", "c2"]), violation(["c1", "c2"])]) > 0.3 "so does each pair"
expect length(t) == 4                                                 "no subset is conserved"
expect t.verdict[last] == "conserved" and violation() < 1e-9          "but all together are: Newton's third law"
expect couplings()[1] < 1e-9 and couplings()[2] > 0.5                 "there is one isolated group"
