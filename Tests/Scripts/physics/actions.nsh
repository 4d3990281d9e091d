# Lagrangians of one's own.
let k = 3
def square(p) = dot(p, p)
define action spring(a: point, va: point) = square(va)/2 - k*square(a)/2
# -> spring: 2 coordinates; symmetry: rotation
let k = 1
build path action=spring from=(1, 0) velocity=(0, 1) time=2 steps=200
# -> path: 200 steps of 0.01 by spring, energy 2, largest error 7.50e-5; kept: rotation
print length(energy) length(momentum over step)
# -> 201 201
# The name of the point is a body.
print abs(momentum.body1[0].y - 1) < 1e-12
# -> true
define action fall(q, v; g = 1) = v^2/2 - g*q
# -> fall: 1 coordinate, g = 1; no symmetry was found
build path drop action=fall g=2 from=0 to=0 time=1 steps=10
# -> drop: 10 steps of 0.1 by fall between two points, action -0.165, energy 0.5, largest error 1.11e-16
expect abs(position[5] - 0.25) < 1e-12
print length(position) kind(drop)
# -> 11 a path of `fall`
