#!/usr/bin/env nsh
# Light through a lens: between two points it takes the ways of stationary travel time.
#
# Purpose: p is the gradient of travel time, along the ray and as long as the index; turning a round lens changes nothing, so that q ^ p stays
# (Bouguer's n r sin(phi)). It is the trained chain's <g, xi(x)> with light for points.
# Look at: three rays join the two points through the bump lens; the one through its middle is a saddle. The triangles of centre, place and p have
# the same area all along a ray. In lens.html the end is dragged.
build ray lens=bump from=(-1.5, 0) to=(1.5, 0) segments=256
plot path size=(720, 560)                                        > "lens.png"
export gif "lens.gif" size=(640, 400)
expect abs(duration.ray1[last] - 3.721) < 1e-3 and abs(duration.ray3[last] - 3.750) < 1e-3 "their times"
expect abs(abs(angular.ray1[0]) - 0.660) < 1e-3 "the charge of the bent ones"
expect max(abs(drift(angular by cluster))) < 1e-11 "each conserves it"
build ray lens=bump from=(-1.5, 0) to=(1.5, 0)
export page "lens.html" title="Light through a lens"

# A fan from one point: rays and, across them, the wavefronts, the points at one time. Behind the lens the rays have crossed.
build ray fan from=(-1.5, 0) fan=25 spread=56deg time=4.2
plot path size=(720, 480)                                        > "lens-fan.png"
export gif "lens-fan.gif" size=(480, 320)
expect max(abs(drift(angular by cluster))) < 1e-12 "a ray that is shot conserves its charge as well"

# Luneburg's lens, n^2 = 2 - r^2 within its rim, makes the fan from a point of the rim parallel.
build ray luneburg lens=luneburg from=(-1, 0) fan=15 spread=100deg time=3.2 segments=256
plot path size=(720, 560)                                        > "lens-luneburg.png"
build ray middle lens=luneburg from=(-1, 0) fan=1 direction=0.6 time=pi/2 + cos(0.6) segments=512
expect norm(position[last] - (cos(0.6), sin(0.6))) < 1e-4        "on the rim again, in the direction in which it left"
expect norm(momentum[last] - (1, 0)) < 3e-3                      "and parallel, but for half a step at the rim, where the push ends"

# Maxwell's fish-eye, n = 2/(1 + r^2): rays are great circles of a sphere.
build ray fisheye lens=fisheye from=(-1.2, 0.3) to=(0.8, 0.9) segments=256
plot path size=(720, 620)                                        > "lens-fisheye.png"
expect abs(duration.ray1[last] - 1.98974) < 1e-4                              "one way round a great circle of Maxwell's sphere"
expect abs(duration.ray1[last] + duration.ray2[last] - 2*pi) < 1e-3           "and the other way, a saddle"
expect max(abs(drift(angular))) < 1e-12                                       "their charge is conserved"
expect max(abs(drift(momentum))) > 0.1                                        "linear momentum is not: the lens pushes"
expect max(abs(drift(momentum) - defect(momentum))) < 1e-12                   "by exactly its torque"

# A lens without symmetry: q ^ p drifts, by the torque and by nothing else.
build ray skew lens="1 + 0.6*exp(-(x^2 + 3*y^2)/0.5)" from=(-1.5, 0.2) to=(1.5, 0.6) segments=256
plot path size=(720, 480)                                        > "lens-skew.png"
plot [drift(angular), defect(angular)] size=(900, 300)           > "lens-torque.png"
expect max(abs(drift(angular))) > 1e-2                           "it drifts"
expect max(abs(drift(angular) - defect(angular))) < 1e-12        "by the torque"
