# Functions: expressions, blocks, recursion, their own variables.
def square(x) = x^2
def hypotenuse(a, b) = sqrt(square(a) + square(b))
print hypotenuse(3, 4)                   # -> 5
def factorial(n) {
  if n <= 1 { return 1 }
  return n * factorial(n - 1)
}
print factorial(10) factorial(0)         # -> 3628800 1
def even(n) { if n == 0 { return true } ; return odd(n - 1) }
def odd(n) { if n == 0 { return false } ; return even(n - 1) }
print even(10) odd(7)                    # -> true true
let x = 1
def touch(y) { let x = y; return x }
print touch(5) x                         # -> 5 1
def shout() { print "called" }
shout()                                  # -> called
print map(square, 1..4) filter(even, 1..6) map(sqrt, [4, 9])  # -> [1, 4, 9, 16] [2, 4, 6] [2, 3]
def apply(f, v) = f(v)
print apply(square, 7)                   # -> 49
def first(n) { for k in 1..100 { if k^2 > n { return k } } }
print first(50)                          # -> 8
def plus(a, b) = a + b
def twice(plus, v) = plus(plus(v))
print twice(square, 3) plus(1, 2)        # -> 81 3
def plus3(plus) { let square = plus ; return square + 3 }
print plus3(1)                           # -> 4
def endless(n) = endless(n + 1)
try { endless(1) } otherwise { print error }  # -> `endless` is called too deeply: 1000 calls within each other
