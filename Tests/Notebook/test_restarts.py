"""A hundred restarts leave no process, no file and no open port; two kernels know nothing of each other."""

import os
import pathlib

import jupyter_client
from conftest import PATIENCE


def text(client, code):
    shown = []
    reply = client.execute_interactive(code, output_hook=shown.append, timeout=PATIENCE)
    assert reply["content"]["status"] == "ok"
    return "".join(m["content"]["text"] for m in shown if m["msg_type"] == "stream")


def kernels(manager):
    """The processes that run with the connection file of a manager."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if manager.connection_file.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            pass
    return found


def test_a_hundred_restarts():
    manager, client = jupyter_client.manager.start_new_kernel(kernel_name="nsh")
    try:
        files = None
        for again in range(100):
            assert text(client, f"let x = {again}\nprint x") == f"{again}\n"
            manager.restart_kernel(now=again % 2 == 1)
            client.wait_for_ready(timeout=PATIENCE)
            reply = client.execute_interactive("x", output_hook=lambda m: None, timeout=PATIENCE)
            assert reply["content"]["ename"] == "unknown-name"
            own, = kernels(manager)
            open_files = len(os.listdir(f"/proc/{own}/fd"))
            files = files or open_files
            assert open_files <= files + 1
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    assert kernels(manager) == [] and not os.path.exists(manager.connection_file)


def test_two_at_once():
    started = [jupyter_client.manager.start_new_kernel(kernel_name="nsh") for _ in range(2)]
    try:
        for i, (_, client) in enumerate(started):
            text(client, f"let x = {i}")
        assert [text(client, "print x") for _, client in started] == ["0\n", "1\n"]
    finally:
        for manager, client in started:
            client.stop_channels()
            manager.shutdown_kernel()
