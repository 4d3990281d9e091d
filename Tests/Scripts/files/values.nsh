# Any value to a file and back.
let t = table(name=["a", "2", "", missing], x=[0.1, missing, 1/3, -0.0], p=[(0, 1), (1, 2), missing, (3, 4)], q=[true, false, true, missing])
t > "t.csv"                              # -> t.csv written: 4 rows
let a = read "t.csv"
t > "t.json"                             # -> t.json written
let b = read "t.json"
t > "t.npz"                              # -> t.npz written
let c = read "t.npz"
print a == t b == t c == t               # -> true true true

let values = [1, 1/3, -0.0, 1e300, true, "text", "3", "true", "{1} \"quoted\"\n", (1, 2), [1, 2, 3], ["a", "b"], [(0, 1), (2, 3)], [[1, 2], [3, 4]], [[]], {a: 1, b: [2, "x"]}, {}, missing, [1, "a", (2, 3), missing, {x: 1}], {type: "vector", value: [1]}]
for v in values {
  try { write v > "v.json" } otherwise { print error }
  let back = read "v.json"
  if not (back == v) { print "json" v back }
}
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
# -> v.json written
