# A character transformer, trained on 192 sequences of a text and recorded by python/examples/text.py: before training, on those sequences, and on 1783
# others of the same text. The recordings are sums: 24 groups of sequences, no points.
# Look at: the level of rotations over depth with its error. Before training it stands well above; on the text trained on it is far below its error at every
# state; on other text it stands above. Rows of the tables: translations 1 to 5, rotations 6 to 10.
seed 1
def rows(column, first, final) {
  let chosen = []
  for k in first..final { let chosen = chosen + [column[k]] }
  return chosen
}
# Levels of rotations over their errors.
def resolved(laws) = rows(laws.level, 6, 10) / rows(laws.error, 6, 10)

import trace "text-untrained.safetensors" as untrained
import trace "text-trained.safetensors" as trained
import trace "text-other.safetensors" as other
use untrained
let before = conserve
use trained
let seen = conserve
conserve
use other
let unseen = conserve
conserve
plot levels untrained trained other
compare trained other

expect min(resolved(before)) > 3 "before training rotations are there on any text"
expect max(resolved(seen)) < 0.5 "the text trained on: far below their errors, so that parameters absorb them"
expect min(resolved(unseen)) > 3 "on other text they are there again"
expect max(rows(seen["drift - defect"], 6, 9)) < 1e-6 "drifts are what the parameters' gradients say"
