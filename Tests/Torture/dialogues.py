"""A dialogue on a pseudo-terminal, with moments counted from what it writes, never from a fixed wait."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from shell import NSH, PATIENCE, PROMPT, default_signals, environment


class Dialogue:
    """The program on a terminal of its own. What it writes is in `seen`."""

    def __init__(self, folder, *arguments, home=None, prepare=None, **changes):
        self.master, slave = pty.openpty()
        # Wide enough that no line is drawn again as it wraps.
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 2000, 0, 0))

        def before():
            default_signals()
            os.setsid()
            os.close(os.open(os.ttyname(0), os.O_RDWR))
            if prepare:
                prepare()

        self.process = subprocess.Popen(
            [NSH, "-n", *arguments], cwd=folder, env=environment(home or folder, **changes), stdin=slave, stdout=slave, stderr=slave, preexec_fn=before)
        os.close(slave)
        self.seen = self.unread = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def send(self, text):
        os.write(self.master, text.encode())

    def read(self, seconds):
        """Takes what comes within that time; whether anything came."""
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        try:
            text = os.read(self.master, 1 << 16).decode("utf-8", "replace")
        except OSError:  # the program has ended
            return False
        self.seen += text
        self.unread += text
        return bool(text)

    def wait(self, words=PROMPT, patience=PATIENCE):
        """Reads until the words come; what came before and with them, or None after the patience is over or the program has ended."""
        end = time.monotonic() + patience
        searched = 0
        while (place := self.unread.find(words, max(0, searched - len(words)))) < 0:
            searched = len(self.unread)
            if not self.read(min(1, end - time.monotonic())) and (time.monotonic() > end or self.process.poll() is not None):
                return None
        place += len(words)
        text, self.unread = self.unread[:place], self.unread[place:]
        return text

    def say(self, line, patience=PATIENCE):
        """Types a line, and waits until the prompt is back."""
        self.send(line + "\r")
        # The line editor shows the line as it is typed, and ends it when it is taken.
        return self.wait("\r\n", patience) and self.wait(PROMPT, patience)

    def interrupt(self):
        """Ctrl-C, as the terminal makes it of the key."""
        self.send("\x03")

    def worked(self):
        """Processor time of the program in milliseconds: a busy machine adds nothing to it."""
        try:
            with open(f"/proc/{self.process.pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
            return 1000 / os.sysconf("SC_CLK_TCK") * (int(fields[11]) + int(fields[12]))
        except OSError:
            return float("inf")

    def status(self, patience=PATIENCE):
        """How it ended by itself; None if it does not."""
        end = time.monotonic() + patience
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        return self.process.poll()
