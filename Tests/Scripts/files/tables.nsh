# A command's table is a value.
seed 1
define cluster red n=4 at=(0, 1) to=(1, 0)  # -> red: 4 points around (0, 1), sd 0.1, to (1, 0)
define cluster blue n=4 at=(1, 0) to=(0, 1)  # -> blue: 4 points around (1, 0), sd 0.1, to (0, 1)
build chain layers=6 penalty=1e-2        # -> chain: 6 bump layers, 24 parameters, loss 0.97
let law = conserve
print length(law) law.symmetry           # -> 3 [translation x, translation y, rotation]
print max(law["drift - defect"]) < 1e-13 # -> true
print kind(law[1]) kind(trace) length(trace[3].x)  # -> a record a quantity 8
let picture = plot path
print kind(picture)                      # -> a figure
