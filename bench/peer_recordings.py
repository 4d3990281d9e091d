"""The sums of a recording by numpy, as one would write them: block by block in double precision, one pass over each state."""

import json
import struct
import sys
import time

import numpy as np

BLOCK = 2048


def states(path):
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
    data = np.memmap(path, np.uint8, "r", 8 + size)

    def array(name):
        entry = header[name]
        begin, end = entry["data_offsets"]
        raw = data[begin:end].view({"BF16": np.uint16, "F32": np.float32, "I32": np.int32}[entry["dtype"]]).reshape(entry["shape"])
        return raw.reshape(-1, entry["shape"][-1]) if raw.ndim == 3 else raw

    count = sum(name.startswith("x.") for name in header)
    return array("labels").reshape(-1), [(array(f"x.{k}"), array(f"g.{k}")) for k in range(count)]


def numbers(block):
    if block.dtype == np.uint16:
        block = (block.astype(np.uint32) << 16).view(np.float32)
    return block.astype(np.float64)


def sums(path, tokens):
    labels, all_states = states(path)
    for x, g in all_states:
        n, d = x.shape
        matrix, vector = np.zeros((d, d)), np.zeros(d)
        shift = linear = 0.0
        classes, groups = np.zeros((labels.max() + 1, d)), np.zeros((n // tokens, d))
        for first in range(0, n, BLOCK):
            a, b = numbers(x[first:first + BLOCK]), numbers(g[first:first + BLOCK])
            matrix += b.T @ a
            vector += b.sum(0)
            lengths = np.sqrt((b * b).sum(1))
            shift += lengths.sum()
            linear += (lengths * np.sqrt((a * a).sum(1))).sum()
            for c in range(len(classes)):
                classes[c] += b[labels[first:first + BLOCK] == c].sum(0)
            np.add.at(groups, np.arange(first, min(n, first + BLOCK)) // tokens, b)
        yield np.abs(matrix).sum() + vector.sum() + shift + linear + classes.sum() + groups.sum()


begin = time.perf_counter()
total = sum(sums(sys.argv[1], int(sys.argv[2])))
print(time.perf_counter() - begin, total)
