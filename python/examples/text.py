"""A character transformer trained on some text until its gradient is small against what single sequences contribute, and recorded on that text and on other.

    python text.py FOLDER          writes text-*.safetensors, as in scripts/recordings

Pre-RMSNorm, two blocks, 16 wide; the text is the GNU General Public License, version 3.
"""

import sys
from pathlib import Path

import nshell
import torch
from torch import nn
from torch.nn.functional import cross_entropy

WIDTH, HEADS, BLOCKS, TOKENS, SEQUENCES = 16, 2, 2, 16, 192
PENALTY, EPS = 3e-3, 1.0
LETTERS = " abcdefghijklmnopqrstuvwxyz."
KINDS = ["space", "vowel", "consonant", "stop"]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.RMSNorm(WIDTH, eps=EPS)
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x):
        n = self.norm(x)
        q, k, v = (f(n).unflatten(-1, (HEADS, -1)).transpose(1, 2) for f in (self.q, self.k, self.v))
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return x + self.o(mixed.transpose(1, 2).flatten(2))


class Feedforward(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.RMSNorm(WIDTH, eps=EPS)
        self.fc, self.out = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, x):
        return x + self.out(nn.functional.gelu(self.fc(self.norm(x))))


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.place = nn.Embedding(len(LETTERS), WIDTH), nn.Embedding(TOKENS, WIDTH)
        self.layers = nn.ModuleList(layer() for _ in range(BLOCKS) for layer in (Attention, Feedforward))
        self.norm = nn.RMSNorm(WIDTH, eps=EPS)
        self.head = nn.Linear(WIDTH, len(LETTERS))

    def forward(self, ids):
        x = self.embed(ids) + self.place.weight
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


def sequences():
    """All sequences of the text, one character longer than what is read, in an order drawn once."""
    text = (Path(__file__).parents[2] / "LICENSE").read_text().lower()
    words = " ".join("".join(c if c in LETTERS else " " for c in text).split())
    ids = torch.tensor([LETTERS.index(c) for c in words])
    ids = ids[: len(ids) // (TOKENS + 1) * (TOKENS + 1)].view(-1, TOKENS + 1)
    return ids[torch.randperm(len(ids), generator=torch.Generator().manual_seed(1))]


def loss(model, rows):
    return cross_entropy(model(rows[:, :-1]).flatten(0, 1), rows[:, 1:].flatten())


def objective(model, rows):
    return loss(model, rows) + PENALTY / 2 * sum(p.square().sum() for p in model.parameters())


def size(model, rows):
    """|gradient| of the objective."""
    return float(torch.cat([g.flatten() for g in torch.autograd.grad(objective(model, rows), list(model.parameters()))]).norm())


def train(model, rows, steps, until):
    """L-BFGS on all rows at once."""
    optimizer = torch.optim.LBFGS(
        model.parameters(), max_iter=steps, max_eval=2 * steps, history_size=50, tolerance_grad=until, tolerance_change=0, line_search_fn="strong_wolfe"
    )

    def closure():
        optimizer.zero_grad()
        value = objective(model, rows)
        value.backward()
        return value

    optimizer.step(closure)


def steps():
    names = ["layers.0<", *(f"layers.{i}" for i in range(2 * BLOCKS))]
    for i in range(2 * BLOCKS):
        at = f"layers.{i}"
        if i % 2 == 0:
            q, k, v, o = (f"{at}.{name}" for name in "qkvo")
            heads = {"q": q, "k": k, "v": v, "o": o, "heads": HEADS}
            yield nshell.step(names[i], names[i + 1], [q, k, v], [o], norm=f"{at}.norm", attention=heads)
        else:
            yield nshell.step(names[i], names[i + 1], [f"{at}.fc"], [f"{at}.out"], norm=f"{at}.norm")


def record(model, rows, path, **options):
    """Sums over all sequences, 200 at a time; 24 groups of sequences keep sums of their own."""
    about = {"penalty": PENALTY, "objective": "mean cross-entropy of the next character", "source": "GNU General Public License, version 3"}
    with nshell.record(model, steps=list(steps()), final_norm="norm", meta=about, sums=True, blocks=24, dtype="float32", **options) as rec:
        for batch in rows.split(200):
            rec.batch(labels={"kind": kinds(batch[:, :-1])})
            loss(model, batch).backward()
    rec.label_names["kind"] = KINDS
    rec.save(path)


def kinds(ids):
    result = torch.where(ids == 0, 0, 2)
    for letter in "aeiou":
        result[ids == LETTERS.index(letter)] = 1
    result[ids == LETTERS.index(".")] = 3
    return result


def main(folder, most=2000):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rows = sequences()
    seen, others = rows[:SEQUENCES], rows[SEQUENCES:]
    model = Text().double()
    record(model, seen, folder / "text-untrained.safetensors")
    train(model, seen, most, 1e-6)
    with torch.no_grad():
        losses = [float(loss(model, some)) for some in (seen, others)]
    print(f"|gradient| {size(model, seen):.1e}, loss {losses[0]:.3f} on the {len(seen)} sequences trained on, {losses[1]:.3f} on {len(others)} others")
    record(model, seen, folder / "text-trained.safetensors", params="steps")
    record(model, others, folder / "text-other.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
