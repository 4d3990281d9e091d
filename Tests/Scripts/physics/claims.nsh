# What a process claims and its numbers refute fails, after its table; what they bear out does not.
seed 1
define cluster red n=6 to=(1, 0)              # -> red: 6 points around (0, 0), sd 0.1, to (1, 0)
build chain layers=3                          # -> chain: 3 bump layers, 12 parameters, loss 0.473
let t = conserve
print length(refuted())                       # -> 0
let r = discover family bump scale=trained
print length(r)                               # -> 4
let t = conserve r[3]
try { let t = conserve r[4] } otherwise { print error }  # -> the numbers refute a symmetry of a chain: dilation
# Bodies that balance at rest: all that moves is rounding, which refutes nothing.
define action tri(a: point, b: point, c: point, va: point, vb: point, vc: point) = (dot(va, va) + dot(vb, vb) + dot(vc, vc))/2 - (dot(a - b, a - b) + dot(b - c, b - c) - dot(a - c, a - c)/2)
# -> tri: 3 bodies of the plane; symmetries: translation x, translation y, rotation
build path action=tri from=[(-0.2, 0.7), (0.1, 0.3), (0.4, -0.1)] velocity=[(0, 0), (0, 0), (0, 0)] time=1 steps=100
# -> path: 100 steps of 0.01 by tri, energy 3.08e-37, largest error 0; kept: translation x, translation y, rotation
print length(refuted())                       # -> 0
define action wall(x, y, vx, vy) = (vx^2 + vy^2)/2 - 100*max(0, x - 5)^2
# -> wall: 2 coordinates; symmetry: translation y; the mean of both slopes where max(0, x - 5) bends
