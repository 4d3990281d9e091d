"""Inputs of a model that follow no gradients: inside the block they do.

Each pass gets a copy of its own, so that one input in several passes has a gradient in each. All that the copies receive must be
all that the input receives: else something beside the chain uses it (a residual around the module, the loss), and the copy's
gradient is not dL/dx.
"""

from .errors import RecordingError


class Leaf:
    def __init__(self, name, tensor):
        self.name, self.tensor, self.received = name, tensor, None
        try:
            tensor.requires_grad_(True)
        except RuntimeError as error:
            raise RecordingError(f"{name} cannot have a gradient ({error})") from None
        self.handle = tensor.register_hook(self.compare)

    def copy(self):
        result = self.tensor.clone()
        result.register_hook(self.receive)
        return result

    def receive(self, gradient):
        gradient = gradient.detach().clone()
        self.received = gradient if self.received is None else self.received + gradient

    def compare(self, gradient):
        received, self.received = self.received, None
        whole = gradient.detach().double()
        missing = whole if received is None else whole - received.double()
        # Sums of several passes may be rounded in another order.
        if float(missing.norm()) > 1e-2 * float(whole.norm()):
            raise RecordingError(
                f"{self.name} is an input that something beside this module uses too (a residual around it, or the loss): "
                "give the loss a copy of it, x.clone(), before the block, or record a state behind it"
            )

    def restore(self):
        self.handle.remove()
        self.tensor.requires_grad_(False)
        self.tensor.grad = None


class Leaves:
    """All inputs that were made to follow gradients, to be as they were afterwards."""

    def __init__(self):
        self.leaves = {}

    def copy(self, name, tensor):
        leaf = self.leaves.get(id(tensor))  # kept alive by the Leaf, so that its id stays its own
        if leaf is None:
            leaf = self.leaves[id(tensor)] = Leaf(name, tensor)
        return leaf.copy()

    def known(self, tensor):
        return id(tensor) in self.leaves

    def restore(self):
        for leaf in self.leaves.values():
            leaf.restore()
        self.leaves = {}
