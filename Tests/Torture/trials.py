"""Many trials in one process, by the program of Trials/Trials.swift. What ends or stops it is the trial that has no answer."""

import dataclasses
import os
import pathlib
import select
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRIALS = os.environ.get("TRIALS", str(ROOT / ".build" / "release" / "trials"))
# Seconds without an answer that count as a hang, beyond what a text may take until it is interrupted.
HANG = 5


class Broken(Exception):
    """The process was ended by a signal, or does not answer."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclasses.dataclass
class Answer:
    status: int
    milliseconds: float
    errors: str
    shown: str

    @property
    def code(self):
        """Of the first error; None where all went well."""
        return self.errors[1:].split("]", 1)[0] if self.errors else None


class Trials:
    def __init__(self, milliseconds=1000, memory=64 << 20, files=None):
        self.limits = (milliseconds, memory)
        self.files = files or {}
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.process = subprocess.Popen(
            [TRIALS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            # What breaks is told by its signal; a trace of the stack would take seconds.
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        self.buffer = self.pending = b""
        self.new(self.files)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None

    def new(self, files=None):
        """A new workspace; with files, these alone."""
        text = b"limit %d %d\n" % self.limits
        if files is not None:
            text += b"drop\n" + b"".join(
                b"file %d %s\n" % (len(content), name.encode()) + content for name, content in files.items())
        # Sent with what comes next: each sending wakes another process.
        self.pending += text + b"new\n"

    def script(self, text, how="script"):
        """Runs a text in the present workspace; raises `Broken`, after which there is a new process."""
        self.send(self.request(text, how))
        return self.answer()

    def script_and_file(self, text, name):
        """Runs a text, and asks at once for a file that it may write."""
        self.send(self.request(text, "script") + b"get %s\n" % name.encode())
        return self.answer(), self.file()

    @staticmethod
    def request(text, how):
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        return b"%s %d\n" % (how.encode(), len(data)) + data

    def answer(self):
        status, elapsed, errors, shown = self.line().split()
        body = self.take(int(errors) + int(shown)).decode("utf-8", "replace")
        texts = (body[:int(errors)], body[int(errors):]) if body.isascii() else self.parted(body, int(errors))
        return Answer(int(status), float(elapsed), *texts)

    @staticmethod
    def parted(body, count):
        data = body.encode()
        return data[:count].decode("utf-8", "replace"), data[count:].decode("utf-8", "replace")

    def get(self, name):
        self.send(b"get %s\n" % name.encode())
        return self.file()

    def file(self):
        count = int(self.line())
        return None if count < 0 else self.take(count)

    def recordings(self, first, count, seed):
        """Trials of changed recordings, made of the files that there are: how many were read, how many refused, and complaints."""
        self.send(b"recordings %d %d %d\n" % (first, count, seed))
        accepted, refused, size = map(int, self.line().split())
        return accepted, refused, self.take(size).decode().splitlines()

    def recording(self, i, seed):
        """What such a trial reads: its name and its bytes."""
        self.send(b"recording %d %d\n" % (i, seed))
        size, _, name = self.line().decode().partition(" ")
        return name, self.take(int(size))

    def compiled(self, first, count, seed):
        """Random programs in code and by the walk of their trees: what differs, in words, with the least program that shows it."""
        self.send(b"compiled %d %d %d\n" % (first, count, seed))
        told = self.take(int(self.line())).decode("utf-8", "replace")
        return told.split("\0") if told else []

    def program(self, i, seed):
        """Such a program, behind the way in which it is run."""
        self.send(b"program %d %d\n" % (i, seed))
        return self.take(int(self.line())).decode("utf-8", "replace")

    # MARK: The process

    def send(self, data):
        data, self.pending = self.pending + data, b""
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError:
            self.broken()

    def line(self):
        while b"\n" not in self.buffer:
            self.fill()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line

    def take(self, count):
        while len(self.buffer) < count:
            self.fill()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def fill(self):
        if not select.select([self.process.stdout], [], [], HANG + self.limits[0] / 1e3)[0] and self.isDeaf():
            self.stop()
            self.start()
            raise Broken(f"no answer {HANG} s after it was interrupted")
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            self.broken()
        self.buffer += data

    def isDeaf(self):
        """It used so much time itself: a busy machine is no hang of the program. What sleeps for a minute is one."""
        begin, end = self.used(), time.monotonic() + 60
        while time.monotonic() < end:
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                return False
            if self.used() - begin > 2:
                return True
        return True

    def used(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/stat")
        if not status.exists():
            return time.monotonic()
        fields = status.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def broken(self):
        status = self.process.wait()
        self.stop()
        self.start()
        raise Broken(f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}")
