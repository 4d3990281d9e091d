# Where nothing flows, nothing is divided by it; and what is no number is not built.
seed 1
let quiet = 1
define cluster a n=3 at=(0, 1) sd=0 to=(0, 1)  # -> a: 3 points around (0, 1), sd 0, to (0, 1)
define cluster b n=3 at=(0, 1) sd=0 to=(0, 1)  # -> b: 3 points around (0, 1), sd 0, to (0, 1)
build chain layers=3 amplitude=0  # -> chain: 3 bump layers, 12 parameters, loss 0
let t = interact
print t.verdict          # -> [unresolved, unresolved, unresolved]
print max(abs(drift(momentum))) max(abs(drift(angular)))  # -> 0 0
try { print violation() } otherwise { print error }  # -> these clusters have no momentum, of which a part could be lost
try { print kappa(a) } otherwise { print error }     # -> the clusters exchange nothing, of which a part could cross an edge
try { build chain layers=3 amplitude=1e200 } otherwise { print error }
# -> the loss of this chain is not finite: the penalty leaves the range of numbers
define cluster a n=3 at=(0, 1) to=(1e200, 0)
# -> a: 3 points around (0, 1), sd 0.1, to (1e200, 0)
build chain layers=3     # error: coordinates of the size 1e+200 lie outside of 1e-75 to 1e75, where squares of squares are numbers
