"""The digits' network in PyTorch: peer_digits.py EXPERIMENT STEPS BOUND trains it by L-BFGS for so many steps, or until
the gradient is below the bound, and prints seconds, loss, gradient and steps as JSON."""

import json
import sys
import time

import torch

torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)
data = json.load(open(sys.argv[1]))
steps, bound = int(sys.argv[2]), float(sys.argv[3])
x0 = torch.tensor(data["x0"], dtype=torch.float64)
dest = torch.tensor(data["dest"], dtype=torch.float64)
width, d = 32, x0.shape[1]


def shapes(text):
    kind = text.split()[0]
    return {"affine": [(width, d), (width, 1)], "residual": [(width, width), (width, 1), (width, width), (width, 1)], "linear": [(10, width)]}[kind]


theta = []
for text, row in zip(data["network"], data["theta"]):
    at = 0
    for a, b in shapes(text):
        theta.append(torch.tensor(row[at : at + a * b], dtype=torch.float64).reshape(a, b).requires_grad_())
        at += a * b


def objective():
    x = x0 @ theta[0].T + theta[1].T
    for k in range(2, len(theta) - 1, 4):
        w1, b1, w2, b2 = theta[k : k + 4]
        x = x + torch.tanh(x @ w1.T + b1.T) @ w2.T + b2.T
    z = x @ theta[-1].T
    loss = -(dest * torch.log_softmax(z, 1)).sum(1).mean()
    return loss, loss + data["lam"] / 2 * sum((w * w).sum() for w in theta if w.shape[1] > 1)


start = float(objective()[0].detach())
optimiser = torch.optim.LBFGS(theta, lr=1, max_iter=50 if bound else steps, max_eval=10**9, history_size=20, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)


def closure():
    optimiser.zero_grad()
    value = objective()[1]
    value.backward()
    return value


def norm():
    return float(torch.sqrt(sum((w.grad**2).sum() for w in theta)))


# The gradient of the last evaluation is asked for every 50 steps.
begin = time.perf_counter()
done, gradient = 0, float("inf")
while done < steps and gradient >= bound:
    optimiser.step(closure)
    before, done = done, optimiser.state[theta[0]]["n_iter"]
    gradient = norm()
    if done == before:
        break
seconds = time.perf_counter() - begin
closure()
gradient = norm()
print(json.dumps({"seconds": seconds, "loss": float(objective()[0].detach()), "gradient": gradient, "start": start, "steps": done}))
