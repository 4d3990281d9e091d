#!/usr/bin/env nsh
# Which rate trains a chain best? Nine rates, ten seeds each, every run kept.
#
# Purpose: a sweep runs a script of its own, here the block, for all combinations of its parameters, on all threads, and each
# run has the bits that it has alone. `sweep rates resume store="rates.db"` goes on where it was left.
# Look at: rates.png, each run and the mean over the seeds: too small a rate gets nowhere in 100 steps, too large a one jumps about.
sweep rates store="rates.db" rate=10^linspace(-4, 0, 9) seed=1..10 keep=[loss, drift(angular)] {
  define cluster red n=10 at=(0, 1) to=(1, 0)
  define cluster blue n=10 at=(1, 0) to=(0, 1)
  build chain layers=20 penalty=1e-4
  train adam steps=100 rate=rate
}
runs rates by rate                                          # the mean over the seeds, and how far they spread
runs rates sort=loss first=5                                # the five best
plot runs loss by rate xscale=log scale=log                 > "rates.png"

let t = runs rates
let means = t by rate mean(loss) n=count()
let best = means.rate[argmin(means["mean(loss)"])]
print "best of these rates: {best:.3g}"

# The best run's chain, once more and to the same bits, trained to its end.
let first = runs rates sort=loss first=1
load run first.run[1]
print "loss {loss:.17e}"
