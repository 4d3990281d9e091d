# Quantities as values, and quantities of one's own.
seed 1
define cluster red n=4 at=(0, 1) to=(1, 0)  # -> red: 4 points around (0, 1), sd 0.1, to (1, 0)
define cluster blue n=4 at=(1, 0) to=(0, 1)  # -> blue: 4 points around (1, 0), sd 0.1, to (0, 1)
build chain layers=6 penalty=1e-2        # -> chain: 6 bump layers, 24 parameters, loss 0.97
define quantity spin = mean(cross(x, g))
print max(abs(spin - angular)) < 1e-16 max(abs(spin.red - angular.red)) < 1e-16  # -> true true
define quantity force = g
print max(norm(force - momentum)) < 1e-16  # -> true
define quantity reds = label == "red"
print reds[0] (reds by cluster)[3] length(reds by point)  # -> 0.5 [0.5, 0] 7
define quantity depth = layer
print depth[4]                           # -> 4
print norm(momentum)[2] == norm(momentum[2])  # -> true
print argmax(norm(momentum.red)) >= 0    # -> true
print max(cross(position, position))     # -> 0
define quantity own = x.x
define quantity twice = 2*max(own)*x.x   # error: `own` is made of itself
define quantity own = max(twice)*x.x
print own
