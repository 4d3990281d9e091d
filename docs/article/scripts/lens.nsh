# Three ways of stationary time from one side of a round lens to the other.
build ray lens=bump height=0.6 width=0.5 from=(-1.5, 0) to=(1.5, 0) segments=64
print "time of the upper ray = {duration.ray1[last]:.4f}"
print "time of the lower ray = {duration.ray2[last]:.4f}"
print "time straight through = {duration.ray3[last]:.4f}"
print "q ^ p of the upper ray = {abs(angular.ray1[0]):.4f}"
print "drift of q ^ p = {max(abs(drift(angular by cluster))):.1e}"
expect max(abs(drift(angular by cluster))) < 1e-12 "each ray keeps its own q ^ p"
plot path size=(520, 340) > "lens.png"
plot path size=(520, 340) theme=dark > "lens-dark.png"
