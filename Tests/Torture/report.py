"""What a group of tests gives: one line for each kind of check, and for every fault the least input that shows it."""

import dataclasses
import random
import re
import statistics


@dataclasses.dataclass
class Fault:
    why: str
    reproduction: str


@dataclasses.dataclass
class Check:
    """A kind of check: how often it was made, what was found, and how long it took, where that is promised."""

    what: str
    promise: str
    count: int = 0
    faults: list = dataclasses.field(default_factory=list)
    milliseconds: list = dataclasses.field(default_factory=list)
    # Of what is tried, by name: how often it was, and how often it was no error.
    shares: dict = dataclasses.field(default_factory=dict)

    def share(self, name, isFine):
        tried, fine = self.shares.get(name, (0, 0))
        self.shares[name] = (tried + 1, fine + isFine)

    def add(self, other):
        """What another part of the same kind found."""
        self.count += other.count
        self.faults += other.faults
        self.milliseconds += other.milliseconds
        for name, (tried, fine) in other.shares.items():
            before = self.shares.get(name, (0, 0))
            self.shares[name] = (before[0] + tried, before[1] + fine)

    def found(self, why, reproduction):
        self.faults.append(Fault(why, reproduction))

    @property
    def kinds(self):
        """The faults without those that differ from an earlier one in numbers alone; each with how many are like it."""
        first, like = {}, {}
        for fault in self.faults:
            kind = re.sub(r"[-\d.e+]+", "#", fault.why)
            first.setdefault(kind, fault)
            like[kind] = like.get(kind, 0) + 1
        return [(fault, like[kind]) for kind, fault in first.items()]

    @property
    def times(self):
        """The median and the worst, where anything was timed."""
        if not self.milliseconds:
            return ""
        return f"{statistics.median(self.milliseconds):.0f} / {max(self.milliseconds):.0f} ms"

    def text(self):
        timed = f"  median / worst {self.times}" if self.milliseconds else ""
        return f"  {self.what:52} {self.count:>8} tried {len(self.faults):>5} faults{timed}"


@dataclasses.dataclass
class Plan:
    """How much is tried, and by which random numbers. `count` replaces a group's own number; `short` is the form that
    tools/test runs, which reports times but does not judge them, since the machine may be busy. `jobs` is how many processes try what
    is tried by the thousand; as many as there are processors, if it is None. What parts of long checks found is kept in the file
    `keep`, and not tried again."""

    folder: object
    short: bool = False
    seed: int = 1
    count: int | None = None
    jobs: int | None = None
    keep: object = None

    def number(self, short, long):
        return self.count or (short if self.short else long)

    def random(self, name):
        return random.Random(f"{self.seed} {name}")

    def place(self, name):
        """A new empty folder."""
        for attempt in range(10**6):
            folder = self.folder / f"{name}-{attempt}"
            if not folder.exists():
                folder.mkdir()
                return folder
        raise OSError("no room for a folder")
