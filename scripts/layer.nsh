#!/usr/bin/env nsh
# One layer: what it does to the plane, and the points before and behind it with their gradients.
#
# Look at: the layer moves one cluster and bends the plane only there.
include "three-clusters.nsh"
plot layer 25 deformation=grid arrows=gradient size=(720, 620)   > "layer-grid.png"
plot layer 25 deformation=field arrows=mean size=(720, 620)      > "layer-field.png"
