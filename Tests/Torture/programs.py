"""A generator of programs: statements and expressions of the language, most of them right, by rules that the program itself was asked
for (grammar.py); and now and then of values that do not fit."""

import re

import declarations
import grammar
from grammar import SAMPLES

FILES = {
    "d.csv": b"a,b,kind\n1,2,red\n3,4,blue\n-1,0,red\n2,-2,blue\n0,1,red\n", "q.csv": b"a,b,z\n1,2,3\n3,4,-1\n-1,0,0.5\n2,2,2\n", "p.csv": b"x,y\n1,2\n3,4\n",
    "w.csv": b"a,b,c,d,kind\n1,2,3,4,u\n0,1,0,1,v\n2,2,2,2,u\n", "part.nsh": b"let included = 3\n", "m.csv": b"name,u,p.x,p.y\na,1,0,1\n,2,,\nb,,3,4\n",
    "v.json": b"{\"a\": [1, null]}\n", "v.txt": b"[1, 2]\n", **declarations.data()}
ODD = ["1/0", "0/0", "2^63", "1e19", "100000", "1e300", "-1e300", "5e-324", "inf", "-0.0", "2^53", "0x", "\"\"", "[]", "missing", "{}", "nan", "(1, 2, 3)", "last", "ans", "_", "größe"]
LAYERS = ["linear 2", "tanh 3", "relu 2", "gelu 4", "residual 3 tanh", "residual 2 relu nobias", "rmsnorm 3 gelu", "layernorm 2 tanh", "attention 2", "tanh 2 x3"]
# The variables that programs begin with, and their kinds.
GIVEN = {
    "n": ("number", "2"), "c": ("number", "0.5"), "s": ("string", '"a b"'), "yes": ("truth", "true"), "xs": ("numbers", "[1, 2, 3]"), "k": ("range", "1..4"), "p": ("point", "(1, 2)"),
    "ps": ("points", "[(0, 1), (1, 0)]"), "words": ("strings", '["b", "a"]'), "rec": ("record", "{a: 1, b: \"x\"}"), "f": ("function", "x -> x + c"),
    "t": ("table", 'table(u=[1, 2, missing, 2], v=["a", "b", "a", ""], w=[(0, 1), (1, 0), (2, 2), (3, 4)])')}
OUTPUTS = ["v.json", "v.csv", "v.npz", "v.txt"]
# What does not come in the middle of a program: it takes long, or ends it.
RARE = {"apropos": 0.02, "help": 0.2, "plot processes": 0.2, "export playground": 0.05, "discover family": 0.3}
VALUES = {
    "a number": ["1", "0.5", "2", "0.1"], "a whole number": ["1", "2", "3", "5"], "a point (x, y)": ["(1, 0)", "(0.5, 2)"], "a layer": ["1", "2", "last"],
    "a point (x, y) or a list of points": ["(1, 0)", "[(0, 1), (1, 0)]"], "a point, a cluster, a list of points or a file": ["(1, 0)", "(0, 1)", '"p.csv"'],
    "a list": ["1..2", "[1, 2]"], "a text in quotes": ['"a text"', '"日本"', '""'], "symmetries": ["r"], "cluster": ["by cluster"], "a new name": ["one", "two", "neu"], "a name": ["n", "f", "t"],
    "a file name in quotes": ['"p.csv"', '"v.json"', '"out.csv"', '"d.csv"'], "a family or a list of families": ["bump", "swirl", "pinch", "general", "affine", "[bump, swirl]"],
    "a family's name": ["bump", "swirl", "pinch"], "names": ["n", "t", "f"], "a table of data": ["d", "q"], "an action's name": ["pendulum"]}
