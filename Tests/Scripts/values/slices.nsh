# Entries, slices, membership, comparisons entry by entry.
let a = [10, 20, 30, 40, 50]
print a[2..4] a[-1] a[-2..-1] a[2..-1] a[last - 1] a[2..last]  # -> [20, 30, 40] 50 [40, 50] [20, 30, 40, 50] 40 [20, 30, 40, 50]
print a[[1, 3]] a[a > 25] a[last..1 step -2] a[3..2] [][1..0]  # -> [10, 30] [30, 40, 50] [50, 30, 10] [] []
print "hello"[2..3] "hello"[-1] (1, 2, 3)[2..3] (1..10)[3..4] (1..10)[-1]  # -> el o (2, 3) [3, 4] 10
let b = [[1, 2], [3, 4]]
print b[last][last] b[b[1][last]] a[b[1]] b[1..2][last][1]  # -> 4 [3, 4] [10, 20] 3
let k = 2..3
print a[k] a[k][1..1]                    # -> [20, 30] [20]
print 3 in [1, 2, 3] "ell" in "hello" 0.3 in 0..1 step 0.1 7 not in a "a" in {a: 1} 2 in (1, 2)  # -> true true true true true true
print "a" in [1, "a"] [1] in [[1], [2]] 1e300 in 1..9 0.5 in 1..3 "" in "x" not 1 in [1]  # -> true true false false true false
print a > 25 1..3 >= 2 3 < [1, 4]        # -> [false, false, true, true, true] [false, true, true] [false, true]
print (a where a > 15 and a < 45) (1..5 where not (1..5) == 2) sum(a > 20)  # -> [20, 30, 40] [1, 3, 4, 5] 3
print (a where a > 15 where [true, false, true, true]) ([] where [])  # -> [20, 40, 50] []
print [(1, 2), (3, 4)] == (1, 2) ["a", "b"] == "a" [1, 2] == [1, 2] [1, 2] != 1..2 [1, 2] < [2, 1]  # -> [true, false] [true, false] true false [true, false]
print "a" < "b" "B" < "a" "10" < "9" "Z" < "é" "é" == "é" [true, false] or [false, false]  # -> true true true true true [true, false]
print any(a == 30) all(a > 5) [1, 0/0] < 2 [0/0] == [0/0]  # -> true true [true, false] false
for x in a where a > 35 { print x }      # -> 40
                                         # -> 50
if a[1] in a and 2 < 3 { print "in" }    # -> in
try { print a[0] } otherwise { print error }  # -> entry 0 does not exist: there are 1..5
try { print a[4..7] } otherwise { print error }  # -> entry 6 does not exist: there are 1..5
try { print a[-6] } otherwise { print error }  # -> entry -6 does not exist: there are 1..5
try { print a[1.5..3] } otherwise { print error }  # -> entry 1.5 does not exist: there are 1..5
try { print "abc"[2..9] } otherwise { print error }  # -> character 4 does not exist: there are 1..3
try { print [1, 2] < [1, 2, 3] } otherwise { print error }  # -> these lists have 2 and 3 entries
