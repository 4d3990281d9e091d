# Lists, ranges, vectors.
let a = [3, 1, 2]
print a[1] a[last] length(a)             # -> 3 2 3
print sort(a) reverse(a) cumsum(a)       # -> [1, 2, 3] [2, 1, 3] [3, 4, 6]
print diff([1, 4, 9]) 2*a a + [4]        # -> [3, 5] [6, 2, 4] [3, 1, 2, 4]
print -a a * a                           # -> [-3, -1, -2] [9, 1, 4]
print argmax(a) argmin(a) median(a) sd(a) product(a)  # -> 1 2 2 1 6
print 1..5 list(5..1 step -2) (1..10 step 3)[last]  # -> 1..5 [5, 3, 1] 10
print max(0..0.7 step 0.1) <= 0.7 min(0.3..0 step -0.1) >= 0 max(0.1..0.3 step 0.1) == 0.3  # -> true true true
print list(-0.3..0.3 step 0.1)[4] (0..0.7 step 0.1)[last] == 0.7 (1..0 step -0.1)[last]  # -> 0 true 0
print list(0..1 step 0.1) == linspace(0, 1, 11) length(0..7e-300 step 1e-300) (0..1 step 0.3)[last]  # -> true 8 0.9
print (1..1e15)[999999999999999] length(1..0) length(5..1) (0.5..3)[last]  # -> 999999999999999 0 0 2.5
let p = [(1, 10), (2, 20)]
print mean(p) sum(p) sd(p) cumsum(p) diff(p)  # -> (1.5, 15) (3, 30) (0.707107, 7.07107) [(1, 10), (3, 30)] [(1, 10)]
print norm([(3, 4), (6, 8)]) p.y max(p.y) mean([(1, 2, 3), (3, 4, 5)])  # -> [5, 10] [10, 20] 20 (2, 3, 4)
try { print max(p) } otherwise { print error }  # -> numbers are needed here, not points, whose components do not mix: take one by `.x`, or lengths by `norm`
try { print mean([1, (1, 2)]) } otherwise { print error }  # -> the entries are neither all numbers nor all points of one dimension
try { print [] + 1 } otherwise { print error }  # -> an empty list has no entries that a number could be added to
print [] + [1] 2*[]                      # -> [1] []
print sum(1..1e6) length(1..1e12)        # -> 500000500000 1000000000000
print (1, 2) + (3, 4) 2*(1, 2) (1, 2).y norm((3, 4)) dot((1, 2), (3, 4)) cross((1, 0), (0, 1))  # -> (4, 6) (2, 4) 2 5 11 1
print linspace(0, 1, 3) any([false, true]) all([])  # -> [0, 0.5, 1] true true
print [1, [2, 3]] == [1, [2, 3]] [1] == [1, 2] 1..3 == 1..3 1..2 == [1, 2]  # -> true false true true
print kind(a) kind(1..3) kind((1, 2)) kind(sin)  # -> a list a range a vector a function
