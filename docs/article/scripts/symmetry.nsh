# The same lens made elliptic: turning a path changes its action, and q ^ p is not kept.
build ray lens="1 + 0.6*exp(-(x^2 + 3*y^2)/0.5)" from=(-1.5, 0.2) to=(1.5, 0.6) segments=64
print "drift of q ^ p = {max(abs(drift(angular))):.3f}"
print "drift minus torque = {max(abs(drift(angular) - defect(angular))):.1e}"
expect max(abs(drift(angular) - defect(angular))) < 1e-12 "what the action changes by explains all of it"
plot path size=(520, 340) > "skew.png"
plot path size=(520, 340) theme=dark > "skew-dark.png"
