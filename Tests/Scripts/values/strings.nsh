# Strings and what stands in their braces.
let x = 1/3
print "x is {x:.3f}, {x:.2e}, {2*x}"     # -> x is 0.333, 3.33e-1, 0.666667
print "a\tb\\ \"quoted\" \{x\}"          # -> a	b\ "quoted" {x}
print "frame_{7:03d}.png {3.14159:08.2f} {-7:05d} {-1.5:07.2f} {7:3d}|"  # -> frame_007.png 00003.14 -0007 -001.50   7|
print "{1/0:06.1f} {-1/0:06.1f} {1e20:03d} {-0.2:d} {12345:03d}"  # ->    inf   -inf 100000000000000000000 0 12345
print "ab" + "cd" "abc"[2]               # -> abcd b
print length("héllo") number("2.5") + 1  # -> 5 3.5
print string([1, "a", (1, 2)])           # -> [1, a, (1, 2)]
print "a" == "a" "a" == "b"              # -> true false
