#!/usr/bin/env nsh
# Three clusters at the corners of a triangle, each on its way to the next one's place, and a trained chain that carries them.
#
# Purpose: the scene that the gallery's other scripts include.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build chain layers=50 family=bump s=0.5 penalty=1e-3
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-10
expect gradient < 1e-10 "training has reached a stationary point"
