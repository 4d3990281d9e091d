# Two pairs swap places; first far from each other, then nearer.
def pairs(x) = [[(-x, 0.3), (-x, -0.3)], [(-x, -0.3), (-x, 0.3)], [(x, 0.3), (x, -0.3)], [(x, -0.3), (x, 0.3)]]
let clusters = ["left1", "left2", "right1", "right2"]
for x in [1.5, 0.9] {
  seed 4
  for k in 1..4 { define cluster clusters[k] n=12 sd=0.12 at=pairs(x)[k][1] to=pairs(x)[k][2] }
  build chain layers=30 s=0.5 penalty=0.02
  train adam steps=1000 rate=0.02 decay=cosine
  train newton until gradient < 1e-12
  if x == 1.5 { interact }
  print "one of the left pair, at {x} = {violation(["left1"]):.2f}"
  print "the left pair, at {x} = {violation(["left1", "left2"]):.1e}"
  print "all, at {x} = {violation():.1e}"
  expect violation() < 1e-9 "all together keep it, near or far"
  if x == 1.5 {
    plot transfers size=(520, 280) > "ledger.png"
    plot transfers size=(520, 280) theme=dark > "ledger-dark.png"
  }
}
