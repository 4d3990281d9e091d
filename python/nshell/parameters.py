"""Parameters and their gradients over the recorded passes."""

import torch

from .errors import RecordingError


class Parameters:
    """Sums dL/dp of the backward passes inside the block, whatever .grad holds and whoever sets it to zero meanwhile."""

    def __init__(self, model, wanted, parts):
        self.names = {name: p for name, p in model.named_parameters() if wanted is None or name in wanted}
        self.parts = parts
        self.gradients = {}
        self.versions = {name: p._version for name, p in model.named_parameters()}
        self.all = dict(model.named_parameters())
        self.handles = []

    def start(self, collecting):
        for name, p in self.names.items() if collecting else ():
            if p.requires_grad:
                self.handles.append(p.register_hook(lambda g, name=name: self.add(name, g)))

    def add(self, name, gradient):
        gradient = gradient.detach().to_dense() if gradient.is_sparse else gradient.detach()
        # Half precision would lose the small ones of many passes.
        gradient = gradient.float() if gradient.dtype in (torch.float16, torch.bfloat16) else gradient
        old = self.gradients.get(name)
        self.gradients[name] = gradient.clone() if old is None else old + gradient

    def stop(self):
        for handle in self.handles:
            handle.remove()
        self.handles = []

    def check_unchanged(self):
        for name, p in self.all.items():
            if p._version != self.versions[name]:
                raise RecordingError(
                    f"{name} changed inside the block (an optimizer's step?): a recording is of one model; record before or after the step"
                )

    def arrays(self):
        """({name: p}, {name: dL/dp}) on the CPU, copies, fused maps in their parts."""
        values, gradients = {}, {}
        for name, p in self.names.items():
            values[name] = p.detach().to("cpu", copy=True)
            if name in self.gradients:
                gradients[name] = self.gradients[name].cpu()
        for fused, parts in self.parts.items():
            for kind in ("weight", "bias"):
                for spelled in (f"{fused}.{kind}", f"{fused}_{kind}"):
                    for arrays in (values, gradients):
                        if spelled in arrays:
                            self.divide(arrays, spelled, fused, kind, parts)
        return values, gradients

    def divide(self, arrays, spelled, fused, kind, parts):
        whole = arrays.pop(spelled)
        rows = sum(size for _, _, size in parts)
        axis = 0 if whole.shape[0] == rows or kind == "bias" else 1  # [in, out] in Conv1D
        for part, first, size in parts:
            arrays[f"{fused}.{part}.{kind}"] = whole.narrow(axis, first, size).clone()
