#!/usr/bin/env nsh
# Small multiples: one panel for each layer, and one for each seed.
#
# Look at: chains of other random beginnings find other ways; all of them arrive.
for k in 0..2 {
  seed 1
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
for s in 1..6 {
  seed s
  build chain "seed{s}" layers=50 family=bump s=0.5 penalty=1e-3
  train adam steps=1000 rate=0.02 decay=cosine
  expect loss < 0.02 "the points arrive"
}
plot chains columns=3 size=(900, 680)                            > "seeds.png"
use seed1
plot layers size=(900, 620)                                      > "layers.png"
