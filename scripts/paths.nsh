#!/usr/bin/env nsh
# The ways of sixty points through fifty layers, on paper and in motion.
#
# Look at: each cluster's arrow, its mean gradient. It changes from layer to layer; the sum of the three does not.
include "three-clusters.nsh"
plot path arrows=mean size=(720, 620)                 > "paths.png"
export gif "swap.gif" arrows=mean size=(480, 400)
export gif "training.gif" frames=steps arrows=none size=(480, 400)
