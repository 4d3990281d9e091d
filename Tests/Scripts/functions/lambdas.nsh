# Functions without names, defaults, arguments by name, values by conditions.
let square = x -> x^2
print square(3) map(square, 1..3) (x -> x + 1)(4) map(p -> p.x, [(1, 2), (3, 4)])  # -> 9 [1, 4, 9] 5 [1, 3]
let n = 2
let plus = x -> x + n
let n = 5
print plus(1) n                          # -> 3 5
def adder(k) = x -> x + k
def compose(f, g) = x -> f(g(x))
print adder(3)(4) compose(square, adder(1))(2) compose(x -> 2*x, sqrt)(9)  # -> 7 9 6
let factorial = n -> if n < 2 then 1 else n*factorial(n - 1)
print factorial(5) map(factorial, 1..4)  # -> 120 [1, 2, 6, 24]
def local() { let down = n -> if n <= 0 then 0 else 1 + down(n - 1) ; return down(7) }
print local()                            # -> 7
def h(x, n = 2, m = n + 1) = x^n + m
print h(3) h(3, 1) h(3, m=0) h(x=2, n=3, m=1)  # -> 12 5 9 9
def times(f, n) { let k = 0 ; while k < n { let z = f(k) ; let k = k + 1 } ; return k }
print times(k -> k + 1, 3) fold((a, b) -> a*b, 1..5, 1) map((x, y) -> x*y, [1, 2], [3, 4])  # -> 3 120 [3, 8]
print if 1 < 2 then "yes" else "no" if false then 1/0 else 2  # -> yes 2
if 3 in [1, 2] then "in" else "out"      # -> out
let fs = [x -> x, x -> -x, () -> 7]
print fs[1](4) fs[2](4) fs[3]() {f: x -> 2*x}.f(4)  # -> 4 -4 7 8
print map(i -> fs[i](10), [1, 2]) sort(["bb", "a", "ccc"], by=length) sort([3, 1, 2], by=x -> -x)  # -> [10, -10] [a, bb, ccc] [3, 2, 1]
print sort([(1, 5), (2, 3), (0, 5)], by=p -> p.y) sort([2, 1, 3], by=x -> x > 1)  # -> [(2, 3), (1, 5), (0, 5)] [1, 2, 3]
let scale = 3
for i in 1..2 { let g = x -> scale*x + i ; print g(1) g }  # -> 4 x -> 3 * x + 1
# -> 5 x -> 3 * x + 2
print max(1, 2, 3) min(2, 1) append([1, 2], 3, 4) append([], [1])  # -> 3 1 [1, 2, 3, 4] [[1]]
let größe = 2
let π2 = 2*pi
print größe π2 > 6 "{größe}"             # -> 2 true 2
