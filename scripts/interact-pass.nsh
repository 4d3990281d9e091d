#!/usr/bin/env nsh
# One cluster has to pass another, which rests.
#
# Purpose: where two clusters are near, the layers make them exchange more.
# Look at: the layers, ranked by what changes hands there; over the layers transfer goes with 1/separation.
seed 1
define cluster mover n=12 sd=0.12 at=(-1.5, 0) to=(1.5, 0)
define cluster rests n=12 sd=0.12 at=(0, 0.1)  to=(0, 0.1)
let found = []
for k in 1..9 {
  seed k
  build chain layers=30 s=0.5 penalty=0.02
  train adam steps=1000 rate=0.02 decay=cosine
  train newton until gradient < 1e-12
  let t = interact layers
  let found = found + [correlation(t.transfer, 1/t.separation)]
  expect max(norm(transfer.mover + transfer.rests)) < 1e-10 "what one gains the other loses, layer by layer"
}
t
print "correlation of transfer and 1/separation over the layers: median {median(found):.2f} of {length(found)} chains"
expect median(found) > 0.5 and min(found) > 0.1                  "near is strong"
