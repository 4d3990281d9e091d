"""Times of whole commands, medians of alternating runs."""

import dataclasses
import os
import statistics
import subprocess
import tempfile
import time

NSH = os.environ["NSH"]


@dataclasses.dataclass
class Row:
    """One line of the table: a figure and what it should be below, or at least (or None)."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    isLeast: bool = False

    def asked(self):
        return "" if self.limit is None else f"{'>' if self.isLeast else '<'} {self.limit:g} {self.unit}"

    def text(self):
        missed = self.limit is not None and not (self.value >= self.limit if self.isLeast else self.value < self.limit)
        return f"{self.what:58} {self.value:>8.3g} {self.unit:3} {self.asked():>12}{'  <- not reached' * missed}"


def seconds(action):
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def command(*arguments, text=None):
    """An action that runs a command to its end."""
    return lambda: subprocess.run(arguments, input=text, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)


def medians(actions, runs=15):
    """The median seconds of each action; they take turns."""
    for action in actions:
        action()
    times = [[] for _ in actions]
    for _ in range(runs):
        for action, list_ in zip(actions, times):
            list_.append(seconds(action))
    return [statistics.median(list_) for list_ in times]


def script(text):
    """A file with the text."""
    file = tempfile.NamedTemporaryFile("w", suffix=".nsh", delete=False)
    file.write(text)
    file.close()
    return file.name
