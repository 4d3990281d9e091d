"""The files from which tools/torture makes others: tiny recordings in every format that is read. Run here, with numpy."""

import io
import json
import struct
import zipfile

import numpy as np

random = np.random.default_rng(1)
S, T, D = 2, 2, 2
STEPS = {
    "format": "nsh-trace", "version": 1, "states": ["a<", "a"], "label_names": {"kind": ["b", "c"]}, "layout": "out_in",
    "norms": [{"state": 1, "kind": "rms", "eps": 1e-5}], "final_norm": {"state": 1, "kind": "layer", "eps": 1e-5}, "logits": 1,
    "steps": [{"from": 0, "to": 1, "residual": True, "norm": {"kind": "rms", "eps": 1e-5, "gain": "n.weight", "shift": None}, "reads": ["a.i"], "writes": ["a.o"],
               "attention": {"q": "a.i", "k": "a.i", "v": "a.i", "o": "a.o", "heads": 1, "kv_heads": 1, "rotary": False}}]}


def arrays(kind):
    found = {f"{name}.{k}": random.normal(size=(S, T, D)).astype(kind) for k in range(2) for name in "xg"}
    found["labels.kind"] = np.array([[0, 1], [1, 0]], np.int32)
    found["groups"] = np.array([0, 1], np.int64)
    found["weights"] = np.array([[1, 1], [0, 2]], np.float32)
    return found


def parameters():
    return {f"{p}.{m}": random.normal(size=s).astype(np.float32) for p in ("p", "dp") for m, s in [("a.i.weight", (6, 2)), ("a.o.weight", (2, 2)), ("n.weight", (2,))]}


NAMES = {"float64": "F64", "float32": "F32", "float16": "F16", "int32": "I32", "int64": "I64", "uint16": "BF16"}


def safetensors(found, metadata):
    header, data = {}, b""
    for name, a in found.items():
        header[name] = {"dtype": NAMES[a.dtype.name], "shape": list(a.shape), "data_offsets": [len(data), len(data) + a.nbytes]}
        data += a.tobytes()
    if metadata:
        header["__metadata__"] = {"nsh_trace": json.dumps(metadata)}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def bfloat16(a):
    return (a.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def npz(found, metadata, save=np.savez):
    buffer = io.BytesIO()
    save(buffer, nsh_trace=np.frombuffer(json.dumps(metadata).encode(), np.uint8), **found)
    return buffer.getvalue()


def old_zip(found):
    """Without zip64, big endian and in Fortran's order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, a in found.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, np.asfortranarray(a.astype(a.dtype.newbyteorder(">"))))
            file.writestr(zipfile.ZipInfo(name + ".npy"), part.getvalue())
    return buffer.getvalue()


def sums():
    found = {}
    for k in range(2):
        found[f"sum.g.{k}"], found[f"sum.gx.{k}"] = random.normal(size=2), random.normal(size=(2, 2))
        found[f"sum.scale.{k}"] = np.array([3.0, 4.0])
        found[f"sum.g.{k}.group"] = random.normal(size=(3, 2))
        found[f"sum.gram.{k}.rotation"] = np.eye(3)
        for name, shape in [("g", (2, 2)), ("gx", (2, 2, 2)), ("scale", (2, 2))]:
            found[f"sum.{name}.{k}.kind"] = np.abs(random.normal(size=shape))
    found |= {"sum.points": np.array([4.0, 4.0, 0]), "sum.points.kind": np.full((2, 2), 2.0), "sum.points.group": np.full((3, 2), 1.0)}
    return found


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


write("double.safetensors", safetensors(arrays("float64"), {}))
write("steps.safetensors", safetensors(arrays("float32") | parameters(), STEPS))
brain = {n: bfloat16(a) if n[0] in "xg" and n != "groups" else a for n, a in arrays("float32").items()}
write("brain.safetensors", safetensors(brain, STEPS))
write("half.npz", npz(arrays("float16"), STEPS))
write("deflated.npz", npz(arrays("float64"), STEPS, np.savez_compressed))
write("old.npz", old_zip(arrays("float32")))
write("sums.safetensors", safetensors(sums(), STEPS))
whole = arrays("float32")
names = list(whole)
for i in range(2):
    write(f"part-{i}.safetensors", safetensors({n: whole[n] for n in names[i::2]}, STEPS if i == 0 else None))
weights = {n: f"part-{j % 2}.safetensors" for j, n in enumerate(names)}
write("parts.safetensors.index.json", json.dumps({"metadata": {"total_size": 1}, "weight_map": weights}).encode())
