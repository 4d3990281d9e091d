# Two chains in one script.
seed 1
define cluster red n=4 at=(0, 1) to=(1, 0)  # -> red: 4 points around (0, 1), sd 0.1, to (1, 0)
build chain deep layers=9                # -> deep: 9 bump layers, 36 parameters, loss 0.946
build chain shallow layers=3 family=swirl  # -> shallow: 3 swirl layers, 9 parameters, loss 0.892
print deep.layers shallow.family length(deep.momentum) length(momentum)  # -> 9 swirl 10 4
print deep.loss == loss                  # -> false
use deep                                 # -> deep: 9 bump layers, 36 parameters, loss 0.946
print deep.loss == loss                  # -> true
print length(drift(shallow.momentum))    # -> 3
print length(deep.parameters) kind(deep) kind(deep.parameters[2].v) # -> 9 a chain a vector
