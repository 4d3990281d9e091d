#!/usr/bin/env nsh
# Light at the interface of two media: moving everything along the interface changes nothing, so that n sin(theta) is conserved.
#
# Purpose: Snell's law is the conservation law of a translation, <p, xi(q)> with xi(q) = (1, 0).
# Look at: the ray bends towards the normal where it is slower; the dark arrows, the part of p along the interface, are all alike.
build ray lens=layers above=1 below=1.5 thickness=0.02 from=(-1, 1) to=(0.6, -1) segments=400
plot path size=(720, 620)                                        > "snell.png"
plot momentum size=(720, 420)                                    > "snell-momentum.png"
export gif "snell.gif" size=(480, 420)
let above = momentum[0].x / norm(momentum[0])
let below = momentum[last].x / norm(momentum[last])
print "sin(theta) above {above}, below {below}, their ratio {above / below}"
expect max(abs(drift(momentum).x)) < 1e-12            "n sin(theta) is the same all along the ray"
expect abs(above / below - 1.5) < 1e-3                "so the sines are as the indices: Snell's law"
expect max(abs(drift(momentum))) > 0.1                "across the interface momentum is not conserved"
expect max(abs(drift(momentum) - defect(momentum))) < 1e-12 "but changes by exactly the torque"
build ray lens=layers above=1 below=1.5 thickness=0.05 from=(-1, 1) to=(0.6, -1) segments=100
export page "snell.html" title="Light at an interface"

# Warm air over a hot road, n = sqrt(1 + y/2): rays are parabolas, y - y0 = (x - x0)^2/(8 c^2) about the lowest place, where c = p along the layers.
build ray mirage lens="sqrt(1 + y/2)" from=(-1, 0.4) to=(1, 0.4) segments=200
plot path size=(720, 420)                                        > "mirage.png"
let c = momentum[0].x
expect abs(position[0].y - position[100].y - 1/(8*c^2)) < 1e-4   "the parabola"
expect max(abs(drift(momentum).x)) < 1e-12                       "its charge"
