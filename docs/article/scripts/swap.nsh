# Three clusters trade places through fifty small maps of the plane.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build chain layers=50 family=bump s=0.5 penalty=1e-3
print "drift of momentum, untrained = {max(abs(drift(momentum))):.3f}"
print "drift minus defect, untrained = {max(abs(drift(momentum) - defect(momentum))):.1e}"
expect max(abs(drift(momentum) - defect(momentum))) < 1e-13 "drift is defect, before any training"
train adam steps=1000 rate=0.02 decay=cosine
print "gradient after Adam = {gradient:.1e}"
print "drift of momentum after Adam = {max(abs(drift(momentum))):.1e}"
train newton until gradient < 1e-10
print "drift of momentum after Newton = {max(abs(drift(momentum))):.1e}"
print "drift of angular momentum after Newton = {max(abs(drift(angular))):.1e}"
expect drift(momentum) < 1e-12 and drift(angular) < 1e-12 "conserved to rounding"
plot path arrows=mean size=(500, 440) > "swap.png"
plot path arrows=mean size=(500, 440) theme=dark > "swap-dark.png"
plot momentum by cluster size=(520, 280) > "momentum.png"
plot momentum by cluster size=(520, 280) theme=dark > "momentum-dark.png"
