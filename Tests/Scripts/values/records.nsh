# Records: members by names.
let r = {a: 1, b: (1, 2), "long name": [1, {c: 2}]}
r                                        # -> {a: 1, b: (1, 2), "long name": [1, {c: 2}]}
print r.a r.b.x r["a"] r["long name"][2].c length(r) kind(r)  # -> 1 1 1 2 3 a record
print r == {b: (1, 2), a: 1, "long name": [1, {c: 2}]} {a: 1} == {a: 2} {a: 1} == {b: 1} {} == {}  # -> true false false true
print 2*{a: 1, b: (1, 2)} {a: 1} + {a: 2} -{a: 1}  # -> {a: 2, b: (2, 4)} {a: 3} {a: -1}
let rs = [{a: 1, b: 2}, {a: 3, b: 4}]
print rs.a sum(rs.b) (rs where rs.a > 1) sort(rs, by=r -> -r.a)[1].b  # -> [1, 3] 6 [{a: 3, b: 4}] 4
def f(p) = p.x + p.y
let q = {
  a: 1,   # one
  b: [1,
    2],
}
print q f({x: 1, y: 2}) if true then {a: 1} else {}  # -> {a: 1, b: [1, 2]} 3 {a: 1}
if true { print {a: {b: {c: 1}}}.a.b.c } # -> 1
for key in ["a", "b"] { print r[key] }   # -> 1
                                         # -> (1, 2)
try { print r.c } otherwise { print error }  # -> the record has no `c`
try { print {a: 1} + {b: 2} } otherwise { print error }  # -> `+` cannot join a record and a record
