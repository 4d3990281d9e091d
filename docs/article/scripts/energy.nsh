# The cheapest flow that makes three clusters trade places: its depth is continuous, and steps only approximate it.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=8 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
for steps in [50, 100] {
  build geodesic scale=0.5 steps=steps
  print "change of energy, {steps} steps = {max(abs(energy - energy[0]))/energy[0]:.1e}"
}
print "drift of momentum = {max(abs(drift(momentum))):.1e}"
