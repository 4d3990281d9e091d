# Handwritten digits, 8 x 8 pixels, through four residual blocks in R^32.
# Look at: laws of gl(32), 1024 charges at once, hold to rounding; what was learnt from 900 digits is right for nine in ten of the others.
seed 1
param steps = 300
define data digits file="../share/data/digits.csv" rows=1..900 scale=16
define data unseen file="../share/data/digits.csv" rows=901..1797 scale=16
build network data=digits layers=["affine 32", "residual 32 x4", "linear 10"] penalty=1e-2
train lbfgs steps=steps until gradient < 1e-6
let laws = conserve
conserve
let others = accuracy("unseen")
print "right: {accuracy():.3f} of the digits learnt from, {others:.3f} of the others"

expect max(abs(laws["drift - defect"])) < 1e-12 "drift = defect for every law of every layer"
expect accuracy() > 0.99
expect others > 0.85
