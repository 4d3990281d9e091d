"""A generator of programs: statements and expressions of the language, by its grammar, with names that were given before, and commands as
they are declared, with values of the kinds that they want, and now and then of others."""

import re

import declarations

FILES = {
    "d.csv": b"a,b,kind\n1,2,red\n3,4,blue\n-1,0,red\n2,-2,blue\n0,1,red\n", "q.csv": b"a,b,z\n1,2,3\n3,4,-1\n-1,0,0.5\n2,2,2\n", "p.csv": b"x,y\n1,2\n3,4\n",
    "w.csv": b"a,b,c,d,kind\n1,2,3,4,u\n0,1,0,1,v\n2,2,2,2,u\n", "part.nsh": b"let included = 3\n", "m.csv": b"name,u,p.x,p.y\na,1,0,1\n,2,,\nb,,3,4\n", "v.json": b"{\"a\": [1, null]}\n", "iris.csv": declarations.data()["iris.csv"]}
NUMBERS = ["0", "1", "2", "3", "4", "0.5", "-1", "1e-3", "0.1", "10", "7", "1e-12", "90deg", "1_000", "1e300", "-0.0", "1/0", "0/0", "2^63", "1e19", "100000"]
LAYERS = [
    "linear 2", "linear 3", "affine 2", "tanh 3", "relu 2", "gelu 4", "residual 3 tanh", "residual 2 relu nobias", "rmsnorm 3 gelu", "layernorm 2 tanh", "attention 2",
    "tanh 2 x3", "linear 1"]
WORDS = ["red", "blue", "chain", "one", "two", "d", "q", "wave", "spin", "pendulum", "a", "b", "c", "f", "k", "r", "t"]
GIVEN = ["a", "b", "c", "r", "t"]
TABLE = 'table(u=[1, 2, missing, 2], v=["a", "b", "a", ""], w=[(0, 1), (1, 0), (2, 2), (3, 4)])'
OUTPUTS = ['"v.json"', '"v.csv"', '"v.npz"', '"v.txt"']


