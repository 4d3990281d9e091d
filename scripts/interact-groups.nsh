#!/usr/bin/env nsh
# Twenty clusters on a field: eight pairs that swap places, four singles between them.
#
# Purpose: with so many there are a million subsets; the null space of the transfers names those that are conserved without trying any.
# Look at: interact-groups.png, where thick lines join who exchanges; interact-couplings.png, where as many couplings are small as there are groups.
seed 2
def place(i) = ((i % 4) * 2.4 - 3.6, (i // 4) * 2.2 - 2.2)
for i in 0..11 {
  let p = place(i)
  if i % 3 == 2 {
    define cluster "single{i}" n=12 sd=0.1 at=p - (0.3, 0) to=p + (0.3, 0)
  } else {
    define cluster "a{i}" n=12 sd=0.1 at=p + (0, 0.3) to=p - (0, 0.3)
    define cluster "b{i}" n=12 sd=0.1 at=p - (0, 0.3) to=p + (0, 0.3)
  }
}
build chain layers=80 s=0.5 penalty=0.002 spread=4
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12

let groups = interact groups
groups
plot interactions as=graph size=(900, 620)                       > "interact-groups.png"
plot interactions as=couplings size=(720, 420)                   > "interact-couplings.png"
let n = length(groups)
expect n >= 5 and max(groups.V) < 0.2                            "several groups, each of which keeps its momentum"
expect max(groups.size) <= 6                                     "and all of them small"
expect couplings()[n] < 0.5 and couplings()[n + 1] > 0.5         "as many couplings are small"
