"""The points of one pass, while its sums are made."""

import numpy as np
import torch

from .classes import as_array
from .errors import RecordingError, shape_text


class PassPoints:
    def __init__(self):
        self.lead = None  # (n,) or (S, T)
        self.states = {}  # by k; those that a later sum still needs
        self.done = set()
        self.told = False
        self.codes, self.weights, self.blocks = {}, None, None
        self.dead = None

    def count(self):
        return int(np.prod(self.lead))

    def spread(self, what, value):
        """`value` of each point, from that of points or of sequences."""
        value = as_array(value)
        if value.shape != self.lead and value.shape != self.lead[:1]:
            fits = shape_text(self.lead) + (f" or {self.lead[0]}" if len(self.lead) > 1 else "")
            raise RecordingError(f"{what} is {shape_text(value.shape)} in this pass; {fits} would fit")
        if value.shape != self.lead:
            value = np.broadcast_to(value[:, None], self.lead)
        return np.ascontiguousarray(value).ravel()

    def weighed(self, g, rows):
        if self.weights is None:
            return g
        w = self.weights[rows].to(g.device, g.dtype)
        return torch.where(w[:, None] != 0, g * w[:, None], torch.zeros((), dtype=g.dtype, device=g.device))

    def seen(self, g):
        """Keeps which points had no costate at any state yet."""
        dead = (g == 0).all(dim=1)
        self.dead = dead if self.dead is None else self.dead & dead

    def forget(self, k):
        """Lets go of what no sum needs any more: state k is for g_k and g_k+1."""
        for j in (k - 1, k):
            if j in self.done and (j + 1 in self.done or j + 1 not in self.states):
                self.states.pop(j, None)
