# Three sentences in the third layer of all-MiniLM-L6-v2 (Apache-2.0), recorded by python/examples/minilm.py: the sums before two norms, 384 wide.
# Look at: the identities of the checks, and that nothing else is told: one batch is one group, so no charge has an error.
seed 1
import trace "minilm-slice.safetensors" as slice
conserve
let laws = conserve
expect laws.verdict[last] == "identity" "no norm sees the size of what it normalises, so dilation is zero at every token"
expect laws.verdict[1] == "unresolved" "one group has no standard error"
