"""What fits what, asked of the program itself: which kinds of values each function, operator and quantity takes and gives, and which
commands a scene allows. What is declared anew is found by itself."""

import functools
import itertools
import random
import re

import declarations

# Of each kind that a program can name, some as a program writes them.
SAMPLES = {
    "number": ["2", "1", "3", "0.5", "-1", "0", "1e-3", "90deg", "1_000", "-0.0", "7"],
    "truth": ["true", "false", "1 < 2"],
    "string": ['"b"', '"a b"', '"é日"', '""', '"x{1 + 1:.2f}"', '"1.5"', '"\\n"'],
    "point": ["(1, 2)", "(0, 1)", "(-1, 0.5)"],
    "vector": ["(1, 2, 3)", "(0, 1, 0, 1)"],
    "numbers": ["[1, 2, 3]", "[0.5]", "[3, 1, 2, 2]", "[0/0, 1]", "[1, -0.0]"],
    "range": ["1..3", "0..1 step 0.25", "3..1 step -1", "2..2"],
    "points": ["[(0, 1), (1, 0)]", "[(2, 2)]"],
    "strings": ['["a", "b", "a"]', '["b"]'],
    "truths": ["[true, false, true]", "[false]"],
    "lists": ["[[1, 2], [3]]", "[[], [1]]"],
    "empty": ["[]"],
    "record": ["{a: 1, b: \"x\"}", "{a: 2}", "{a: [1, 2], b: {a: 1}}"],
    "function": ["(x -> x)", "(x -> x + 1)", "sin", "(x -> [x, x])", "(x -> x > 1)"],
    "table": ['table(u=[1, 2, missing, 2], v=["a", "b", "a", ""], w=[(0, 1), (1, 0), (2, 2), (3, 4)])', "table(a=[1, 2, 3])"],
    "missing": ["missing"],
}
KINDS = {
    "a number": "number", "true or false": "truth", "a string": "string", "a range": "range", "a record": "record", "a function": "function", "a table": "table",
    "a missing entry": "missing"}
