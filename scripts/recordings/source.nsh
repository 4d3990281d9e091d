# A transformer of 1.2 million parameters, trained on one GPU (NVIDIA H100) on 131072 bytes of Python's standard library until its gradient was 1.4e-3, and
# recorded there in bfloat16 by python/examples/source.py: sums over the 2048 sequences trained on and over 2048 others of the same files, and some points.
# Of the four states that were recorded the sums of the first two are kept here, and the points of the last two.
# Look at: the level of rotations beside its error. On the text trained on it is a sixth of the error at either state, and p is 1: of such sums with
# random signs hardly one is as small. On other text p is below .001, and the dilation stands 24 errors above zero.
seed 1
import trace "source-seen.safetensors" as seen
import trace "source-other.safetensors" as other
import trace "source-points.safetensors" as points
# What bfloat16 leaves of an identity: <g, x> before the final norm.
use points
conserve
use seen
let trained = conserve
test of=levels charge=angular
let p = test of=levels charge=angular
use other
let untrained = conserve
test of=levels charge=angular
let q = test of=levels charge=angular
compare seen other
plot levels seen other

# Rows 3 and 4 are rotations at the two states, 7 and 8 dilations.
for k in 1..2 {
  expect trained.level[2 + k] < 0.2 * trained.error[2 + k] "trained on: far below what groups of sequences differ by"
  expect untrained.level[2 + k] > 2 * untrained.error[2 + k] "other text: there"
  expect p.p[k] > 0.99 and q.p[k] < 0.01 "so say flips of the groups' signs"
  expect trained.level[6 + k] < 0.2 * trained.error[6 + k] and untrained.level[6 + k] > 20 * untrained.error[6 + k] "dilation"
}