class Programs:
    def __init__(self, random):
        self.random = random
        self.functions = [(name, arguments) for name, arguments, _ in declarations.headings("functions")]
        self.quantities = [name for name, _, _ in declarations.headings("quantities")]
        self.commands = [c for c in declarations.commands() if c.name not in ("quit", "exit", "help tour")]
        # What draws takes a hundred times as long as all else.
        self.weights = [0.2 if ".svg" in c.endings or c.name.startswith("export") else 1 for c in self.commands]

    def pick(self, *choices):
        return self.random.choice(choices)

    # MARK: Expressions

    def number(self):
        r = self.random.random()
        return self.random.choice(NUMBERS[:12] if r < 0.9 else NUMBERS) if r > 0.2 else f"{self.random.uniform(-3, 3):.3g}"

    def expression(self, depth=3):
        if depth == 0 or self.random.random() < 0.25:
            return self.pick(self.number(), self.number(), self.pick(*GIVEN), self.pick("true", "false"), self.text(0), f"({self.number()}, {self.number()})", "ans")
        inner = lambda: self.expression(depth - 1)  # noqa: E731
        match self.random.randrange(23):
            case 0 | 1: return f"{inner()} {self.pick('+', '-', '*', '/', '//', '%', '^')} {inner()}"
            case 2: return f"{inner()} {self.pick('<', '<=', '>', '>=', '==', '!=', 'and', 'or')} {inner()}"
            case 3: return f"({inner()})"
            case 4: return "[" + ", ".join(inner() for _ in range(self.random.randint(0, 4))) + "]"
            case 5: return f"{self.number()}..{self.number()}" + self.pick("", f" step {self.number()}")
            case 6 | 7:
                name, arguments = self.random.choice(self.functions)
                if arguments and arguments[-1].endswith("...") and self.random.random() < 0.5:
                    arguments = arguments[:-1]
                return f"{name}(" + ", ".join(inner() for _ in arguments) + ")"
            case 8: return f"{inner()}[{self.pick(self.number(), 'last', '0', '1', '2', inner())}]"
            case 9: return self.quantity()
            case 10: return f"-{inner()}"
            case 11: return f"not {inner()}"
            case 12: return self.text(depth - 1)
            case 13: return f"({self.quantity()}).{self.pick('x', 'y', 'red', 'blue', 'drift')}"
            case 14: return f"f({inner()})"
            case 15: return f"({inner()})[{self.pick('1..2', '-1', '-2..-1', 'last - 1', '2..last', '[1, 2]', '3..1 step -1', '2..1', f'{self.number()}..{self.number()}')}]"
            case 16: return f"{inner()} {self.pick('in', 'not in')} {inner()}"
            case 17: return self.pick(f"({inner()} where {inner()})", f"({self.pick(*GIVEN)} where {self.pick(*GIVEN)} > {self.number()})")
            case 18: return self.lambdas(inner)
            case 19: return f"(if {inner()} then {inner()} else {inner()})"
            case 20: return self.pick(f"{{x: {inner()}, y: {inner()}}}", f"{{x: {inner()}}}.x", f'{{"a b": {inner()}}}["a b"]', "{}")
            case 21: return self.pick("red.points", "red.at", "red.to", "blue.n", "one.parameters[1]", "one.parameters[1].v", f"f(x={inner()})", f"h({inner()}, n={inner()})")
            case 22: return self.question(depth - 1)

    def lambdas(self, inner):
        """A function without a name, called or handed over."""
        function = self.pick("x -> x", f"x -> {inner()}", f"x -> x + {self.number()}", "x -> [x, x]", f"(x, y) -> {inner()}", "() -> 1", "x -> y -> x")
        values = self.pick("1..3", "[1, 2]", inner())
        return self.pick(
            f"({function})({inner()})", f"map({function}, {values})", f"filter({function}, {values})", f"sort({values}, by={function})",
            f"fold((s, x) -> s + x, {values}, {self.number()})", f"({function})")

    def text(self, depth):
        parts = [self.pick("a", "b ", "\\n", "\\{", "é", "", "1")]
        if depth:
            parts.append("{" + re.sub(r'"[^"]*"', "1", self.expression(depth - 1)) + self.pick("", ":.3e", ":8.2f", ":d", ":.6g", ":8", ":>5", ":^7s", ":.1s") + "}")
        return '"' + "".join(parts) + '"'

    def quantity(self):
        name = self.random.choice(self.quantities)
        return self.pick(
            name, name, f"{name} by {self.pick('cluster', 'point')}", f"{name} of {self.pick('red', 'blue')}", f"{name} over {self.pick('layer', 'step')}",
            f"{name} at layer {self.pick('1', 'last', '0', '2')}", f"{name} at step 1", f"one.{name}", f"drift({name})", f"defect({name} by cluster)", f"{name}.red", "spin")

    def question(self, depth):
        """Of a table; most are of one that is written there, whose columns are u, v and w."""
        column = lambda: self.pick("u", "v", "w", "w.x", "row", 'row["u"]', "missing", self.expression(depth))  # noqa: E731
        table = self.pick(TABLE, TABLE, "t", "r", f"({self.expression(depth)})")
        condition = f"{column()} {self.pick('<', '>=', '==', '!=', 'and', 'or', 'in')} {column()}"
        asked = self.pick(
            f"{table} where {condition}", f"{table} where {condition} where {condition}", f"{table} with n={column()}", f"{table} with u={condition}",
            f"sort {table} by {column()}", f"sort {table} by u by {column()} descending", f"{table} by v mean(u)",
            f"{table} by v by u n=count() {self.pick('max', 'sum', 'length')}({column()})", f"{table}[{self.number()}].{self.pick('u', 'w', 'z')}", f"{table}.w.x")
        return f"({asked})"

    # MARK: Commands

    def value(self, kind):
        if "|" in kind:
            return self.random.choice([word.strip() for word in kind.split("|")])
        match kind:
            case "a whole number": return self.pick("1", "2", "3", "5", self.number())
            case "a number": return self.number()
            case "a point (x, y)": return f"({self.number()}, {self.number()})"
            case "a point (x, y) or a list of points": return self.pick(f"({self.number()}, {self.number()})", "[(0, 1), (1, 0)]", "[(0, 1), (1, 0), (-1, -1)]")
            case "a point, a cluster, a list of points or a file": return self.pick("(1, 0)", "(0, 1)", "red", '"p.csv"', "[(0, 1), (1, 0)]")
            case "a list": return self.pick("1..3", "[1, 2]", f'["{self.random.choice(LAYERS)}", "linear 2"]', f'["{self.random.choice(LAYERS)}"]', f"1..{self.number()}")
            case "a layer": return self.pick("1", "2", "last", "0", "1..2")
            case "a quantity": return self.quantity()
            case "a new name": return self.pick(*WORDS)
            case "a file name in quotes": return self.pick('"d.csv"', '"q.csv"', '"p.csv"', '"w.csv"', '"iris.csv"', '"x.json"', '"out.csv"', '"out.gif"', '"out.html"')
            case "a cluster" | "a cluster or a list of clusters": return self.pick("red", "blue", "[red, blue]", "[red]")
            case "a family or a list of families" | "a family's name": return self.pick("bump", "swirl", "pinch", "general", "affine", "wave", "[bump, swirl]")
            case "a process": return self.pick("chain", "one", "two")
            case "a table of data": return self.pick("d", "q")
            case "an action's name": return "pendulum"
            case "a text in quotes": return self.pick(*(f'"{layer}"' for layer in LAYERS))
            case "values" | "a word": return self.pick(self.expression(2), "standard", "kind", "z", '"linear 3"')
        return self.expression(2)

    def command(self):
        """As an example has it, with some options changed; or made of the declaration alone."""
        command = self.random.choices(self.commands, self.weights)[0]
        if command.calls and self.random.random() < 0.6:
            line = re.sub(r"^let \w+ = ", "", self.random.choice(command.calls)[1])
        else:
            positional = [self.value(p.kind) for p in command.parameters if p.isPositional and self.random.random() < 0.9]
            line = " ".join([command.name, *positional])
        # Short trainings and small pictures: there are many programs.
        for option in command.parameters:
            if option.isPositional or f" {option.name}=" in line:
                continue
            chance = {"steps": 0.9, "size": 0.7}.get(option.name, 0.2)
            if self.random.random() < chance:
                text = {"steps": self.pick("1", "2", "5"), "size": "(48, 48)"}.get(option.name) if self.random.random() < 0.9 else None
                line = with_option(line, f"{option.name}={text or self.value(option.kind)}")
        if command.takesFile and " > " not in line and self.random.random() < 0.7:
            line += f' > "out{self.pick(*command.endings, ".html")}"'
        if command.name.startswith("train") and " until " not in line and self.random.random() < 0.2:
            line += self.pick(" until gradient < 1e-6", " until loss < 1e-3")
        return line

    # MARK: Statements

    def statement(self, depth=2):
        match self.random.randrange(16):
            case 0: return f"let {self.pick(*GIVEN)} = {self.expression()}"
            case 1: return f"print {self.expression()}"
            case 2 if depth: return f"for k in {self.pick('1..3', '[1, 2]', self.expression(1))} {{ {self.statement(depth - 1)} }}"
            case 3 if depth: return f"if {self.expression(2)} {{ {self.statement(depth - 1)} }} else {{ {self.statement(depth - 1)} }}"
            case 4 if depth: return f"try {{ {self.statement(depth - 1)} ; {self.statement(depth - 1)} }} otherwise {{ print error }}"
            case 5: return f"def {self.pick('f(x)', 'h(x, n = 2)', 'h(x, n = x)')} = {self.pick('x', '2*x', 'x^2 + 1', 'sin(x)', '[x, x]', self.expression(2))}"
            case 6: return self.pick("expect ", "assert ") + self.expression(2)
            case 7: return f"let {self.pick('r', 't')} = {self.command()}"
            case 8: return self.pick(f"{self.expression()} > {self.pick(*OUTPUTS)}", f"let t = {self.question(1)}", f"read {self.pick(*OUTPUTS)}", 'read "m.csv"', "undo", "history", 'save "x.json"', 'load "x.json"', 'include "part.nsh"', "use one", "use chain", "seed 2")
            case 9: return self.expression()
            case _: return self.command()

    def program(self):
        start = self.random.choice(SCENES).split("\n") if self.random.random() < 0.85 else []
        given = [f"let {name} = {self.pick('1', '0.5', '[1, 2, 3]', '(1, 2)', '1..4')}" for name in GIVEN] + ["def f(x) = x + 1", "def h(x, n = 2) = [x, n]", "let größe = 3", "define quantity spin = mean(cross(x, g))"]
        return start + (given if self.random.random() < 0.8 else []) + [self.statement() for _ in range(self.random.randint(2, 10))]


