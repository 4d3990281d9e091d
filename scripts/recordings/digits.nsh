# A residual perceptron on 120 handwritten digits, recorded by python/examples/digits.py, |gradient| 1e-16.
# Look at: with a frozen head the charge of rotations is there and is the same at every layer; with a trained head it is zero at every layer, which
# says nothing of the layers; on rows that were not trained on it is not conserved. Rows of the tables: translations 1 to 6, rotations 7 to 12.
seed 1
def rows(column, first, final) {
  let chosen = []
  for k in first..final { let chosen = chosen + [column[k]] }
  return chosen
}

import trace "digits-frozen.safetensors" as frozen
let laws = conserve
conserve
plot momentum by cluster
let rotations = rows(laws.level, 7, 12)
expect min(rotations) > 0.09 and max(rotations) - min(rotations) < 1e-12 "a charge that is not zero, and the same at six states"
expect max(rows(laws.drift, 7, 11)) < 1e-12 and max(rows(laws.drift, 13, 17)) > 0.05 "rotations are conserved, gl(8) is not: tanh commutes with neither"
expect max(rows(laws["drift - defect"], 7, 11)) < 1e-12 "what drifts is what the parameters' gradients say"

import trace "digits-trained.safetensors" as trained
let laws = conserve
conserve
expect max(rows(laws.level, 7, 12)) < 1e-12 "a trained head absorbs rotations: conserved as 0 = 0"

import trace "digits-unseen.safetensors" as unseen
let laws = conserve
conserve
expect min(rows(laws.drift, 7, 11)) > 0.03 "on unseen rows rotations drift"
expect max(rows(laws.level, 1, 6)) > 0.9 "and the mean gradient is not zero"
