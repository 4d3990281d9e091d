# Symmetries that nobody told: of families, of a trained chain, and from drifts alone.
# Look at: bump is closed under translations and rotations and nothing else; with an elliptic kernel it is closed under the rotations along that
# ellipse; the charges of what was found are conserved by the trained chain.
seed 1
discover family bump
discover family anisotropic
discover family "layernorm 6 tanh" inputs=4
discover family "residual 6 tanh"

for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
build chain layers=50
discover drifts
train adam steps=1000 rate=0.02 decay=cosine
train newton until gradient < 1e-10
let found = discover chain
conserve found
let alone = discover drifts

expect length(found["motion"]) == 3 "three symmetries"
expect length(alone["motion"]) >= 3 "the drifts alone show them too"
let law = conserve found
expect max(abs(law["drift"])) < 1e-10 "conserved"
