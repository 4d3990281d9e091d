# The same task twice: with nothing to pay for moving, and with a small price.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
def force(points) = mean(sqrt(points.gx^2 + points.gy^2))
for penalty in [0, 1e-3] {
  build chain layers=50 family=bump s=0.5 penalty=penalty
  train adam steps=1000 rate=0.02 decay=cosine
  train newton steps=100 until gradient < 1e-10
  print "mean force on a point, penalty {penalty} = {mean(map(k -> force(trace[k]), 0..50)):.1e}"
  print "drift of momentum, penalty {penalty} = {max(abs(drift(momentum))):.1e}"
  if penalty == 0 {
    plot path size=(460, 380) > "forces.png"
    plot path size=(460, 380) theme=dark > "forces-dark.png"
  }
}
