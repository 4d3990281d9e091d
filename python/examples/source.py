"""A transformer of 1.2 million parameters, trained on a GPU on source code, and recorded on what it was trained on and on other code.

    python source.py FOLDER [seconds=200] [sequences=2048] [tokens=64] [width=128] [blocks=6] [draws=8]

Pre-RMSNorm, rotary positions, bytes for tokens; the text is the Python standard library of this machine. Training is full batch: Adam, with a rate that
falls to zero over the given time, and a penalty on all parameters. Summed recordings, of the stages 0, 1, 2, 3 at 0, 1/64, 1/8 and the whole of the time
in float32, and of the last one again with the model in bfloat16 (`bf16`):

    source-STAGE-seen.safetensors        of the sequences trained on
    source-STAGE-other.safetensors       of as many others from the same files
    source-STAGE-seen-N.safetensors      of a half of the former, drawn at random
    source-STAGE-other-N.safetensors     of as many others, drawn anew

and source-points.safetensors, the first tokens of four sequences, point by point, in bfloat16.
"""

import math
import sys
import sysconfig
import time
from pathlib import Path

import nshell
import torch
from nshell.write import write
from torch import nn
from torch.nn.functional import cross_entropy, gelu, scaled_dot_product_attention

HEADS, PENALTY, EPS, LETTERS = 4, 1e-5, 1e-6, 128
KINDS = ["letter", "digit", "blank", "other"]


class Attention(nn.Module):
    def __init__(self, width, tokens):
        super().__init__()
        self.norm = nn.RMSNorm(width, eps=EPS)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width, bias=False) for _ in range(4))
        half = width // HEADS // 2
        angle = torch.outer(torch.arange(tokens), 1e4 ** (-torch.arange(half) / half))
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def turned(self, x):
        a, b = x.chunk(2, dim=-1)
        return torch.cat([a * self.cos - b * self.sin, b * self.cos + a * self.sin], dim=-1)

    def forward(self, x):
        n = self.norm(x)
        q, k, v = (f(n).unflatten(-1, (HEADS, -1)).transpose(1, 2) for f in (self.q, self.k, self.v))
        mixed = scaled_dot_product_attention(self.turned(q), self.turned(k), v, is_causal=True)
        return x + self.o(mixed.transpose(1, 2).flatten(2))


