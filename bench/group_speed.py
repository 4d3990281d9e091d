"""The training step beside C++, JAX and PyTorch on the same data; whole experiments; memory. Writes docs/performance.md. SHORT=1 leaves out the
largest sizes.

All agree on the loss after two steps to twelve digits before anything is timed. They take turns, so that a noisy machine disturbs all alike.
"""

import datetime
import os
import platform
import re
import shutil
import statistics
import subprocess

from group_language import prompt_time
from measure import NSH, Row, command, medians, script
from peers import FOLDER, HERE, Engine, Peer, Problem, built, peak_memory, python

SIZES = [(300, 50), (3000, 50), (100_000, 50), (1_000_000, 50), (300, 200), (3000, 200), (100_000, 200), (1_000_000, 200)]
if os.environ.get("SHORT"):
    SIZES = SIZES[:3]
FLOPS = 54  # of one point through one layer and back, docs/kernel.md
PAGE = HERE.parent / "docs" / "performance.md"
TWO = min(2, os.cpu_count())


def contestants(problem, interpreter, found):
    """Name and maker of each, with how much longer than the kernel it may take (for the number of its steps)."""
    n, layers = problem.n, problem.layers
    for arithmetic in ["fast", "portable"]:
        for threads in [1, TWO]:
            yield f"nsh {arithmetic}, {threads} thread{'s' * (threads > 1)}", lambda a=arithmetic, t=threads: Engine(problem, a, t), 1
    for name in ["clang", "gcc"]:
        binary = built(name, "peer_kernel.cpp", "-march=native")
        if binary:
            yield f"C++ {name}, 1 thread", lambda b=binary: Peer(problem, b), 1
    if "jax" in found and n * layers < 1e8:
        for form in ["coordinates", "blocked"] + ["pairs"] * (n * layers < 1e7):
            yield f"JAX {form}, {TWO} threads", lambda f=form: Peer(problem, interpreter, HERE / "peer_jax.py", f, TWO), 10
    if "torch" in found and n * layers < 3e7:
        yield f"PyTorch eager, {TWO} threads", lambda: Peer(problem, interpreter, HERE / "peer_torch.py", "eager", TWO), 300 if n < 10_000 else 30
        if (n, layers) == (300, 50):
            yield f"PyTorch compiled, {TWO} threads", lambda: Peer(problem, interpreter, HERE / "peer_torch.py", "compiled", TWO), 100


def measured(n, layers, interpreter, found):
    """Microseconds a step of every run of each contestant, and what failed."""
    problem = Problem(n, layers)
    asked, times, failed = {}, {}, []
    reference = None
    for name, make, factor in contestants(problem, interpreter, found):
        try:
            contestant = make()
            loss, _ = contestant.ask(2)
        except (RuntimeError, BrokenPipeError) as error:
            failed.append(f"{name}: {error}")
            continue
        reference = reference or loss
        assert abs(loss / reference - 1) < 1e-12, (name, loss, reference)
        asked[name] = (contestant, max(3, min(4000, int(0.25e9 / (n * layers * 1.4 * factor)))))
    rounds = 5 if n * layers <= 5e6 else 2
    for _ in range(rounds):
        for name, (contestant, steps) in asked.items():
            times.setdefault(name, []).append(contestant.ask(steps)[1])
    for contestant, _ in asked.values():
        contestant.end()
    return times, failed


def peak():
    """GFLOP/s of one core by multiply-adds."""
    binary = built("clang", "peer_peak.cpp", "-march=native", "-pthread") or built("gcc", "peer_peak.cpp", "-march=native", "-pthread")
    return max(float(subprocess.run([binary, "1"], capture_output=True, text=True).stdout.split()[0]) for _ in range(3)) / 1e9 if binary else 0


def instructions(*command, text=None):
    """Instructions by callgrind, which has no AVX-512: the AVX2 copies."""
    result = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={FOLDER}/callgrind", *map(str, command)], input=text, capture_output=True, text=True)
    return int(re.search(r"Collected : (\d+)", result.stderr).group(1))


