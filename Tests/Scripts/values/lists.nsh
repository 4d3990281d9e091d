# Lists, ranges, vectors.
let a = [3, 1, 2]
print a[1] a[last] length(a)             # -> 3 2 3
print sort(a) reverse(a) cumsum(a)       # -> [1, 2, 3] [2, 1, 3] [3, 4, 6]
print diff([1, 4, 9]) 2*a a + [4]        # -> [3, 5] [6, 2, 4] [3, 1, 2, 4]
print -a a * a                           # -> [-3, -1, -2] [9, 1, 4]
print argmax(a) argmin(a) median(a) sd(a) product(a)  # -> 1 2 2 1 6
print 1..5 list(5..1 step -2) (1..10 step 3)[last]  # -> 1..5 [5, 3, 1] 10
print sum(1..1e6) length(1..1e12)        # -> 500000500000 1000000000000
print (1, 2) + (3, 4) 2*(1, 2) (1, 2).y norm((3, 4)) dot((1, 2), (3, 4)) cross((1, 0), (0, 1))  # -> (4, 6) (2, 4) 2 5 11 1
print linspace(0, 1, 3) any([false, true]) all([])  # -> [0, 0.5, 1] true true
print [1, [2, 3]] == [1, [2, 3]] [1] == [1, 2] 1..3 == 1..3 1..2 == [1, 2]  # -> true false true true
print kind(a) kind(1..3) kind((1, 2)) kind(sin)  # -> a list a range a vector a function
