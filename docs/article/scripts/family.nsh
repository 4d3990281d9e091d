# Which motions a family of maps is closed under, found from the maps alone.
seed 1
let bump = discover family bump
let anisotropic = discover family anisotropic
let pinned = discover family pinned
bump
anisotropic
pinned
plot family bump size=(420, 380) > "family.png"
plot family bump size=(420, 380) theme=dark > "family-dark.png"
