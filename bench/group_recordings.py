"""Recordings: opening one to its first table, the sums of a file beside numpy's of the same file, and GPT-2 small's shape."""

import json
import os
import random
import statistics
import struct
import subprocess
import tempfile
import time

from measure import NSH, Row, command, medians
from peers import HERE, numpy

TOKENS = 128


def recording(path, states, sequences, width):
    """Random numbers in bfloat16: a block of them over and over, since their making is not what is measured."""
    n = sequences * TOKENS
    size = n * width * 2
    header, place = {}, 0
    for name in [f"{a}.{k}" for k in range(states) for a in "xg"]:
        header[name] = {"dtype": "BF16", "shape": [sequences, TOKENS, width], "data_offsets": [place, place + size]}
        place += size
    header["labels"] = {"dtype": "I32", "shape": [sequences, TOKENS], "data_offsets": [place, place + 4 * n]}
    header["__metadata__"] = {"nsh_trace": json.dumps({"format": "nsh-trace", "version": 1})}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    draw = random.Random(1)
    # A prime number of numbers, so that no two rows are alike.
    block = b"".join(struct.pack("<f", draw.gauss(0, 1))[2:] for _ in range(1_000_003))
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for k in range(2 * states):
            left, offset = size, 2 * draw.randrange(1_000_003)
            while left > 0:
                piece = block[offset:offset + left]
                file.write(piece)
                left, offset = left - len(piece), 0
        file.write(b"".join(struct.pack("<i", draw.randrange(4)) for _ in range(n)))


def measured(text):
    """Seconds, and the most memory that was held, in MB."""
    begin = time.perf_counter()
    process = subprocess.Popen([NSH, "-c", text], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, text
    return time.perf_counter() - begin, usage.ru_maxrss / 1000


def rows():
    with tempfile.TemporaryDirectory() as folder:
        small, middle, large = (os.path.join(folder, name + ".safetensors") for name in ["small", "middle", "large"])
        recording(small, 5, 4, 16)
        empty, opened = medians([command(NSH, "-c", ""), command(NSH, "-c", f'import trace "{small}"')], runs=15)
        yield Row("a recording opened, to its first table", 1e3 * (opened - empty), "ms", 50)
        recording(middle, 3, 160, 768)
        yield from beside_numpy(middle)
        os.remove(middle)
        recording(large, 13, 782, 768)
        time_, memory = measured(f'import trace "{large}"')
        yield Row("13 states of 100,000 tokens of 768 numbers (GPT-2 small)", time_, "s", 30)
        yield Row("its memory at most", memory, "MB", 300)


def beside_numpy(path, runs=5):
    """The same sums, and all that `import` checks besides; they take turns."""
    program, ours, theirs = numpy(), [], []
    for _ in range(runs):
        ours.append(measured(f'import trace "{path}"')[0])
        output = subprocess.run([program, HERE / "peer_recordings.py", path, str(TOKENS)], capture_output=True, text=True, check=True).stdout
        theirs.append(float(output.split()[0]))
    ratio = statistics.median(theirs) / statistics.median(ours)
    yield Row("sums of 3 states of 20,480 tokens of 768 numbers", statistics.median(ours), "s")
    yield Row("the same by numpy, in its time", ratio, "", 3, isLeast=True)