# Options whose values their kinds do not tell.
NAMED = {
    "size": ["(48, 48)", "(64, 40)"], "steps": ["1", "2", "5"], "layers": ["2", "3"], "title": ['"a title"'], "record": ["loss", "[loss, gradient]", "drift(momentum)"], "watch": ["loss", "momentum"],
    "every": ["1", "2"], "seeds": ["1..2", "[3, 1]"], "by": ["cluster"], "x": ["(0, 2)"], "y": ["(-1, 1)"], "rows": ["2", "all"], "tolerance": ["1e-6", "1e-3"], "inputs": ["2"], "draws": ["8"],
    "points": ["1..4", "8"], "scale": ["log", "linear", "fixed", "trained", "0.5"], "flips": ["99"], "family": ["swirl", "pinch"], "rate": ["0.1", "1e-3"], "columns": ["1", "2"], "n": ["2", "3"]}


class Programs:
    def __init__(self, random, short=False):
        self.random, self.rules = random, grammar.expressions()
        self.scenes = grammar.listed(short)
        self.commands = {c.name: c for c in grammar.tried()}
        self.kinds = list(SAMPLES)

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    # MARK: Expressions

    def expression(self, kind=None, depth=3):
        """A value of a kind, most of the time."""
        if kind is None or self.chance(self.wild):
            kind = self.random.choice(self.kinds)
        if self.chance(self.wild / 2):
            return self.pick(*ODD)
        if depth == 0 or self.chance(0.2):
            return self.leaf(kind)
        r = self.random.random()
        if r < 0.2 and (made := self.composed(kind, depth - 1)):
            return made
        if r < 0.35 and (rule := self.scene.rules.pick(self.random, kind)):
            return rule[0]
        if rule := self.rules.pick(self.random, kind):
            form, kinds = rule
            return form.format(*[self.expression(k, depth - 1) for k in kinds])
        return self.leaf(kind)

    def leaf(self, kind):
        names = self.names.get(kind)
        if names and self.chance(0.5):
            return self.random.choice(names)
        if kind == "number" and self.chance(0.3):
            return f"{self.random.uniform(-3, 3):.3g}"
        return self.random.choice(SAMPLES[kind])

    def composed(self, kind, depth):
        """Forms that take more than values: functions made on the spot, questions of tables, named arguments, texts with braces."""
        inner = lambda wanted: self.expression(wanted, depth)  # noqa: E731
        x = f"x {self.pick('+', '*', '-')} {self.leaf('number')}"
        match kind:
            case "number":
                return self.pick(
                    f"(x -> {x})({inner('number')})", f"((x, y) -> x*y)({inner('number')}, 2)", f"fold((s, x) -> s + x, {inner('numbers')}, {inner('number')})", f"h({inner('number')})[1]",
                    f"h({inner('number')}, n={inner('number')})[2]", f"({inner('numbers')})[{self.pick('1', '-1', 'last')}]", f"{{x: {inner('number')}, y: 1}}.x", '{"a b": 2}["a b"]', f"length({inner('strings')})",
                    f"(() -> {inner('number')})()", f"(x -> y -> x + y)({inner('number')})({inner('number')})", f"h(x={inner('number')})[1]", "t[1].u", "t.u[1]", f"double({inner('number')})")
            case "truth": return self.pick(f"{inner('number')} in {inner('numbers')}", f"{inner('string')} in {inner('strings')}", f"{inner('number')} < {inner('number')} and {inner('truth')}", f"not ({inner('truth')})", f"{inner('number')} not in {inner('range')}")
            case "numbers":
                return self.pick(
                    f"map(x -> {x}, {inner('numbers')})", f"filter(x -> x {self.pick('<', '>=', '!=')} {inner('number')}, {inner('numbers')})", f"({inner('numbers')} where {self.leaf('number')} < 1)",
                    "(xs where xs > 1 and xs < 3)", f"sort({inner('numbers')}, by=x -> -x)", f"({inner('numbers')})[{self.pick('1..2', '-2..-1', '2..last', '[1, 1]', '3..1 step -1', 'last - 1', '2..1')}]",
                    f"(if {inner('truth')} then {inner('numbers')} else {inner('numbers')})", f"t.{self.pick('u', 'w.x')}[1..2]")
            case "points": return self.pick(f"map(x -> (x, {inner('number')}), {inner('numbers')})", "t.w", "(t where u == 2).w", *(f"{c}.points" for c in self.scene.clusters))
            case "string": return '"' + self.pick("a ", "", "\\{", "é") + "{" + re.sub(r'"[^"]*"', "1", inner(self.pick("number", "numbers", "point", "truth", "record"))) + self.pick("", "", ":>12", ":.3s") + "}" + '"' if self.chance(0.5) else f'"{{{re.sub(chr(34) + "[^" + chr(34) + "]*" + chr(34), "1", inner("number"))}{self.pick(":.3e", ":8.2f", ":.6g", "")}}}"'
            case "table": return self.question(depth)
            case "record": return self.pick(f"{{a: {inner('number')}, b: {inner('string')}}}", f"{inner('record')} + {{c: {inner('numbers')}}}", "t[1]", "t[-1]")
            case "function": return self.pick(f"(x -> {x})", f"(x -> if x < 1 then {inner('number')} else x)", "(x -> y -> x)", f"((x, y) -> {inner('number')})", "double", f"(x -> {inner('point')})")
        return None

    def question(self, depth):
        """Of the table that every program begins with, whose columns are u, v and w."""
        number = lambda: self.pick("w.x", "w.y", "norm(w)", self.leaf("number"), "row.w.x")  # noqa: E731
        condition = lambda: self.pick(  # noqa: E731
            f"{number()} {self.pick('<', '>=', '==', '!=')} {number()}", f"v {self.pick('==', '!=', '<')} {self.leaf('string')}", "u == missing", "u != missing", "v in words", f"u {self.pick('<', '==')} {self.leaf('number')}", 'row["u"] == 2')
        both = condition() + (f" {self.pick('and', 'or')} {condition()}" if self.chance(0.3) else "")
        inner = f"({self.question(depth - 1)})" if depth > 0 and self.chance(0.3) else "t"
        return "(" + self.pick(
            f"{inner} where {both}", f"{inner} where {both} where {condition()}", f"{inner} with n={number()}", f"{inner} with u={condition()}, m={number()}" if self.chance(self.wild) else f"{inner} with b={condition()}",
            f"sort {inner} by {self.pick('u', 'v', 'norm(w)', 'w.x')}{self.pick('', ' descending')}", f"sort {inner} by v by w.x descending", f"{inner} by v count()", f"{inner} by v n=count() first=max(map(norm, w))", f"{inner} by v by u length(v)",
            f"select({inner}, [\"v\", [\"u\", \"z\"]])", f"join({inner}, t, by=\"v\")", f"join({inner}, t, by=\"v\", keep=\"all\")", f"{inner} + t", f"{inner}[1..2]", "table([{a: 1}, {a: 2, b: \"x\"}])") + ")"

    # MARK: Commands

    def value(self, option):
        if self.chance(self.wild):
            return self.expression(None, 2)
        if option.name in NAMED:
            words = NAMED[option.name]
            return self.pick(*[w for w in words if w in option.kind] or words) if "|" in option.kind else self.pick(*words)
        if "|" in option.kind:
            return self.random.choice([word.strip() for word in option.kind.split("|")])
        match option.kind:
            case "a quantity" | "quantities or values" | "values": return self.expression(self.pick("numbers", "points", "range", "number"), 1)
            case "a process": return self.pick(*(self.scene.processes or ["one"]))
            case "a cluster" | "a cluster or a list of clusters": return self.pick(*(self.scene.clusters or ["red"]))
        return self.pick(*VALUES.get(option.kind, ["1"]))

    def command(self):
        """As an example has it that fits the scene, with some options changed; now and then one of another scene, or of the declaration alone."""
        if self.chance(1 - self.wild * 2):
            names = list(self.scene.calls)
            name = self.random.choices(names, [RARE.get(name, 1) / (1 + min(ms for _, ms in self.scene.calls[name])) for name in names])[0]
            line = self.random.choice(self.scene.calls[name])[0]
            command = self.commands.get(name) or next((c for c in self.commands.values() if line.removeprefix("let r = ").removeprefix("let t = ").startswith(c.name)), None)
        else:
            command = self.random.choice(list(self.commands.values()))
            line = " ".join([command.name, *(self.value(p) for p in command.parameters if p.isPositional and self.chance(0.9))])
        if command is None:
            return line
        for option in command.parameters:
            if option.isPositional or not self.chance({"size": 0.9, "steps": 0.3}.get(option.name, 0.12)):
                continue
            if f" {option.name}=" in line:
                if self.chance(0.3):
                    line = re.sub(rf" {option.name}=(\w+|\([^)]*\)|\[[^\]]*\]|\"[^\"]*\")", lambda _: f" {option.name}={self.value(option)}", line, count=1)
            elif option.name != "size" or " > " in line and ".html" not in line or command.name == "export gif":
                line = with_option(line, f"{option.name}={self.value(option)}")
        if command.takesFile and " > " not in line and not line.startswith("let ") and self.chance(0.5):
            ending = self.pick(*command.endings)
            if ending in (".png", ".gif"):
                line = line if " size=" in line else line + " size=(48, 48)"
                ending = ".svg" if self.chance(0.8) else ending
            line += f' > "out{ending}"'
        elif ".txt" in command.endings and not line.startswith("let ") and self.chance(0.3):
            line = f"let {self.pick('t2', 'r')} = " + line
        if command.name in ("train adam", "train gd") and " until " not in line and self.chance(0.2):
            line += self.pick(" until gradient < 1e-6", " until loss < 1e-3")
        if self.scene.processes and " > " not in line and "=" not in line and self.chance(0.05):
            line += f" of {self.pick(*self.scene.processes)}"
        return line

    # MARK: Statements

    def statement(self, depth=2):
        sub = lambda: self.block(depth - 1)  # noqa: E731
        match self.random.randrange(18):
            case 0 | 1: return self.let()
            case 2: return f"print {self.expression()}" + (f" {self.expression(None, 1)}" if self.chance(0.3) else "")
            case 3 if depth: return f"for i in {self.expression(self.pick('range', 'numbers', 'points', 'strings', 'table'), 1)} {{ {sub()} }}"
            case 4 if depth: return f"if {self.expression('truth', 2)} {{ {sub()} }}" + self.pick("", f" else {{ {sub()} }}", f" else if {self.expression('truth', 1)} {{ {sub()} }} else {{ {sub()} }}")
            case 5 if depth: return f"try {{ {sub()} }} otherwise {{ print error ; {self.statement(depth - 1)} }}"
            case 6 if depth:
                m = f"m{depth}"
                return f"let {m} = 0 ; while {m} < {self.pick('2', '3')} {{ let {m} = {m} + 1 ; {self.pick(sub(), f'if {m} > 1 {{ ' + self.pick('break', 'continue') + ' } ; ' + sub())} }}"
            case 7:
                name = self.pick("double(x)", "g(x)", "h(x, n = 2)", "h(x, n = x)")
                return f"def {name} " + self.pick(f"= {self.pick('2*x', 'x^2 + 1', '[x, n]' if 'n' in name else '[x, x]')}", f"{{ let y = {self.expression('number', 1)} ; if x < 1 {{ return [y, x] }} ; return [x, y] }}" if name[0] == "h" else "{ return 2*x }")
            case 8: return self.pick("expect ", "expect ", "assert ") + self.truth() + self.pick("", ' "why"')
            case 9:
                kind = self.pick("numbers", "table", "record", "number", "string", "points")
                file = {"table": OUTPUTS, "numbers": OUTPUTS, "string": ["v.json", "v.txt"]}.get(kind, ["v.json", "v.txt"])
                return f'{self.pick("write ", "")}({self.expression(kind, 2)}) > "{self.pick(*file)}"'
            case 10:
                return self.pick(
                    "undo", "redo", "history", 'save "x.json"', 'load "x.json"', 'include "part.nsh"', "seed 2", 'let t2 = read "m.csv"', f'let v = read "{self.pick(*OUTPUTS)}"', f"forget {self.pick(*GIVEN)}", "names",
                    f"inspect {self.pick(*GIVEN)}", f"plot {self.expression('numbers', 1)} > \"o.svg\"", f"histogram {self.expression('numbers', 1)} > \"o.svg\"", f"fit {self.leaf('numbers')} against {self.leaf('numbers')}",
                    "let q = momentum by cluster", 'pause "x"', "timing off", "define quantity spin = mean(cross(x, g))", f"export table ({self.question(1)}) \"o.csv\"")
            case 11: return self.expression() if self.chance(0.5) else self.same()
            case _: return self.command()

    def same(self):
        """A loop and a function, which are compiled, give what the expression gives."""
        value = self.expression()
        if re.search(r"\b(random|normal|shuffle|ans|duration|trace|error)\b", value):
            return value
        return (
            f"let v = {value}\nlet v2 = missing\nlet v3 = missing\nfor i in 1..1 {{ let v2 = {value} }}\ndef call() {{ let v = {value} ; return v }}\nlet v3 = call()\n"
            f'assert string([v]) == string([v2]) and string([v]) == string([v3]) "{SAME}"')

    def block(self, depth):
        return self.pick(" ; ", "\n")[:3].join(self.statement(depth) for _ in range(self.pick(1, 1, 2)))

    def truth(self):
        value = self.expression(self.pick("number", "string", "numbers", "record"), 2)
        return self.pick(f"({value}) == ({value})", f"({value}) == ({value})", "1 < 2", self.expression("truth", 2))

    def let(self):
        kind = self.random.choice(self.kinds)
        name = self.pick("a", "b", "z")
        text = f"let {name} = {self.expression(kind)}"
        for names in self.names.values():
            if name in names:
                names.remove(name)
        self.names.setdefault(kind, []).append(name)
        return text

    def program(self):
        """Some have mistakes; those that have none by intent mostly run to their end."""
        self.wild = self.pick(0, 0, 0.01, 0.05)
        self.scene = grammar.scene(self.random.choice(self.scenes), FILES_KEY)
        if self.chance(1 - 2 / (2 + self.scene.milliseconds)):
            # One that is quicker to begin, most of the time.
            self.scene = grammar.scene(self.random.choice(self.scenes), FILES_KEY)
        self.names = {}
        for name, (kind, _) in GIVEN.items():
            self.names.setdefault(kind, []).append(name)
        body = [self.statement() for _ in range(self.random.randint(2, 7))]
        # Only what the program names is given, first of all what others are made of.
        text = "\n".join(body)
        given = [f"let {name} = {value}" for name, (_, value) in GIVEN.items() if self.chance(0.98) and re.search(rf"\b{name}\b", text)]
        if re.search(r"\bf\b", text):
            given.insert(0, "let c = 0.5")
        given += [line for line in ["def h(x, n = 2) = [x, n]", "def double(x) = 2*x"] if line[4:].split("(")[0] + "(" in text or "double" in text]
        if self.chance(0.2):
            given.insert(0, f"param size = {self.pick(*SAMPLES['number'])}")
        return self.scene.lines + (["\n".join(given)] if given else []) + body


SAME = "the same in a loop and in a function"
FILES_KEY = tuple(FILES.items())


def with_option(line, text):
    for sign in [" until ", " > "]:
        if sign in line:
            head, tail = line.split(sign, 1)
            return f"{head} {text}{sign}{tail}"
    return f"{line} {text}"
