# Tables of values: columns by name, rows by number.
let t = table(cluster=["red", "blue", "red", "green"], loss=[3, 1, 2, missing], at=[(0, 1), (1, 0), (2, 2), (3, 4)], rate=0.1)
print length(t) columns(t)               # -> 4 [cluster, loss, at, rate]
print t.cluster t.rate                   # -> [red, blue, red, green] [0.1, 0.1, 0.1, 0.1]
print t.at.x t[2].at.y t["cluster"][-1]  # -> [0, 1, 2, 3] 0 green
print t[1]                               # -> {cluster: red, loss: 3, at: (0, 1), rate: 0.1}
print t[-1].loss                         # -> missing
print t[2..3].cluster                    # -> [blue, red]
for r in t { print r.cluster }           # -> red
# -> blue
# -> red
# -> green

# where: columns are names, which hide those outside; what is missing is neither above nor below.
print (t where loss > 1).loss            # -> [3, 2]
print (t where loss < 9).loss            # -> [3, 1, 2]
print (t where loss == missing).cluster  # -> [green]
print (t where loss != missing and cluster != "red").cluster  # -> [blue]
print (t where not (cluster == "red" or loss == 1)).cluster   # -> [green]
print (t where cluster in ["blue", "green"]).cluster          # -> [blue, green]
print (t where at.x >= 1 where at.y > 0).cluster              # -> [red, green]
print (t where norm(at) > 2).cluster     # -> [red, green]
print (t where row["loss"] == 2).at      # -> [(2, 2)]
let limit = 2
print (t where loss >= limit).loss       # -> [3, 2]
let rate = 99
print (t where rate < 1).rate[1] rate    # -> 0.1 99
def above(t, limit) = t where loss > limit
print above(t, 2).cluster                # -> [red]
print length(t where false) length(t where true)  # -> 0 4
print ((1..9) where [true, false, true, false, true, false, true, false, true])  # -> [1, 3, 5, 7, 9]

# with: a column more, of the row's values or as a list.
let u = t where loss != missing with double=2*loss with rank=reverse(1..3)
print u.double u.rank                    # -> [6, 2, 4] [3, 2, 1]
print (u with loss=-loss).loss           # -> [-3, -1, -2]
print (u with name="{cluster}-{loss}").name  # -> [red-3, blue-1, red-2]

# sort ... by: stable, what is missing last.
print (sort t by loss).loss              # -> [1, 2, 3, missing]
print (sort t by loss descending).loss   # -> [3, 2, 1, missing]
print (sort t by cluster by loss).loss   # -> [1, missing, 2, 3]
print (sort t by -at.x).at.x             # -> [3, 2, 1, 0]
let s = sort t where loss > 1 by loss
print s.loss                             # -> [2, 3]
for r in sort u by loss { print r.loss } # -> 1
# -> 2
# -> 3

# by: a row for each group, in the order of their first rows.
let g = u by cluster mean(loss) n=count() top=max(loss)/2
print columns(g)                         # -> [cluster, mean(loss), n, top]
print g["mean(loss)"] g.n g.top          # -> [2.5, 1] [2, 1] [1.5, 0.5]
print (u by cluster by rate length(loss)).rate  # -> [0.1, 0.1]
print (u by cluster mean(at)) == table(cluster=["red", "blue"], m=[(1, 1.5), (1, 0)])  # -> false
print select(u by cluster mean(at), ["cluster", ["mean(at)", "m"]]) == table(cluster=["red", "blue"], m=[(1, 1.5), (1, 0)])  # -> true
print length((t where false) by cluster count())  # -> 0

# What is made of tables and lists.
print unique([3, 1, 3, 2, 1]) unique(["b", "a", "b"]) unique([(0, 1), (1, 0), (0, 1)])  # -> [3, 1, 2] [b, a] [(0, 1), (1, 0)]
print length(unique(select(t, ["cluster"])))  # -> 3
print count(t) count(t.loss)             # -> 4 3
print quantile([4, 1, 3, 2], 0.5) quantile([1, 2, 3, 4, 5], [0, 0.1, 1])  # -> 2.5 [1, 1.4, 5]
seed 3
print sort(shuffle(1..6)) sort(shuffle(u).loss)  # -> [1, 2, 3, 4, 5, 6] [1, 2, 3]
let m = summary u
print m.column m.kind                    # -> [cluster, loss, at, rate, double, rank] [strings, numbers, points of R^2, numbers, numbers, numbers]
print m[2].mean m[2].median m[1].mean    # -> 2 2 missing
let k = table(cluster=["blue", "red", "red"], k=[1, 2, 3])
print join(u, k, by="cluster").k join(k, t where cluster != "red", by="cluster", keep="all").loss  # -> [2, 3, 1, 2, 3] [1, missing, missing]
print (u + u).loss                       # -> [3, 1, 2, 3, 1, 2]
print table([{a: 1, b: "x"}, {b: "y", c: true}]).a  # -> [1, missing]
print t == t t == u t != u               # -> true false true
print missing == missing missing == 1 missing < 1 kind(missing)  # -> true false false a missing entry
print length(table(a=[]))                # -> 0

# A command's table is one, too.
seed 1
define cluster red n=4 at=(0, 1) to=(1, 0)  # -> red: 4 points around (0, 1), sd 0.1, to (1, 0)
define cluster blue n=4 at=(1, 0) to=(0, 1)  # -> blue: 4 points around (1, 0), sd 0.1, to (0, 1)
build chain layers=3 penalty=1e-2  # -> chain: 3 bump layers, 12 parameters, loss 0.965
let l = inspect layer 2
print kind(l["mean state"][1]) length(l where spread > 0)  # -> a vector 2

# A row is found by what it begins with, where no column is called so.
let c = conserve
print c["rotation"].symmetry c["rotation"] == c[3] c["drift"][3] == c["rotation"].drift  # -> rotation true true
let twice = table(name=["a", "b", "a"], n=1..3)
print twice["b"].n                       # -> 2
try { print twice["a"] } otherwise { print error }  # -> 2 rows are called `a`
try { print twice["c"] } otherwise { print error }  # -> the table has no column `c`
