# Functions and formats of strings.
print split("a,b,,c", ",") split(" two  words ") split("añb", "") split("", ",") split("")  # -> [a, b, , c] [two, words] [a, ñ, b] [] []
print join(["a", "b"], ", ") join([], "x") join(["x"]) upper("straße") lower("ÀB") trim("  a b\t") + "|"  # -> a, b  x STRASSE àb a b|
print find("conserve", "serve") find("abc", "x") find([3, 1, 2], 1) find([], 1) find("aaa", "")  # -> 4 0 2 0 1
print replace("a-b-c", "-", "+") replace("aaaa", "aa", "b") replace("x", "y", "z") starts("abc", "ab") ends("abc", "bc") ends("abc", "ab")  # -> a+b+c bb x true true false
print upper(["a", "b"]) reverse("añb") sort(["b", "B", "é", "a"]) map(string, 1..3)  # -> [A, B] bña [B, a, b, é] [1, 2, 3]
let name = "red"
print "{name:6}|{name:>6}|{name:^6}|{name:.2s}|{name:<5s}|{"日本":5}|"  # -> red   |   red| red  |re|red  |日本 |
print "{12.345:<10.2f}|{3:4}|{3:^5}|{[1, 2]:8}|{1/3:>8.3f}|{true:6}|"  # -> 12.35     |   3|  3  |[1, 2]  |   0.333|true  |
print "{join(["a", "b"], ", ")} {if 1 < 2 then "x" else "y"} { {a: 3}.a } {"}"}"  # -> a, b x 3 }
try { print "{name:.3f}" } otherwise { print error }  # -> `.3f` is a format of numbers, and this is a string
