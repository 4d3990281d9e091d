# Strings and what stands in their braces.
let x = 1/3
print "x is {x:.3f}, {x:.2e}, {2*x}"     # -> x is 0.333, 3.33e-1, 0.666667
print "a\tb\\ \"quoted\" \{x\}"          # -> a	b\ "quoted" {x}
print "ab" + "cd" "abc"[2]               # -> abcd b
print length("héllo") number("2.5") + 1  # -> 5 3.5
print string([1, "a", (1, 2)])           # -> [1, a, (1, 2)]
print "a" == "a" "a" == "b"              # -> true false
