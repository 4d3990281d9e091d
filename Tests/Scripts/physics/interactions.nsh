# Who takes momentum from whom.
seed 1
define cluster a n=6 sd=0.1 at=(-2, 0.3) to=(-2, -0.3)  # -> a: 6 points around (-2, 0.3), sd 0.1, to (-2, -0.3)
define cluster b n=6 sd=0.1 at=(-2, -0.3) to=(-2, 0.3)  # -> b: 6 points around (-2, -0.3), sd 0.1, to (-2, 0.3)
define cluster c n=6 sd=0.1 at=(2, 0) to=(2, 0.2)  # -> c: 6 points around (2, 0), sd 0.1, to (2, 0.2)
build chain layers=20 penalty=0.02 spread=2  # -> chain: 20 bump layers, 80 parameters, loss 0.127
# Untrained: nothing can be told of what is exchanged.
let t = interact
print t.clusters                         # -> [a, b, c, all]
print t.verdict                          # -> [unresolved, unresolved, free, unresolved]
print violation([a, b]) > 0 violation(c) > 0  # -> true true
let t = interact subset=[a, b]
print t.clusters t.verdict               # -> [a + b, c] [unresolved, free]
train adam steps=2000 rate=0.03 decay=cosine  # -> loss 3.00e-3, |grad| 4.90e-8 after 2000 steps
let t = interact
print t.clusters t.verdict               # -> [a, b, c, a + b, all] [interacts, interacts, free, conserved, conserved]
print violation([a, b]) < 1e-3 violation([a, b]) == t.V[4] violation() == t.V[5]  # -> true true true
print violation(a) > 1 violation("a") == violation(a) violation([a]) == violation(a)  # -> true true true
let m = interact matrix
print m.cluster abs(m.a[3]) < 1e-4*m.a[1] m.a[2] < 0 abs(m.a[1] + m.a[2] + m.a[3]) < 1e-4*m.a[1]  # -> [a, b, c] true true true
let g = interact groups
print g.clusters g.size couplings()[1] < 1e-3 couplings()[2] > 1  # -> [a + b] [2] true true
let l = interact layers
print length(l) max(l.transfer) == l.transfer[1]  # -> 20 true
let l = interact layers subset=[a, b]
def is_pair(p) = p == "a - b"
print all(map(is_pair, l.pair))          # -> true
let pair = [a, b]
print violation(pair) == violation([b, a]) kappa(a) > 0.9  # -> true true
# Angular momentum is exchanged too; bodies need no training.
let t = interact charge=angular
print t.verdict[4] t.verdict[5]          # -> conserved conserved
build orbit masses=[1, 3] steps=200      # -> orbit: 2 bodies, 200 verlet steps of 0.0157, energy -1.5, largest error 4.03e-3
print violation(body1) > 1 violation([body1, body2]) < 1e-12 violation() < 1e-12  # -> true true true
print correlation([1, 2, 3], [3, 2, 1])  # -> -1
