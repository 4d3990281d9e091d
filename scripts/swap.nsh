#!/usr/bin/env nsh
# Three clusters trade places through fifty small maps of the plane.
#
# Purpose: a trained chain conserves the momentum of its backpropagated gradient.
# Look at: the table of `conserve` (drift at rounding level once training is finished), and momentum.svg, where each cluster's
# momentum changes from layer to layer while the grey sum stays.
seed 1
param layers = 50

for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build chain layers=layers family=bump s=0.5 penalty=1e-3
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-10

inspect layer 25
conserve                                  # every charge: drift, defect, drift - defect
plot path arrows=gradient                 > "swap.svg"
plot momentum by cluster                  > "momentum.svg"
export page "swap.html" title="Three clusters trade places"

expect gradient < 1e-10                   "training has reached a stationary point"
expect drift(momentum) < 1e-10            "linear momentum is conserved"
expect drift(angular) < 1e-10             "so is angular momentum"
expect max(abs(drift(momentum) - defect(momentum))) < 1e-13 "drift and defect are the same, trained or not"
expect max(abs(drift(angular) - defect(angular))) < 1e-13   "for rotations too"
