# Whether a charge, or what layers change it by, is zero on average over the points.
seed 4
define cluster red n=20 at=(0, 1) to=(1, 0)   # -> red: 20 points around (0, 1), sd 0.1, to (1, 0)
define cluster blue n=12 at=(1, 0) to=(0, 1)  # -> blue: 12 points around (1, 0), sd 0.1, to (0, 1)
build chain layers=3 penalty=1e-2  # -> chain: 3 bump layers, 12 parameters, loss 1.04
let t = test by cluster
print t.groups                     # -> [20, 20, 20, 12, 12, 12]
print t.method                     # -> [T^2, rank 2, T^2, rank 2, T^2, rank 2, T^2, rank 2, T^2, rank 2, T^2, rank 2]
print t.adjusted[4] >= t.p[4]    # -> true
define cluster few n=5 at=(1, 1) to=(0, 0)  # -> few: 5 points around (1, 1), sd 0.1, to (0, 0)
build chain small layers=2         # -> small: 2 bump layers, 8 parameters, loss 1.06
let s = test by cluster
print s.method[last]               # -> flips, all
# A transfer is the difference of momenta that are much larger: it has some eight digits.
print abs(s.statistic[last] / norm(transfer.few[2])^2 - 1) < 1e-6  # -> true
let l = test by cluster of=levels
print l.state                      # -> [0, 1, 2, 0, 1, 2, 0, 1, 2]
print abs(l.statistic[last] / norm(momentum.few[2])^2 - 1) < 1e-12  # -> true
# The same seed, the same flips; a row's do not depend on the others.
let a = test by=cluster flips=200 charge=angular
let b = test by cluster flips=200 charge=angular
print a.p == b.p                   # -> true
test by colour                     # error: the points of a chain go by cluster, not by `colour`
