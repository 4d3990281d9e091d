#!/usr/bin/env nsh
# Light at the interface of two media: moving everything along the interface changes nothing, so that n sin(theta) is conserved.
#
# Purpose: Snell's law is the conservation law of a translation.
# Look at: the ray bends towards the normal where it is slower; the part of p along the interface stays.
build ray lens=layers above=1 below=1.5 thickness=0.02 from=(-1, 1) to=(0.6, -1) segments=400
plot path arrows=mean size=(720, 620)                            > "snell.png"
plot momentum size=(720, 420)                                    > "snell-momentum.png"
let above = momentum[0].x / norm(momentum[0])
let below = momentum[last].x / norm(momentum[last])
print "sin(theta) above {above}, below {below}, their ratio {above / below}"
expect max(abs(drift(momentum).x)) < 1e-12            "n sin(theta) is the same all along the ray"
expect abs(above / below - 1.5) < 1e-3                "so the sines are as the indices: Snell's law"
expect max(abs(drift(momentum))) > 0.1                "across the interface momentum is not conserved"
