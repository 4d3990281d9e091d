# Included files run where they are included; their paths are relative to the file that includes them.
include "parts/shapes.nsh"
print "{unit:.4f} {area(2):.4f}"         # -> 3.1416 12.5664
