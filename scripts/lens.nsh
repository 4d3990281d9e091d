#!/usr/bin/env nsh
# Light through a lens: between two points it takes the ways of stationary travel time.
#
# Purpose: p is the gradient of travel time; turning a round lens changes nothing, so that q ^ p stays (Bouguer).
# Look at: three rays join the two points through the bump lens; the one through its middle is a saddle.
build ray lens=bump from=(-1.5, 0) to=(1.5, 0) segments=256
plot path arrows=mean size=(720, 480)                            > "lens.png"
expect abs(duration.ray1[last] - 3.721) < 1e-3 and abs(duration.ray3[last] - 3.750) < 1e-3 "their times"
expect abs(abs(angular.ray1[0]) - 0.660) < 1e-3 "the charge of the bent ones"
expect max(abs(drift(angular by cluster))) < 1e-11 "each conserves it"

build ray fisheye lens=fisheye from=(-1.2, 0.3) to=(0.8, 0.9) segments=256
expect abs(duration.ray1[last] - 1.98974) < 1e-4                              "one way round a great circle of Maxwell's sphere"
expect abs(duration.ray1[last] + duration.ray2[last] - 2*pi) < 1e-3           "and the other way, a saddle"
expect max(abs(drift(angular))) < 1e-12                                       "their charge is conserved"
expect max(abs(drift(momentum))) > 0.1                                        "linear momentum is not: the lens pushes"
expect max(abs(drift(momentum) - defect(momentum))) < 1e-12                   "by exactly its torque"
