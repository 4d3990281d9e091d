# One affine layer at the end of twenty-nine bumps.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build chain layers=30 family=map(k -> "bump", 1..29) + ["affine"] s=0.5 penalty=1e-3
print "most momentum, untrained = {max(norm(momentum)):.2f}"
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-12
print "most momentum, trained = {max(norm(momentum)):.1e}"
print "angular momentum, trained = {angular[0]:.1e}"
print "drift of angular momentum = {max(abs(drift(angular))):.1e}"
let points = trace[15]
print "mean force on a point = {mean(sqrt(points.gx^2 + points.gy^2)):.3f}"
expect max(norm(momentum)) < 1e-12 "the affine layer absorbs it, and the bumps carry the zero back"
plot momentum by cluster size=(520, 280) > "onesided.png"
plot momentum by cluster size=(520, 280) theme=dark > "onesided-dark.png"
