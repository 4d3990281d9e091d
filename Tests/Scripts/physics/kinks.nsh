# Derivatives where formulas bend, and powers at zero.
seed 1
let quiet = 1
define cluster c n=1 at=(0, 1) sd=0 to=(1, 0)
# -> c: 1 points around (0, 1), sd 0, to (1, 0)
define family softplus(x, y; a) = (max(x, 0) + log(1 + exp(-abs(x))), y + a)
# -> softplus: 1 parameter (a: scalar), closed under translation y; the mean of both slopes where max(x, 0), abs(x) bends
build chain layers=1 family=softplus amplitude=0 penalty=0
# -> chain: 1 softplus layer, 1 parameters, loss 0.547
print costate[0].x/costate[1].x
# -> 0.5
define family same(x, y; a) = (max(0, x) + min(x, 0), y + a + abs(x))
# -> same: 1 parameter (a: scalar), closed under translation y, dilation; the mean of both slopes where max(0, x), min(x, 0), abs(x) bends
build chain layers=1 family=same amplitude=0 penalty=0
# -> chain: 1 same layer, 1 parameters, loss 1
print costate[0].x/costate[1].x
# -> 1
define family powers(x, y; a) = (x + x^1.5 + abs(x)^2.5, y + a)
# -> powers: 1 parameter (a: scalar), closed under translation y
build chain layers=1 family=powers amplitude=0 penalty=0
# -> chain: 1 powers layer, 1 parameters, loss 1
print costate[0].x/costate[1].x
# -> 1
# Paths that start where a power of zero is taken, beside the same written otherwise.
define action free(p: point, v: point) = norm(v)^2/2 - dot(p, p)/2
# -> free: 2 coordinates; symmetry: rotation
build path action=free from=(1, 0) velocity=(0, 0) time=2
# -> path: 1000 steps of 2.00e-3 by free, energy 0.5, largest error 5.00e-7; kept: rotation
expect abs(position[last].x - cos(2)) < 1e-6 and position[last].y == 0
define action well(p: point, v: point) = dot(v, v)/2 - norm(p)^4/4
# -> well: 2 coordinates; symmetry: rotation
build path action=well from=(0, 0) velocity=(1, 0) time=2
# -> path: 1000 steps of 2.00e-3 by well, energy 0.5, largest error 4.71e-7; kept: rotation
expect abs(position[last].x - 1.03611) < 1e-5
define action cubic(p: point, v: point) = dot(v, v)/2 - norm(p)^3/3
# -> cubic: 2 coordinates; symmetry: rotation
build path action=cubic from=(0, 0) velocity=(1, 0) time=2
# -> path: 1000 steps of 2.00e-3 by cubic, energy 0.5, largest error 3.24e-7; kept: rotation
let there = position[last].x
define action line(q, v) = v^2/2 - abs(q)^3/3
# -> line: 1 coordinate; no symmetry was found
build path action=line from=0 velocity=1 time=2
# -> path: 1000 steps of 2.00e-3 by line, energy 0.5, largest error 3.24e-7
expect abs(position[last] - there) < 1e-12
# The reference is SciPy's DOP853.
define action power(q, v; n = 2.5) = v^2/2 - abs(q)^n
# -> power: 1 coordinate, n = 2.5; no symmetry was found; the mean of both slopes where abs(q) bends
build path action=power from=0 velocity=1 time=2
# -> path: 1000 steps of 2.00e-3 by power, energy 0.5, largest error 5.80e-7
expect abs(position[last] - 0.228908765) < 1e-5
define action half(q, v) = v^2/2 - abs(q)^2.5
# -> half: 1 coordinate; no symmetry was found
build path action=half from=0 velocity=1 time=2
# -> path: 1000 steps of 2.00e-3 by half, energy 0.5, largest error 5.80e-7
expect abs(position[last] - 0.228908765) < 1e-5
# What has a first derivative moves, though there is no second one.
define action rough(q, v) = v^2/2 - abs(q)^1.5
# -> rough: 1 coordinate; no symmetry was found
build path action=rough from=0 velocity=1 time=1
# -> path: 1000 steps of 1.00e-3 by rough, energy 0.5, largest error 9.92e-6
define action singular(p: point, v: point) = dot(v, v)/2 - norm(p)
# -> singular: 2 coordinates; symmetry: rotation
build path action=singular from=(0, 0) velocity=(1, 0) time=2  # error: the derivative at `norm(p)` is not finite at (0.0, 0.0)
