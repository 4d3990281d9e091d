#!/usr/bin/env nsh
# Families of maps of one's own: a formula, from which nsh makes the derivatives and finds the symmetries.
# Look at: what `define family` says of the motions under which each is closed, and that just their charges are conserved.
seed 1
define cluster red n=30 at=(0, 1) to=(1, 0)
define cluster blue n=30 at=(1, 0) to=(0, 1)

# A bump, by a point and a vector: the family that nsh has by itself.
define family own(p; c: centre, v: vector) = p + v*exp(-dot(p - c, p - c)/2/0.5^2) closed=euclidean
build chain layers=16 family=bump penalty=1e-2
let l = loss
build chain layers=16 family=own penalty=1e-2
expect abs(loss - l) < 1e-13 "the formula is the same function"
train adam steps=400 rate=0.02
train newton until gradient < 1e-11
conserve
expect drift(momentum) < 1e-10
expect drift(angular) < 1e-10

# Shears along x and along y by waves. What c and d are is found: translations move them.
define family waves(x, y; c, a, d, b) = (x + a*sin(2*(y - c)), y + b*sin(2*(x - d)))
build chain layers=16 family=waves penalty=1e-2
train adam steps=400 rate=0.02
train newton until gradient < 1e-11
conserve
expect drift(momentum) < 1e-10 "translations move waves to waves"
expect max(abs(drift(angular))) > 1e-3 "turned waves are not of the family"

# An elliptic swirl has no symmetry but translations; two of them made of one function.
def k(x, y) = 1/(1 + x^2 + 4*y^2)
define family pair(x, y; c: centre, a, b) = (x + a*k(x - c.x, y - c.y), y + b*k(y - c.y, x - c.x))
plot family pair a=0.8 b=-0.5
