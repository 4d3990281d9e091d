"""The training step in PyTorch, float64: peer_torch.py eager|compiled THREADS; reads as peer_kernel.cpp does."""

import sys
import time

import numpy as np
import torch

torch.set_num_threads(int(sys.argv[2]))
torch.set_default_dtype(torch.float64)
K, N, s, penalty, rate = (float(w) for w in sys.stdin.readline().split())
K, N = int(K), int(N)
px, py, tx, ty = (torch.from_numpy(c.copy()) for c in np.loadtxt([sys.stdin.readline() for _ in range(N)], ndmin=2).T)
start = torch.from_numpy(np.loadtxt([sys.stdin.readline() for _ in range(K)], ndmin=2))
amplitude = torch.tensor([0.0, 0.0, 1.0, 1.0])


def loss_of(theta):
    x, y = px, py
    for t in theta:
        dx, dy = x - t[0], y - t[1]
        k = torch.exp(-(dx * dx + dy * dy) / (2 * s * s))
        x, y = x + t[2] * k, y + t[3] * k
    return 0.5 * torch.mean((x - tx) ** 2 + (y - ty) ** 2)


if sys.argv[1] == "compiled":
    loss_of = torch.compile(loss_of)


def evaluate(theta):
    theta = theta.detach().requires_grad_()
    loss = loss_of(theta)
    loss.backward()
    return loss.item(), theta.grad


for line in sys.stdin:
    steps = int(line)
    theta = start
    begin = time.perf_counter()
    loss, gradient = evaluate(theta)
    for _ in range(steps):
        theta = theta - rate * (gradient + penalty * theta * amplitude)
        loss, gradient = evaluate(theta)
    print(f"{loss!r} {(time.perf_counter() - begin) / (steps + 1) * 1e6}", flush=True)
