#!/usr/bin/env nsh
# Three clusters trade places along the shortest flow of the plane: what the fifty maps of swap.nsh come near to.
#
# Purpose: shape analysis' landmark matching is a process like the others; its momenta are conserved, exactly.
# Look at: geodesic.png, where a grid is carried along and each cluster's momentum changes while the sum stays.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build geodesic scale=0.5 match=1000 steps=50
inspect layer 25
conserve
plot path                        size=(1350, 480) > "geodesic.png"
export gif "geodesic.gif"        size=(720, 270)
plot layer 25 deformation=grid                    > "geodesic-step.png"
export page "geodesic.html"      title="Three clusters on a geodesic"

# Noether's theorem for all points together: H depends on distances alone.
expect max(abs(drift(momentum))) < 1e-12          "linear momentum is conserved to rounding"
expect max(abs(drift(angular))) < 1e-12           "so is angular momentum"
expect max(abs(drift(dilation))) > 0.1            "dilation is no symmetry: its charge changes"
expect max(abs(drift(dilation) - defect(dilation))) < 1e-12 "by exactly what the points do to each other"
expect max(abs(drift(momentum.c0))) > 0.05         "a cluster alone is pushed by the others"

# The same task for fifty small maps whose parameters are trained. Their costate is the gradient of each point's loss; that of the geodesic
# is p = match (destination - q) at the end, so that p and -match g are the same kind of thing.
build chain layers=50 family=bump s=0.5 penalty=1e-3
train adam steps=600 rate=0.02 decay=cosine
conserve
plot processes columns=2                          > "geodesic-swap.png"
expect norm(position.c0[last] - geodesic.position.c0[last]) < 0.1 "both come to the same place"
expect norm(geodesic.position.c0[25] - geodesic.position.c0[0]) > 0.3 "on a way of their own"

# The steps are of the second order, and the energy does not drift.
build geodesic fine scale=0.5 match=1000 steps=100
expect abs(max(abs(geodesic.energy - geodesic.energy[0]))/max(abs(fine.energy - fine.energy[0])) - 4) < 0.2 "order two"