SCENES = [
    "seed 1\ndefine cluster red n=3 at=(0, 1) to=(1, 0)\ndefine cluster blue n=2 at=(1, 0) to=(0, 1)\nbuild chain layers=3",
    "seed 1\ndefine cluster red n=3 at=(0, 1) to=(1, 0)\nbuild chain one layers=2 family=swirl\ntrain adam steps=2",
    'seed 1\ndefine data d file="d.csv"\nbuild network one data=d layers=["tanh 2", "linear 2"]',
    'seed 1\ndefine data d file="d.csv"\nbuild network data=d layers="linear 2"\ntrain lbfgs steps=2',
    'seed 1\ndefine data q file="q.csv" target=z\nbuild network one data=q layers=["residual 3 tanh", "linear 1"]\ntrain adam steps=2',
    "build orbit one steps=8 eccentricity=0.3", "build ray one segments=4", "seed 1\ndefine cluster red n=2 to=(1, 0)\nbuild geodesic one",
    "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\nbuild path one action=pendulum from=1 velocity=0.5 steps=6",
    "define family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)\nseed 1\ndefine cluster red n=2 to=(1, 0)\nbuild chain one layers=2 family=wave"]


def with_option(line, text):
    for sign in [" until ", " > "]:
        if sign in line:
            head, tail = line.split(sign, 1)
            return f"{head} {text}{sign}{tail}"
    return f"{line} {text}"

