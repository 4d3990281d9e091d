"""A client of Jupyter's protocol over pyzmq alone: what the tests of the kernel talk with."""

import hashlib
import hmac
import itertools
import json
import os
import signal
import socket
import subprocess
import uuid

import pytest
import zmq

from conftest import NSH, PATIENCE, default_signals

SETUP = "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\ndefine cluster blue n=4 at=(1, 0) to=(0, 1)\nbuild chain layers=5"
ENDLESS = "train adam steps=1000000000"
CHANNELS = ["shell", "control", "stdin", "iopub", "hb"]


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def connection(**changes):
    """The content of a connection file."""
    info = {f"{name}_port": port for name, port in zip(CHANNELS, free_ports(5))}
    return {**info, "transport": "tcp", "ip": "127.0.0.1", "key": uuid.uuid4().hex, "signature_scheme": "hmac-sha256", "kernel_name": "nsh", **changes}


class Kernel:
    def __init__(self, environment, folder, *arguments, info=None, **more):
        self.info = info or connection()
        self.path = folder / f"kernel-{uuid.uuid4().hex}.json"
        self.path.write_text(json.dumps(self.info))
        self.errors = open(folder / f"errors-{uuid.uuid4().hex}", "w+")
        self.process = subprocess.Popen(
            [NSH, "--jupyter", self.path, *arguments], env={**environment, **more}, cwd=folder, stdin=subprocess.DEVNULL, stdout=self.errors,
            stderr=self.errors, preexec_fn=lambda: default_signals([signal.SIGINT]))
        self.context = zmq.Context()
        self.session = uuid.uuid4().hex
        self.count = itertools.count()
        self.shell, self.control = (self.connect(zmq.DEALER, name) for name in ("shell", "control"))
        self.iopub = self.connect(zmq.SUB, "iopub")
        self.iopub.setsockopt(zmq.SUBSCRIBE, b"")
        self.hb = self.connect(zmq.REQ, "hb")
        # Until what is published is heard: who subscribes comes late.
        while True:
            asked = self.send("kernel_info_request", {})
            self.reply(asked)
            if self.iopub.poll(200):
                self.until_idle(asked)
                break

    def connect(self, kind, name):
        s = self.context.socket(kind)
        s.linger = 0
        s.connect(f"tcp://{self.info['ip']}:{self.info[name + '_port']}")
        return s

    # Messages

    def signature(self, parts):
        return hmac.new(self.info["key"].encode(), b"".join(parts), hashlib.sha256).hexdigest().encode() if self.info["key"] else b""

    def parts(self, kind, content):
        header = {"msg_id": f"{self.session}_{next(self.count)}", "session": self.session, "username": "test", "msg_type": kind, "version": "5.3",
                  "date": "2026-01-01T00:00:00.000000Z"}
        return header, [json.dumps(header).encode(), b"{}", b"{}", content if isinstance(content, bytes) else json.dumps(content).encode()]

    def send(self, kind, content, on=None, signature=None):
        """Gives the message's id."""
        header, parts = self.parts(kind, content)
        (on or self.shell).send_multipart([b"<IDS|MSG>", self.signature(parts) if signature is None else signature, *parts])
        return header["msg_id"]

    def receive(self, s, patience=PATIENCE):
        assert s.poll(patience * 1000), "no message came"
        frames = s.recv_multipart()
        parts = frames[frames.index(b"<IDS|MSG>") + 1:]
        assert parts[0] == self.signature(parts[1:5])
        header, parent, metadata, content = (json.loads(p) for p in parts[1:5])
        assert header["version"] == "5.3" and header["msg_type"] and header["msg_id"] != parent.get("msg_id")
        return {"type": header["msg_type"], "parent": parent.get("msg_id"), **{"content": content}}

    def reply(self, asked, on=None):
        while True:
            answer = self.receive(on or self.shell)
            if answer["parent"] == asked:
                return answer["content"]

    def published(self, asked):
        """The next that is said of a request."""
        while True:
            said = self.receive(self.iopub)
            if said["parent"] == asked:
                return said["type"], said["content"]

    def until_idle(self, asked):
        all = [self.published(asked)]
        while all[-1] != ("status", {"execution_state": "idle"}):
            all.append(self.published(asked))
        assert all[0] == ("status", {"execution_state": "busy"})
        return all[1:-1]

    def ask(self, kind, on=None, **content):
        asked = self.send(kind, content, on)
        answer = self.reply(asked, on)
        self.until_idle(asked)
        return answer

    # Cells

    def execute(self, code, **more):
        return self.send("execute_request", {"code": code, "silent": False, **more})

    def run(self, code, **more):
        """The reply, and what was shown, but for what repeats the cell."""
        asked = self.execute(code, **more)
        answer = self.reply(asked)
        return answer, [(kind, said) for kind, said in self.until_idle(asked) if kind != "execute_input"]

    def text(self, code):
        """What a cell writes, and its values, as text."""
        answer, shown = self.run(code)
        assert answer["status"] == "ok", answer
        return "".join(said["text"] if kind == "stream" else said["data"]["text/plain"] + "\n" for kind, said in shown)

    # The process

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def end(self):
        """By a request; gives the status."""
        answer = self.reply(self.send("shutdown_request", {"restart": False}, self.control), self.control)
        assert answer == {"status": "ok", "restart": False}
        return self.process.wait(PATIENCE)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.context.destroy(linger=0)
        self.errors.close()

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


@pytest.fixture
def kernel(environment, tmp_path):
    started = []

    def start(*arguments, **options):
        started.append(Kernel(environment, tmp_path, *arguments, **options))
        return started[-1]

    yield start
    for one in started:
        one.close()
