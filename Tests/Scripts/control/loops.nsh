# for, while, break, continue, if.
for k in 1..3 { print k }
# -> 1
# -> 2
# -> 3
for p in [(1, 2), (3, 4)] { print p.x + p.y }
# -> 3
# -> 7
let n = 27
let steps = 0
while n != 1 {
  if n % 2 == 0 { let n = n/2 } else { let n = 3*n + 1 }
  let steps = steps + 1
}
print steps                              # -> 111
for i in 1..3 {
  for j in 1..3 {
    if j == 2 { continue }
    if i == 2 { break }
    print i j
  }
}
# -> 1 1
# -> 1 3
# -> 3 1
# -> 3 3
if 1 > 2 { print "a" } else if 2 > 1 { print "b" } else { print "c" }  # -> b
for k in 1..0 { print "never" }
for k in 1..1e12 { if k > 3 { break } }
print k                                  # -> 4
