"""One forward pass with its backward pass: which states came, in which order, and what reached them."""

import torch

from .errors import RecordingError

ADVICE = "turn gradient checkpointing off while recording (model.gradient_checkpointing_disable(), or no checkpoint(...))"


def backward_task():
    """The number of the backward pass that runs now, -1 outside of one."""
    return torch._C._current_graph_task_id() if hasattr(torch._C, "_current_graph_task_id") else -1


class Entry:
    """What is known of state k in one pass."""

    def __init__(self, tensor):
        self.watched = tensor.detach()  # shares memory and the counter of changes, not the graph
        self.version = tensor._version
        self.view = tensor._is_view()
        self.shape = tuple(tensor.shape)
        self.backwards = 0

    def changed(self):
        return self.watched is not None and self.watched._version != self.version


class Pass:
    """One forward pass. `entries[k]` is state k's."""

    def __init__(self, number, layers, through_model):
        self.number, self.layers, self.through_model = number, layers, through_model
        self.entries = {}
        self.order = []
        self.tasks = set()
        self.batch = None  # what rec.batch(...) said of it
        self.finished = False

    def enter(self, k, tensor):
        if k in self.entries:
            raise RecordingError(
                f"{self.layers[k]} ran twice in one pass: a module that is shared or checkpointed has no one state; "
                f"{ADVICE}, or name other layers"
            )
        self.entries[k] = entry = Entry(tensor)
        self.order.append(k)
        return entry

    def check_forward(self):
        """After the forward pass: every state came, and in the order of the list."""
        missing = [name for k, name in enumerate(self.layers) if k not in self.entries]
        if missing:
            raise RecordingError(f"{missing[0]} never ran in pass {self.number}: is it on the way to the output?")
        if self.order != sorted(self.order):
            ran = ", ".join(self.layers[k] for k in self.order)
            raise RecordingError(f"the layers ran in another order than they are listed in: {ran}")
        self.finished = True

    def received(self, k, entry):
        """Counts a gradient that reached state k; raises where it is not dL/dx of the state that was kept."""
        if entry.view and entry.changed():
            raise RecordingError(self.in_place(k))
        entry.backwards += 1
        entry.watched = None
        self.tasks.add(backward_task())

    def in_place(self, k):
        return (
            f"{self.layers[k]} was changed in place after it was made, through a view: its gradient is that of other numbers. "
            "Use x = x + y for x += y there, or record another layer"
        )

    def check_backward(self):
        """At the end: a gradient reached every state, equally often."""
        for k, name in enumerate(self.layers):
            entry = self.entries[k]
            if entry.backwards == 0 and any(e.backwards for e in self.entries.values()):
                if entry.changed():
                    raise RecordingError(self.in_place(k))
                raise RecordingError(f"no gradient reached {name}: look for .detach(), torch.no_grad(), or a state that the loss does not use")
        counts = [e.backwards for e in self.entries.values()]
        if not any(counts):
            raise RecordingError(
                f"pass {self.number} had no backward pass: call loss.backward() inside the block, "
                "and run what is not to be recorded under torch.no_grad()"
            )
        if min(counts) != max(counts):
            k = min(self.entries, key=lambda k: self.entries[k].backwards)
            raise RecordingError(f"{max(counts)} backward passes reached some states of pass {self.number}, {self.entries[k].backwards} {self.layers[k]}")