def counted():
    """Instructions a point and layer, by the difference of two lengths of training."""
    if not shutil.which("valgrind"):
        return
    stripped = FOLDER / "nsh"  # valgrind gives up on debug information that is newer than itself
    subprocess.run(["strip", "-o", stripped, NSH], check=True)
    problem, (few, many) = Problem(304, 50), (2, 22)
    points = 304 * 50 * (many - few)
    for arithmetic in ["fast-avx2", "portable-avx2", "baseline"]:
        def run(steps):
            file = script(f'load "{problem.file}"\ntrain gd steps={steps}\n')
            return instructions(stripped, "-q", "--threads", 1, "--arithmetic", arithmetic, file)
        yield f"nsh {arithmetic}", (run(many) - run(few)) / points
    for name in ["clang", "gcc"]:
        binary = built(name, "peer_kernel.cpp", "-march=haswell")
        if binary:
            few_, many_ = (instructions(binary, text=problem.text + f"{s}\n") for s in (few, many))
            yield f"C++ {name}, haswell", (many_ - few_) / points


WHOLE = """seed 1
for k in 0..2 { define cluster "c{k}" n=100 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg) }
build chain layers=50
train adam steps=2000 rate=0.02
"""
SWAP = WHOLE.replace("n=100", "n=20").replace("steps=2000 rate=0.02", "steps=1000 rate=0.02 decay=cosine")


def beside_cpp():
    """The whole experiment in one thread, from the start of the process to its end, over that of the hand-fused C++."""
    text = Problem(300, 50).text + "2000\n"
    for name in ["clang", "gcc"]:
        binary = built(name, "peer_kernel.cpp", "-march=native")
        if binary:
            one, peer = medians(
                [command(NSH, "-q", "--threads", "1", "--arithmetic", "fast", script(WHOLE)), command(str(binary), "adam", text=text)], runs=15)
            yield Row(f"  in one thread over C++ {name}", one / peer, "x", 1.5)


