# The same digits as sequences of eight rows, through attention and blocks behind norms.
# Look at: the laws of each kind of layer, among them those of queries against keys and of values against outputs.
seed 1
define data digits file="../share/data/digits.csv" rows=1..300 scale=16
build network data=digits tokens=8 layers=["affine 12", "attention 6", "rmsnorm 16 gelu", "layernorm 16 relu", "linear 10"] penalty=1e-3
train adam steps=100 rate=0.01
let laws = conserve
conserve

expect max(abs(laws["drift - defect"])) < 1e-12 "at any parameters, trained or not"
expect accuracy() > 0.5
