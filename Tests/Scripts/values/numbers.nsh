# Numbers and their operators.
print 7 // 2 -7 // 2 7 % 3 -7 % 3        # -> 3 -4 1 2
print 2^3^2 (-2)^2 -2^2 2^-1             # -> 512 4 -4 0.5
print 1e3 1_000 .5 5. 90deg              # -> 1000 1000 0.5 5 1.5708
print 1/0 -1/0 0/0                       # -> inf -inf nan
print 0.1 + 0.2 == 0.3                   # -> false
print 123456789 1234567.5 1e15 1e-7      # -> 123456789 1.23457e6 1e15 1e-7
print not 1 < 2 or 2 < 3 and false       # -> false
