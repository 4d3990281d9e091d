# Networks on rows of a file, and their laws.
seed 1
define data flowers file="flowers.csv"     # -> flowers: 6 rows of 2 numbers in 2 classes: blue, red
define data again file="flowers.csv" label=colour rows=2..5 scale=standard  # -> again: 4 rows of 2 numbers in 2 classes: blue, red
build network data=flowers layers=["tanh 3", "residual 4 relu x2", "linear 2"] penalty=1e-2  # -> network: tanh 3, residual 4 relu x2, linear 2, 77 parameters, loss 0.592
let laws = conserve
print max(abs(laws["drift - defect"])) < 1e-12  # -> true
print kind(laws.drift[1]) laws.drift[last]  # -> a number missing
print length(momentum) length(momentum.blue[1]) length(angular[2])  # -> 3 3 3
print max(abs(momentum[1] - momentum.red[1] - momentum.blue[1])) < 1e-15  # -> true
print max(abs(drift(momentum) - defect(momentum))) < 1e-12  # -> true
print max(abs(drift(dilation) - defect(dilation))) < 1e-12  # -> true
let before = loss
let quiet = 1
print accuracy("again") <= 1               # -> true
print length(trace[0].x) length(trace[1].g3)  # -> 6 6
