#!/usr/bin/env nsh
# Two bodies that attract each other: the action does not change when both are moved or turned together.
#
# Purpose: the trained chain's law on its home ground, the pairing <p, xi(q)> summed over the bodies.
# Look at: two-body.png, where the bodies together sweep the same area (times mass) in each eighth of the time, and the momenta, put head to tail,
# end where they began; two-body.html, where the eccentricity is moved.
param eccentricity = 0.5

build orbit masses=[1, 2] eccentricity=eccentricity steps=1000
conserve
plot path size=(900, 470)                                        > "two-body.png"
plot angular by cluster size=(720, 320)                          > "two-body-angular.png"
export gif "two-body.gif" size=(640, 350)
export page "two-body.html" title="Two bodies"

# Noether's theorem: what does not change the action is conserved, to rounding.
expect max(abs(drift(momentum))) < 1e-13   "linear momentum is conserved to rounding"
expect max(abs(drift(angular))) < 1e-12    "so is angular momentum"
expect max(abs(drift(angular) - defect(angular))) < 1e-13 "drift and torque are the same"
expect max(drift(dilation)) > 0.1          "dilation is no symmetry: its charge changes"
expect max(abs(drift(dilation) - defect(dilation))) < 1e-12 "by exactly the torque"

# Kepler's closed forms, G M = 3, semi-major axis 1: the energy is -m1 m2 / 2a, L^2 = mu^2 G M a (1 - e^2) with mu = m1 m2 / M, the orbit closes after
# T = 2 pi / sqrt(3), and the Laplace-Runge-Lenz vector is as long as the eccentricity. Verlet's errors are of the order of h^2.
expect abs(energy[0] + 1) < 1e-12                                "energy"
expect abs(angular[0]^2 - (2/3)^2*3*(1 - eccentricity^2)) < 1e-12 "angular momentum"
expect abs(runge[0].x - eccentricity) < 1e-12                    "the Laplace-Runge-Lenz vector"
expect norm(position.body1[last] - position.body1[0]) < 2e-3     "the period"
expect max(abs(norm(runge) - eccentricity)) < 1e-3               "it hardly changes: only the law 1/r^2 does that"

# The sum of the momenta is the centre of mass' motion; it stays when that is not at rest, too.
build orbit moving masses=[1, 2] eccentricity=eccentricity steps=2000 periods=2 drift=(0.15, 0.1)
plot path size=(900, 470)                                        > "two-body-moving.png"
expect abs(momentum[0].x - 0.45) < 1e-12 and max(abs(drift(momentum))) < 1e-13 "M V"

# The energy errs with the square of the step, and does not drift; the controls do.
build orbit fine masses=[1, 2] eccentricity=eccentricity steps=2000
expect abs(max(abs(orbit.energy - orbit.energy[0])) / max(abs(fine.energy - fine.energy[0])) - 4) < 0.2 "order two"
build orbit euler masses=[1, 2] eccentricity=eccentricity steps=1000 integrator=euler
expect max(abs(drift(angular))) > 1e-2     "explicit Euler conserves nothing"
build orbit runge4 masses=[1, 2] eccentricity=eccentricity steps=4000 periods=20 integrator=rk4
build orbit verlet20 masses=[1, 2] eccentricity=eccentricity steps=4000 periods=20
expect max(abs(drift(runge4.angular))) > 1e3*max(abs(drift(verlet20.angular))) "Runge and Kutta's rule is more accurate, but no charge is kept"
