# What fails leaves everything as it was; try goes on.
let a = 1
try { let a = [1][5] } otherwise { print error }  # -> entry 5 does not exist: there are 1..1
print a                                  # -> 1
try {
  let a = 2
  let b = 1 + "x"
} otherwise {
  print a                                # -> 2
}
try { print "fine" } otherwise { print "not" }  # -> fine
try { try { print [][1] } otherwise { print [1][2] } } otherwise { print "outer:" error }  # -> outer: entry 2 does not exist: there are 1..1
expect 1 > 2 "as it must"                # error: this does not hold: 1 > 2
print "on"                               # -> on
try { assert 1 > 2 } otherwise { print "never" }  # error: this does not hold: 1 > 2
print "never"