LISTS = {"a number": "numbers", "true or false": "truths", "a string": "strings", "a vector": "points"}
OPERATORS = ["+", "-", "*", "/", "//", "%", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or", "in", "not in"]
FORMS = [
    "{q}", "({q} by cluster)", "({q} by point)", "({q} over layer)", "({q} over step)", "({q} at layer 1)", "({q} at layer last)", "({q} of {c})", "{q}.{c}", "{p}.{q}",
    "drift({q})", "defect({q})", "drift({q} by cluster)", "{q}[0]", "({q} by cluster)[1].{c}"]


def kind(trials, value):
    """What an expression gives; None where it is an error."""
    if trials.script(f"let value = {value}", "line").status:
        return None
    told = trials.script('print kind(value) ; print (if kind(value) == "a list" and length(value) > 0 then kind(value[1]) else if kind(value) == "a vector" then length(value) else "")', "line")
    first, _, second = told.shown.partition("\n")
    second = second.strip()
    if first == "a list":
        return LISTS.get(second, "lists" if second else "empty")
    return ("point" if second == "2" else "vector") if first == "a vector" else KINDS.get(first)


class Rules:
    """For each kind, how to make a value of it: by name, forms with the kinds that go into their places."""

    def __init__(self):
        self.of = {}

    def add(self, result, name, form, kinds):
        self.of.setdefault(result, {}).setdefault(name, []).append((form, kinds))

    def pick(self, random, wanted):
        named = self.of.get(wanted)
        return random.choice(named[random.choice(list(named))]) if named else None


def called(name, example, arguments):
    """The arguments that the examples call a function with."""
    found = []
    for line in itertools.chain(*example):
        for match in re.finditer(rf"(?<![\w.]){re.escape(name)}\(", line):
            depth, parts, part = 1, [], ""
            for letter in line[match.end():]:
                depth += letter in "([{"
                depth -= letter in ")]}"
                if depth == 0:
                    break
                if letter == "," and depth == 1:
                    parts.append(part.strip())
                    part = ""
                else:
                    part += letter
            found.append([p for p in parts + [part.strip()] if p])
    return [parts for parts in found if parts and len(parts) <= max(3, len(arguments))]


def functions(trials, rules):
    """All kinds for one argument and two; from an example on, each argument in turn, for more."""
    for name, arguments, examples in declarations.headings("functions"):
        starts = called(name, examples, arguments)
        for count in range(1, 3):
            if count <= max(len(arguments), 1):
                for kinds in itertools.product(SAMPLES, repeat=count):
                    taken(trials, rules, name, [SAMPLES[k][0] for k in kinds], kinds)
        for start in starts:
            if taken(trials, rules, name, start, (None,) * len(start)) and len(start) > 1:
                for place, k in itertools.product(range(len(start)), SAMPLES):
                    if "=" not in start[place]:
                        given = start[:place] + [SAMPLES[k][0]] + start[place + 1:]
                        taken(trials, rules, name, given, tuple(k if i == place else None for i in range(len(start))))


def taken(trials, rules, name, texts, kinds):
    result = kind(trials, f"{name}({', '.join(texts)})")
    if result:
        form = ", ".join("{}" if k else text.replace("{", "{{").replace("}", "}}") for k, text in zip(kinds, texts))
        rules.add(result, name, f"{name}({form})", tuple(k for k in kinds if k))
    return result


def operators(trials, rules):
    for (a, b), operator in itertools.product(itertools.product(SAMPLES, repeat=2), OPERATORS):
        if result := kind(trials, f"({SAMPLES[a][0]}) {operator} {SAMPLES[b][0]}"):
            rules.add(result, operator, f"({{}} {operator} {{}})", (a, b))
    for a in SAMPLES:
        texts = ["(-{})", "(not {})", "({})[1]", "({})[-1]", "({})[1..2]", "({})[last]", "({})[[1, 1]]", "({}).x", "({}).a", "({}).u", "({})[\"a\"]", "(x -> x)({})"]
        for form in texts + ["[{}]", "[{}, {}]", "(if {} == {} then {} else {})", "{{{{a: {}}}}}", "map(x -> x, {})", "({} where true)"]:
            if result := kind(trials, form.format(*[SAMPLES[a][0]] * 4).replace("{{", "{").replace("}}", "}")):
                form = form.replace("{{{{", "{{").replace("}}}}", "}}")
                rules.add(result, form, form, (a,) * form.replace("{{", "").count("{}"))


@functools.cache
def expressions():
    """The rules of all functions and operators."""
    # Whoever asks has set the limits and the files.
    from trials import Trials
    rules = Rules()
    with Trials(200) as trials:
        functions(trials, rules)
        operators(trials, rules)
    return rules


# MARK: Scenes


def tried():
    """The commands but those that end a program, and the tour, which is read."""
    return [c for c in declarations.commands() if c.name not in ("quit", "exit", "help tour")]


def small(line):
    """The line with few points, layers and steps, drawn small."""
    for name, most in [("n", 4), ("layers", 6), ("steps", 4), ("inputs", 2)]:
        line = re.sub(rf"\b{name}=(\d+)", lambda m: f"{name}={min(int(m[1]), most)}", line)
    if ".png" in line or ".gif" in line:
        line = line.replace(" > ", " size=(48, 48) > ") if " > " in line else line + " size=(48, 48)"
    return line.replace("500", "20")


def examples():
    """The examples' own scenes, each once, with the calls that they are there for."""
    found = {}
    for command in tried():
        for setup, line in command.calls:
            found.setdefault(tuple(map(small, setup.splitlines())), []).append(small(line))
    return found


class Scene:
    """Lines that begin a program, and what may follow: commands by name, with the milliseconds that they take, and quantities by what they give."""

    def __init__(self, lines):
        self.lines = [line for line in lines if line]
        self.calls, self.rules, self.milliseconds = {}, Rules(), 0.0
        text = "\n".join(self.lines)
        self.clusters = re.findall(r"define cluster (\w+)", text) or ["body1", "body2"] * ("orbit" in text)
        self.processes = [name or kind for kind, name in re.findall(r"^(?:build|import) (\w+)(?: (\w+)(?!=))?", text, re.MULTILINE)]
        self.data = re.findall(r"define data (\w+)", text)

    def learn(self, trials, commands):
        for command in commands:
            for _, line in command.calls:
                self.tried(trials, command.name, small(line))
        cluster, process = (self.clusters or ["red"])[0], (self.processes or ["chain"])[-1]
        for (name, _, _), form in itertools.product(declarations.headings("quantities"), FORMS):
            text = form.format(q=name, c=cluster, p=process)
            if result := kind(trials, text):
                self.rules.add(result, name, text, ())
        trials.new()

    def tried(self, trials, name, line):
        trials.new()
        self.milliseconds = trials.script("\n".join(self.lines)).milliseconds
        answer = trials.script(line, "line")
        if answer.status == 0:
            self.calls.setdefault(name, []).append((line, answer.milliseconds))


SCENES = [
    "seed 1\ndefine cluster red n=3 at=(0, 1) to=(1, 0)\ndefine cluster blue n=2 at=(1, 0) to=(0, 1)\nbuild chain layers=3",
    "seed 1\ndefine cluster red n=3 at=(0, 1) to=(1, 0)\nbuild chain one layers=2 family=swirl\ntrain adam steps=2",
    'seed 1\ndefine data d file="d.csv"\nbuild network one data=d layers=["tanh 2", "linear 2"]',
    'seed 1\ndefine data d file="d.csv"\nbuild network data=d layers="linear 2"\ntrain lbfgs steps=2',
    'seed 1\ndefine data q file="q.csv" target=z\nbuild network one data=q layers=["residual 3 tanh", "linear 1"]\ntrain adam steps=2',
    "build orbit one steps=8 eccentricity=0.3", "build ray one segments=4", "seed 1\ndefine cluster red n=2 to=(1, 0)\nbuild geodesic one",
    "define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)\nbuild path one action=pendulum from=1 velocity=0.5 steps=6",
    "define family wave(x, y; c, a, w=3) = (x + a*sin(w*(y - c)), y)\nseed 1\ndefine cluster red n=2 to=(1, 0)\nbuild chain one layers=2 family=wave",
    'import trace "letters.safetensors" as one points=1..12', "let t = table(u=[1, 2, 2], v=[\"a\", \"b\", \"a\"])\nlet r = [1, 2, 4]"]


@functools.cache
def listed(isShort):
    """The scenes, each as its first lines; the short form has those that examples need alone."""
    given = list(examples()) + [tuple(scene.split("\n")) for scene in SCENES]
    return given[:6] + given[-3:] if isShort else given


@functools.cache
def scene(lines, files):
    from trials import Trials
    found = Scene(lines)
    for own in examples().get(lines, []):
        found.calls.setdefault(" ".join(own.split()[:2]), []).append((own, 1.0))
    with Trials(200, files=dict(files)) as trials:
        found.learn(trials, tried())
    return found
