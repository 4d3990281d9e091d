#!/usr/bin/env nsh
# Quantities over the layers and over the training.
#
# Look at: the grey sums, which stay; dilation, which is no symmetry of layers of fixed width, so that its charge drifts.
include "three-clusters.nsh"
plot momentum by cluster size=(720, 560)                         > "momentum.png"
plot [angular by cluster, dilation by cluster] size=(900, 360)   > "angular.png"
plot [loss, gradient] size=(900, 360)                            > "training.png"
plot abs(drift(angular)) scale=log size=(720, 360)               > "drift.png"
