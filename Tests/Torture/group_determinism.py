"""Scripts in five new processes each, with other numbers of threads: what they show and every file that they write has the same
bytes."""

import declarations
import shell
from report import Check


def scripts():
    """The scripts of the project and the examples of every page, each with a name."""
    for path in sorted((shell.ROOT / "scripts").glob("*.nsh")):
        yield path.name, path.read_text()
    for command in declarations.commands():
        for k, example in enumerate(command.examples):
            if command.name not in ("help tour", "quit", "exit", "timing", "undo", "history", "history save"):
                yield f"{command.name}, example {k + 1}", "\n".join(example)
    yield "all files of a chain", shell.SETUP + "train adam steps=20\n" + "\n".join([
        'save "a.json"', 'export trace "a.csv"', 'export page "a.html"', 'export gif "a.gif"', 'plot path > "a.svg"', 'plot path > "a.pdf"',
        'plot path > "a.png"', 'export table (momentum by cluster) "b.csv"', "conserve", "interact groups", "discover drifts"])


def outcome(plan, text, threads):
    folder = plan.place("same")
    for name, content in declarations.data().items():
        (folder / name).write_bytes(content)
    (folder / "share").symlink_to(shell.ROOT / "share")
    (folder / "scripts").symlink_to(shell.ROOT / "scripts")
    for path in (shell.ROOT / "scripts").glob("*.nsh"):
        (folder / path.name).symlink_to(path)
    status, output, errors = shell.run(folder, "-q", "--threads", threads, "-c", text)
    return status, output, errors, shell.files(folder)


def difference(first, other):
    for what, a, b in zip(["status", "output", "errors"], first, other):
        if a != b:
            return f"another {what}"
    # A store of runs holds when each was made and how long it took.
    names = [name for name in sorted(first[3].keys() | other[3].keys()) if not name.endswith((".db", ".db-wal", ".db-shm"))]
    return next((f"{name} differs" for name in names if first[3].get(name) != other[3].get(name)), None)


def checks(plan):
    check = Check("scripts, in new processes with 1 to 5 threads", "the same bytes")
    listed = list(scripts())
    if plan.short:
        # Those of some seconds are for the long form.
        listed = plan.random("determinism").sample(listed[-40:], 5) + listed[-1:]
    for name, text in listed[:plan.count]:
        first = outcome(plan, text, 1)
        if first[0] < 0:
            check.found(f"status {first[0]}", f"nsh -q {name}")
        for threads in range(2, 4 if plan.short else 6):
            check.count += 1
            if different := difference(first, outcome(plan, text, threads)):
                check.found(different, f"{name}, with 1 and {threads} threads\n{text}")
    yield check
