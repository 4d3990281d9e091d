#!/usr/bin/env nsh
# Families of maps on their own: one parameter runs, or all are in the viewer's hand.
#
# Look at: family-bump.html, where the centre and the vector are dragged; wherever they are, the map is one of the same family.
plot family swirl a=0..2.5 step 0.5 size=(900, 620)              > "family-swirl.png"
plot family pinch b=[-0.9, -0.45, 0, 0.5, 1, 1.5] deformation=field size=(900, 620)  > "family-pinch.png"
plot family swirl size=(240, 230)                                > "family-swirl.gif"
plot family bump                                                 > "family-bump.html"
