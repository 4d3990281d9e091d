# Three kinds of iris through a network of residual blocks in R^8.
# Look at: charges of translations vanish to rounding, one side at a time; linear ones drift by exactly what the penalty takes; two of the three
# classes exchange momentum with each other and hardly with the third.
seed 1
define data iris file="../share/data/iris.csv" label=species scale=standard
build network data=iris layers=["tanh 8", "residual 8 x3", "linear 3"] penalty=1e-2
let before = conserve
train lbfgs steps=3000 until gradient < 1e-7
train newton until gradient < 1e-10
let laws = conserve
conserve
interact
plot momentum by cluster > "iris-momentum.svg"

expect max(abs(before["drift - defect"])) < 1e-12 "the laws hold untrained"
expect max(abs(laws["drift - defect"])) < 1e-12 "and trained"
expect max(abs(drift(momentum))) < 1e-10 "the mean gradient is the same behind every block"
expect max(abs(drift(dilation))) > 1e-3 "a penalty on the weights is not invariant under dilation: its charge drifts"
expect max(abs(drift(dilation) - defect(dilation))) < 1e-12 "by the defect"
expect violation([versicolor, virginica]) < 0.05 "two classes keep their momentum together"
expect violation([setosa, virginica]) > 0.2 "others do not"
expect accuracy() > 0.95 "nearly all are told apart"
