"""Numbers at the edges of what numbers are, in every numeric option of every command, in every argument of every function,
and in the process's own options. There is an answer or an error: no signal, no hang, no error of the program itself."""

import re

import declarations
import shapes
import shell
from report import Check
from trials import Broken, Trials

PROMISE = "0 signals, 0 hangs"
VALUES = [
    "0", "-0.0", "1", "-1", "0.5", "2", "1e-300", "5e-324", "1e300", "1.7976931348623157e308", "(1/0)", "(-1/0)", "(0/0)", "2147483648",
    "9007199254740993", "9223372036854775807", "-9223372036854775809", "1e19"]


def forms(kind, value, random):
    """A value as an option of a kind takes it, in each way that a number gets into it."""
    pairs = [f"({value}, {value})", f"({value}, 0.5)", f"(1, {value})"]
    match kind:
        case "a point (x, y)": return pairs
        case "a point (x, y) or a list of points" | "a point, a cluster, a list of points or a file":
            return pairs + [f"[({value}, 1), (0, {value})]", f"polar(1, {value})"]
        case "a list": return [f"[{value}, 1, {value}]", f"[({value}, 1), (2, {value})]", f"1..{value}", f"{value}..1", f"{value}..4 step {random.choice(VALUES)}"]
        case "a quantity": return [f"0..{value}", f"{value}..2", f"[{value}]"]
        case "a layer": return [value, f"{value}..2", f"2..{value}"]
        case "a word" | "values": return [value, f'"{{{value}}}"']
        case _: return [value]


def placed(line, option, text):
    """The call with the option set so: in its place, or before the file that takes the output."""
    if option.isPositional:
        words = line.split(" > ")[0].split()
        return " ".join(words[:-1] + [text]) if len(words) > 2 else line
    line = re.sub(rf"\s{option.name}=(\((?:[^()]|\([^)]*\))*\)|\[[^\]]*\]|\"[^\"]*\"|\S+)", "", line)
    head, arrow, tail = line.partition(" > ")
    head, until, condition = head.partition(" until ")
    return f"{head} {option.name}={text}{until}{condition}{arrow}{tail}"


def option_trials(random):
    """Every numeric option of every command with every value, and the pairs of two options of one command."""
    for command in declarations.commands():
        for setup, line in command.calls[:3]:
            # What is drawn is drawn into a file; what is told is shown as well as written.
            if ".svg" in command.endings and " > " not in line:
                line += ' > "out.svg"'
            numeric = [p for p in command.parameters if p.isNumeric]
            for option in numeric:
                for value in VALUES:
                    for text in forms(option.kind, value, random):
                        yield setup, placed(line, option, text)
                        other = random.choice(numeric)
                        if other is not option:
                            second = random.choice(forms(other.kind, random.choice(VALUES), random))
                            yield setup, placed(placed(line, option, text), other, second)


def function_trials(random):
    for page, templates in [("functions", ["{n}({a})"]), ("quantities", ["{n} at layer {v}", "{n}[{v}]", "({n} by cluster)[{v}]", "drift({n})[{v}]"])]:
        for name, arguments, examples in declarations.headings(page):
            lines = examples[0] if examples else ()
            setup = "".join(line + "\n" for line in lines if not line.startswith("print"))
            for value in VALUES:
                for template in templates:
                    for spot in range(len(arguments) or 1):
                        others = [random.choice(VALUES + ["[1, 2]", "(1, 2)", '"a"', "1..3"]) for _ in arguments]
                        for text in [value, f"[{value}, 1]", f"({value}, {value})"]:
                            others[spot:spot + 1] = [text]
                            yield setup, "print " + template.format(n=name, a=", ".join(others), v=text)


def texts_trials(random):
    """Numbers in texts that are read: layers, formats, steps of ranges."""
    iris = 'seed 1\ndefine data d file="iris.csv"\n'
    for value in VALUES:
        plain = value.strip("()")
        for layer in ["linear {}", "tanh {}", "residual {} tanh", "residual 3 tanh x{}", "attention {}", "rmsnorm {} relu", "layernorm {} gelu"]:
            yield iris, f'build network data=d layers=["{layer.format(plain)}", "linear 3"]'
        for text in ["{{1:{}f}}", "{{1:.{}e}}", "{{1:{}.2g}}", "{{1:{}d}}"]:
            yield "", 'print "' + text.format(plain).replace("{{", "{").replace("}}", "}") + '"'
        for text in ["for k in 1..{v} {{ break }}", "for k in {v}..3 step {w} {{ break }}", "print [1, 2, 3][{v}]", "print (1..5)[{v}]", "print {v} // {w}",
                     "print {v} % {w}", "print {v}^{w}", "print length({v}..{w})", "print linspace({v}, {w}, 5)", "print (1..{v})[{w}]"]:
            yield "", text.format(v=value, w=random.choice(VALUES))


def shape_trials(random):
    """Every command put to every process of unusual shape; a number in its options with every second."""
    numeric = [(command, option) for command in declarations.commands() for option in command.parameters if option.isNumeric and not option.isPositional]
    for setup, a, b in shapes.SHAPES:
        for line in shapes.lines(a, b):
            yield setup + "\n", line
            fitting = [option for command, option in numeric if line.startswith(command.name + " ") or line == command.name]
            if fitting:
                option = random.choice(fitting)
                yield setup + "\n", placed(line, option, random.choice(forms(option.kind, random.choice(VALUES), random)))


def process_check(plan, random):
    check = Check("numbers as the process's own options", PROMISE)
    folder = plan.place("boundaries")
    values = [v.strip("()") for v in VALUES] + ["", "-", "1e400", "0x10", "1e9GiB", "-1MiB", "nan", "inf"]
    for value in random.sample(values, 4) if plan.short else values:
        for arguments in [["--threads", value], ["--max-memory", value], [f"--threads={value}"], ["-c", "param n = 1; print n", f"n={value}"]]:
            status, _, errors = shell.run(folder, *arguments, *([] if "-c" in arguments else ["-c", "print 1"]))
            check.count += 1
            if status not in (0, 1, 2):
                check.found(f"status {status}: {errors[-200:]}", "nsh " + " ".join(map(repr, arguments)))
    return check


def numbers_check(what, items, trials):
    check = Check(what, PROMISE)
    for setup, line in items:
        check.count += 1
        try:
            trials.new()
            answer = trials.script(setup + line)
        except Broken as broken:
            check.found(broken.why, setup + line)
            continue
        if answer.code == "fault":
            check.found(f"an error of the program itself: {answer.errors[:300]}", setup + line)
    return check


def checks(plan):
    random = plan.random("boundaries")
    kinds = [
        ("numbers in every numeric option of every command", option_trials, 250), ("numbers in every function and quantity", function_trials, 150),
        ("numbers in layers, formats, ranges and operators", texts_trials, 100), ("every command with processes of unusual shape", shape_trials, 250)]
    with Trials(300, files={**declarations.data(), **shapes.FILES}) as trials:
        for what, make, short in kinds:
            items = list(make(random))
            count = plan.number(short, len(items))
            yield numbers_check(what, random.sample(items, min(count, len(items))), trials)
    yield process_check(plan, random)
