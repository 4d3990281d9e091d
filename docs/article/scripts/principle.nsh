# Eight maps and nine points, as in the picture of the principle: the law holds at random parameters.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=3 sd=0.15 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build chain layers=8 s=0.7 penalty=1e-2 amplitude=0.25
print "angular momentum behind layer 4 = {angular[4]:.4f}"
print "angular momentum before layer 4 = {angular[3]:.4f}"
expect max(abs(drift(angular) - defect(angular))) < 1e-14 "drift is defect, at random parameters"
plot layer 4 size=(500, 440) > "layer.png"
plot layer 4 size=(500, 440) theme=dark > "layer-dark.png"
