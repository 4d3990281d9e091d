# Two bodies that attract each other while their centre of mass moves on.
build orbit masses=[1, 2] eccentricity=0.5 drift=(0.15, 0.1) steps=1000
print "momentum of both, x = {momentum[0].x:.4f}"
print "angular momentum of the first, least = {min(angular.body1):.3f}"
print "angular momentum of the first, most = {max(angular.body1):.3f}"
print "angular momentum of both = {angular[0]:.4f}"
print "drift of angular momentum = {max(abs(drift(angular))):.1e}"
expect max(abs(drift(angular))) < 1e-12 and max(abs(drift(momentum))) < 1e-12 "to rounding"
build orbit euler masses=[1, 2] eccentricity=0.5 drift=(0.15, 0.1) steps=1000 integrator=euler
print "drift with Euler's rule = {max(abs(drift(angular))):.3f}"
use orbit
plot path size=(520, 340) > "bodies.png"
plot path size=(520, 340) theme=dark > "bodies-dark.png"