class Feedforward(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.RMSNorm(width, eps=EPS)
        self.fc, self.out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return x + self.out(gelu(self.fc(self.norm(x))))


class Source(nn.Module):
    def __init__(self, width, blocks, tokens):
        super().__init__()
        self.embed = nn.Embedding(LETTERS, width)
        self.layers = nn.ModuleList(layer for _ in range(blocks) for layer in (Attention(width, tokens), Feedforward(width)))
        self.norm, self.head = nn.RMSNorm(width, eps=EPS), nn.Linear(width, LETTERS)
        for layer in self.layers:  # the stream grows with depth no faster than one block's
            nn.init.normal_((layer.o if isinstance(layer, Attention) else layer.out).weight, std=(width * 2 * blocks) ** -0.5)

    def forward(self, ids):
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


def sequences(count, tokens, draws, device):
    """Sets of sequences that have none in common, drawn from the same files: to train on, and others."""
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    letters = torch.tensor([b for file in files for b in file.read_bytes() if b < LETTERS], dtype=torch.uint8)
    rows = letters[: len(letters) // (tokens + 1) * (tokens + 1)].view(-1, tokens + 1).long()
    need = 2 * count + draws * (count // 2)
    if len(rows) < need:
        raise SystemExit(f"the text has {len(rows)} sequences of {tokens} bytes, fewer than {need}: fewer sequences=, or draws=")
    rows = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(1))[:need]].to(device)
    return rows[:count], rows[count : 2 * count], rows[2 * count :].split(count // 2)


def loss(model, rows):
    return cross_entropy(model(rows[:, :-1]).flatten(0, 1).float(), rows[:, 1:].flatten())


def objective(model, rows):
    return loss(model, rows) + PENALTY / 2 * sum(p.square().sum() for p in model.parameters())


def train(model, rows, seconds, stages):
    """Full batch; the rate rises over the first hundredth of the time and then falls as a cosine. Yields at the stages, parts of the time."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0, betas=(0.9, 0.98))
    start, steps, spent = time.monotonic(), 0, 0.0
    for stage in stages:
        while (part := (time.monotonic() - start - spent) / seconds) < stage:
            optimizer.param_groups[0]["lr"] = 2e-3 * min(1, part * 100) * (1 + math.cos(math.pi * part)) / 2
            optimizer.zero_grad()
            objective(model, rows).backward()
            optimizer.step()
            float(model.norm.weight.detach()[0])  # so that the clock is the device's
            steps += 1
        paused = time.monotonic()
        yield steps
        spent += time.monotonic() - paused


def state_names(model):
    return ["layers.0<", *(f"layers.{i}" for i in range(len(model.layers)))]


def about(text):
    return {"penalty": PENALTY, "objective": "mean cross-entropy of the next byte", "source": f"Python's standard library, {text}"}


def record_sums(model, rows, text, path, layers):
    """The mean loss over all rows, in passes of a few hundred sequences; 32 groups of sequences keep sums of their own."""
    with nshell.record(model, layers=layers, meta=about(text), sums=True, blocks=32, gram=True, dtype="float32") as rec:
        for batch in rows.split(256):
            (loss(model, batch) * (len(batch) / len(rows))).backward()
            model.zero_grad()
    rec.save(path)


def record_texts(model, stage, texts, layers, folder):
    seen, other, draws = texts
    record_sums(model, seen, "trained on", folder / f"source-{stage}-seen.safetensors", layers)
    record_sums(model, other, "not trained on", folder / f"source-{stage}-other.safetensors", layers)
    for n, rows in enumerate(draws, start=1):
        half = seen[torch.randperm(len(seen), generator=torch.Generator().manual_seed(n))[: len(rows)]]
        record_sums(model, half, "trained on, a half", folder / f"source-{stage}-seen-{n}.safetensors", layers)
        record_sums(model, rows, "not trained on", folder / f"source-{stage}-other-{n}.safetensors", layers)


def record_points(model, rows, path, layers, tokens=16):
    with nshell.record(model, layers=layers, final_norm="norm", meta=about("trained on"), dtype="bfloat16") as rec:
        loss(model, rows).backward()
    rec.labels["kind"] = kinds(rows[:, :-1])
    rec.label_names["kind"] = KINDS
    arrays, meta = rec.arrays()
    write(path, {name: array[:, :tokens] for name, array in arrays.items()}, meta | {"partial": True})


def kinds(ids):
    result = torch.full_like(ids, 3)
    letter = ((ids >= 65) & (ids <= 90)) | ((ids >= 97) & (ids <= 122))
    result[letter], result[(ids >= 48) & (ids <= 57)], result[(ids == 32) | (ids == 10)] = 0, 1, 2
    return result


def report(model, stage, done, seen, other):
    gradient = torch.cat([g.flatten() for g in torch.autograd.grad(objective(model, seen), list(model.parameters()))]).norm()
    with torch.no_grad():
        losses = [float(sum(loss(model, b) * len(b) for b in some.split(256)) / len(some)) for some in (seen, other)]
    print(f"stage {stage}: {done} steps, |gradient| {gradient:.1e}, loss {losses[0]:.3f} seen, {losses[1]:.3f} other", flush=True)


def main(folder, seconds=200, count=2048, tokens=64, width=128, blocks=6, draws=8):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")
    torch.manual_seed(1)
    texts = seen, other, _ = sequences(count, tokens, draws, device)
    model = Source(width, blocks, tokens).to(device)
    layers = state_names(model)[:: 2 * max(1, blocks // 3)]
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {seen[:, 1:].numel()} tokens, {device}, states {', '.join(layers)}")
    for stage, done in enumerate(train(model, seen, seconds, [0, 1 / 64, 1 / 8, 1])):
        report(model, stage, done, seen, other)
        record_texts(model, stage, texts, layers, folder)
    model.zero_grad()
    model = model.bfloat16()
    record_texts(model, "bf16", texts, layers, folder)
    record_points(model, seen[:4], folder / "source-points.safetensors", layers)


if __name__ == "__main__":
    options = dict(option.split("=") for option in sys.argv[2:])
    names = {"seconds": "seconds", "sequences": "count", "tokens": "tokens", "width": "width", "blocks": "blocks", "draws": "draws"}
    main(Path(sys.argv[1]), **{names[name]: int(value) for name, value in options.items()})
