"""Start, round trip and interrupt of kernels, by turns, as a client sees them; medians as one line of JSON. Run by Jupyter's environment."""

import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

FOLDER = tempfile.TemporaryDirectory()
for name in ["JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "XDG_STATE_HOME", "IPYTHONDIR"]:
    os.environ[name] = str(pathlib.Path(FOLDER.name) / name.lower())
subprocess.run([os.environ["NSH"], "--install-jupyter"], check=True, stdout=subprocess.DEVNULL)

import jupyter_client  # noqa: E402
from jupyter_client.kernelspec import KernelSpecManager  # noqa: E402

RUNS = 9
LONG = {
    "nsh": ("seed 1\ndefine cluster red n=40 at=(0, 1) to=(1, 0)\nbuild chain layers=50", "train adam steps=1000000000"),
    "python3": ("pass", "print('begun', flush=True)\nwhile True: pass")}


def wire(manager):
    """A client whose channels poll nothing by themselves, and the moment of the kernel's first answer."""
    client = manager.blocking_client()
    client.start_channels()
    asked = client.kernel_info()
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != asked:
        pass
    return client


def trip(client, code="1+1"):
    begin = time.perf_counter()
    asked = client.execute(code)
    client.get_shell_msg(timeout=60)
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == asked and message["content"].get("execution_state") == "idle":
            return time.perf_counter() - begin


def interrupt(manager, client, code):
    asked = client.execute(code)
    while client.get_iopub_msg(timeout=60)["msg_type"] not in ("display_data", "stream"):
        pass
    time.sleep(0.1)
    begin = time.perf_counter()
    if manager.kernel_name == "nsh":
        client.control_channel.send(client.session.msg("interrupt_request", {}))
    else:
        manager.interrupt_kernel()
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != asked:
        pass
    return time.perf_counter() - begin


times = {name: {"start": [], "trip": [], "interrupt": []} for name in LONG}
for again in range(RUNS):
    for name, (setup, long) in LONG.items():
        manager = jupyter_client.KernelManager(kernel_name=name, kernel_spec_manager=KernelSpecManager(ensure_native_kernel=True))
        begin = time.perf_counter()
        manager.start_kernel()
        client = wire(manager)
        times[name]["start"].append(time.perf_counter() - begin)
        client.wait_for_ready(timeout=60)
        trip(client, setup)
        times[name]["trip"] += [1e3 * trip(client) for _ in range(20)][5:]
        times[name]["interrupt"].append(1e3 * interrupt(manager, client, long))
        client.stop_channels()
        manager.shutdown_kernel()
print(json.dumps({name: {what: statistics.median(all) for what, all in kinds.items()} for name, kinds in times.items()}))
