#!/usr/bin/env nsh
# Two bodies that attract each other: the action does not change when both are moved or turned together.
#
# Purpose: the trained chain's law on its home ground, the pairing <p, xi(q)> summed over the bodies.
# Look at: the momentum arrows, whose sum is zero throughout, and the angular momenta, whose sum stays.
param eccentricity = 0.5

build orbit masses=[1, 2] eccentricity=eccentricity steps=1000
conserve
plot path arrows=mean size=(720, 560)                            > "two-body.png"
plot angular by cluster size=(720, 320)                          > "two-body-angular.png"
expect max(abs(drift(momentum))) < 1e-13   "linear momentum is conserved to rounding"
expect max(abs(drift(angular))) < 1e-12    "so is angular momentum"
expect max(abs(drift(angular) - defect(angular))) < 1e-13 "drift and torque are the same"
expect max(drift(dilation)) > 0.1          "dilation is no symmetry: its charge changes"
expect abs(runge[0].x - eccentricity) < 1e-12 "the Laplace-Runge-Lenz vector is as long as the eccentricity"

# The energy errs with the square of the step, and does not drift; the controls do.
build orbit fine masses=[1, 2] eccentricity=eccentricity steps=2000
expect abs(max(abs(orbit.energy - orbit.energy[0])) / max(abs(fine.energy - fine.energy[0])) - 4) < 0.2 "order two"
build orbit euler masses=[1, 2] eccentricity=eccentricity steps=1000 integrator=euler
expect max(abs(drift(angular))) > 1e-2     "explicit Euler conserves nothing"