def inspection(n):
    """Seconds of a quantity over the layers, of conserve, and of a training step, all with two threads."""
    setup = f"seed 1\ndefine cluster a n={n // 2} at=(0, 1) to=(1, 0)\ndefine cluster b n={n - n // 2} at=(1, 0) to=(0, 1)\nbuild chain layers=50\n"
    count = max(2, min(200, 2_000_000 // n))
    plain = "train gd steps=1 rate=0.01\n" * count
    asked = [plain.replace("\n", f"\n{line}\n") for line in ("let p = momentum", "conserve")]
    longer = "train gd steps=11 rate=0.01\n" * count
    base, quantity, conserve, steps = medians([command(NSH, "-q", "--threads", str(TWO), script(setup + text)) for text in (plain, *asked, longer)], runs=5)
    return (quantity - base) / count, (conserve - base) / count, (steps - base) / (10 * count)


def single(n):
    """Seconds a step in single and in double precision, one thread each, by turns."""
    setup = f"seed 1\ndefine cluster a n={n // 2} at=(0, 1) to=(1, 0)\ndefine cluster b n={n - n // 2} at=(1, 0) to=(0, 1)\nbuild chain layers=50 precision="
    times = {}
    for _ in range(3):
        for precision in ["single", "double"]:
            for steps in [1, 21]:
                file = script(setup + f"{precision}\ntrain gd steps={steps} rate=0.01\n")
                (seconds,) = medians([command(NSH, "-q", "--arithmetic", "fast", "--threads", "1", file)], runs=1)
                times.setdefault((precision, steps), []).append(seconds)
    middle = {key: statistics.median(t) for key, t in times.items()}
    return [(middle[precision, 21] - middle[precision, 1]) / 20 for precision in ["single", "double"]]


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor()) if os.path.exists("/proc/cpuinfo") else platform.processor()
    return f"{model}, {os.cpu_count()} threads, {platform.system()} {platform.machine()}"


def version(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]


def rows():
    interpreter, found = python()
    best = peak()
    page = [
        "# How fast it is", "", f"<!-- Written by `tools/bench speed`, {datetime.date.today()}. -->", "",
        "Every figure is of one run of `tools/bench speed`: all programs on the same data, in turns, after they have agreed on the loss to twelve digits. "
        "Microseconds a step of gradient descent (forward, backward, update), float64: medians, and minima in brackets.", "",
        f"Machine: {machine()}, with {os.getloadavg()[0]:.1f} processes running when it began (other work on the machine disturbs two threads most); {best:.1f} GFLOP/s by multiply-adds on one core. {version('swift', '--version')}; {version('g++', '--version')}; "
        + "; ".join(f"{name} {v}" for name, v in found.items()) + ".", "",
    ]
    for n, layers in SIZES:
        times, failed = measured(n, layers, interpreter, found)
        middle = {name: statistics.median(t) for name, t in times.items()}
        one, two = middle["nsh fast, 1 thread"], middle.get(f"nsh fast, {TWO} threads")
        page += [f"## {n:,} points, {layers} layers", "", "| | microseconds a step | times nsh's | of the peak |", "|---|---|---|---|"]
        for name, t in middle.items():
            against, threads = (one, 1) if "1 thread" in name else (two, TWO)
            share = f"{FLOPS * n * layers / (t * 1e3) / (best * threads):.0%}" if best else ""
            page.append(f"| {name} | {t:,.1f} ({min(times[name]):,.1f}) | {t / against:.2f} | {share} |")
            yield Row(f"{n} points, {layers} layers: {name}", t, "us")
        page += [""] + [f"Not measured: {text}." for text in failed] + [""] * bool(failed)
        for name, limit in [("clang", 1.1), ("gcc", 1.25)]:
            if f"C++ {name}, 1 thread" in middle:
                yield Row(f"  nsh fast over C++ {name}", one / middle[f"C++ {name}, 1 thread"], "x", limit)
        jax = [t for name, t in middle.items() if name.startswith("JAX")]
        if jax:
            yield Row("  JAX's best over nsh fast, two threads each", min(jax) / two, "x", 7 if n == 300 else 8 if n == 3000 else 10, isLeast=True)
        eager = middle.get(f"PyTorch eager, {TWO} threads")
        if eager:
            yield Row("  PyTorch eager over nsh fast", eager / two, "x", 30 if n < 100_000 else None, isLeast=True)
        if TWO > 1:
            yield Row("  two threads over one", one / two, "x", 1.8 if n >= 10_000 else None, isLeast=True)
    page += ["## Other figures", "", "| | measured | asked |", "|---|---|---|"]
    for row in others(interpreter, found):
        page.append(f"| {row.what.strip()} | {row.value:.3g} {row.unit} | {row.asked()} |")
        yield row
    PAGE.write_text("\n".join(page) + "\n")
    print(f"{PAGE.relative_to(HERE.parent)} written")


def others(interpreter, found):
    for name, count in counted():
        yield Row(f"instructions a point and layer: {name}", count, "")
    engines = [command(NSH, "-q", "--arithmetic", "fast", script(WHOLE)), command(NSH, "-q", script(SWAP + "train newton until gradient < 1e-10\n"))]
    whole, swap = medians(engines, runs=7)
    yield Row("whole experiment, 2,000 steps of Adam at 300 points", whole, "s", 0.1)
    yield from beside_cpp()
    if "jax" in found:
        (jax,) = medians([command(str(interpreter), str(HERE / "whole_jax.py"))], runs=3)
        yield Row("the same in JAX", jax, "s")
        yield Row("JAX over nsh", jax / whole, "x", 25, isLeast=True)
    yield Row("swap to |grad| < 1e-10, 1,000 steps of Adam, then Newton", swap, "s", 0.15)
    _, prompt = prompt_time()
    yield Row("start to prompt", prompt, "ms", 25)
    for n in [300, 3000, 100_000, 1_000_000]:
        quantity, conserve, step = inspection(n)
        yield Row(f"a quantity over layers, by a training step, {n} points", quantity / step, "x", 1.3)
        yield Row(f"conserve with its table, by a training step, {n} points", conserve / step, "x", 1.3)
    one, other = single(1_000_000)
    yield Row("single over double precision, 1,000,000 points, a step", one / other, "x", 1)
    for n, limit in [(1_000_000, 150), (10_000_000, 1000)]:
        lines = f"seed 1\ndefine cluster a n={n // 2} at=(0, 1) to=(1, 0)\ndefine cluster b n={n // 2} at=(1, 0) to=(0, 1)\nbuild chain layers=50\ntrain adam steps=2\n"
        yield Row(f"resident memory of training {n:,} points", peak_memory(lines), "MB", limit)
