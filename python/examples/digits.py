"""A residual perceptron on handwritten digits, trained until the gradient is rounding, and recorded: head frozen, head trained, unseen rows.

    python digits.py FOLDER        writes digits-*.safetensors, as in scripts/recordings

The states are the digits' eight principal components and what five residual blocks make of them. Nothing before the first state is
trained, so that charges need not vanish there.
"""

import csv
import sys
from pathlib import Path

import nshell
import torch
from torch import nn
from torch.nn.functional import cross_entropy

WIDTH, BLOCKS, PENALTY = 8, 5, 1e-2


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        return x + self.out(torch.tanh(self.fc(x)))


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.head = nn.Linear(WIDTH, 5)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


def data(rows, classes=5):
    """Digits 0 to 4: (principal components, digit) of the first `rows` and of as many others."""
    path = Path(__file__).parents[2] / "share" / "data" / "digits.csv"
    with open(path) as file:
        table = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    table = torch.tensor([row for row in table if row[-1] < classes], dtype=torch.float64)[: 2 * rows]
    pixels, digits = table[:, :-1] / 16, table[:, -1].long()
    mean = pixels[:rows].mean(0)
    directions = torch.linalg.svd(pixels[:rows] - mean)[2][:WIDTH].T
    x = (pixels - mean) @ directions
    return (x[:rows], digits[:rows]), (x[rows:], digits[rows:])


def objective(model, x, y):
    trained = [p for p in model.parameters() if p.requires_grad]
    return cross_entropy(model(x), y) + PENALTY / 2 * sum(p.square().sum() for p in trained)


def train(model, x, y):
    """L-BFGS, then Newton's method until the gradient is rounding."""
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    optimizer = torch.optim.LBFGS(trained.values(), max_iter=5000, tolerance_grad=1e-9, tolerance_change=0, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = objective(model, x, y)
        loss.backward()
        return loss

    optimizer.step(closure)
    shapes = [p.shape for p in trained.values()]
    rest = {name: p.detach() for name, p in model.named_parameters() if name not in trained}

    def at(flat):
        parts = flat.split([s.numel() for s in shapes])
        values = {name: part.view(s) for name, part, s in zip(trained, parts, shapes)}
        loss = cross_entropy(torch.func.functional_call(model, values | rest, (x,)), y)
        return loss + PENALTY / 2 * flat.square().sum()

    flat = torch.cat([p.detach().flatten() for p in trained.values()])
    for _ in range(10):
        gradient = torch.func.grad(at)(flat)
        if gradient.norm() < 1e-14:
            break
        flat = flat - torch.linalg.solve(torch.func.hessian(at)(flat), gradient)
    with torch.no_grad():
        for p, part in zip(trained.values(), flat.split([s.numel() for s in shapes])):
            p.copy_(part.view(p.shape))
    return float(torch.func.grad(at)(flat).norm())


def record(model, x, y, path, params):
    names = ["layers.0<", *(f"layers.{i}" for i in range(BLOCKS))]
    steps = [nshell.step(names[i], names[i + 1], [f"layers.{i}.fc"], [f"layers.{i}.out"]) for i in range(BLOCKS)]
    with nshell.record(model, steps=steps, logits="head", params=params, meta={"penalty": PENALTY, "source": "digits 0 to 4 in eight principal components"}) as rec:
        cross_entropy(model(x), y).backward()
    rec.labels["digit"] = y
    rec.save(path)


def main(folder):
    (x, y), (unseen, unseen_y) = data(120)
    for name, frozen in (("frozen", True), ("trained", False)):
        torch.manual_seed(1)
        model = Digits().double()
        if frozen:
            model.head.requires_grad_(False)
        gradient = train(model, x, y)
        right = [float((model(a).argmax(1) == b).double().mean()) for a, b in ((x, y), (unseen, unseen_y))]
        print(f"head {name}: |gradient| {gradient:.1e}, right {right[0]:.3f} of the rows trained on, {right[1]:.3f} of others")
        record(model, x, y, folder / f"digits-{name}.safetensors", params=True)
        if frozen:
            record(model, unseen, unseen_y, folder / "digits-unseen.safetensors", params=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
