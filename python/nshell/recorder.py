"""`record`: hooks that take states and costates of a PyTorch model while it runs."""

import contextlib
import warnings

import torch

from .described import Described
from .errors import RecordingError, counted
from .full import Full
from .leaves import Leaves
from .parameters import Parameters
from .passes import ADVICE, Pass, backward_task
from .tensors import Axes, drops_out, first_tensor, normalises_batches, number_type, tokens_first, with_first_tensor
from .write import check_name, write

UNITS = ("sequence", "point", "pass")


class record:
    """Records what happens inside its block.

        with nshell.record(model, params=True) as rec:
            loss = model(ids, labels=ids).loss
            loss.backward()
        rec.labels["kind"] = kinds
        rec.save("gpt.safetensors")

    Any number of forward passes, each with a backward pass, are appended; the objective is the sum of the losses. Passes under
    torch.no_grad() are not recorded.

    model      the module that is called inside the block.
    layers     "auto": by a recipe where the model is of a known kind (GPT-2, Llama, BERT, nn.TransformerEncoder), else the longest
               row of blocks; or names: `name` is a module's output, `name<` its input. With `steps`, the states that they name.
    params     True: parameters with their gradients; "steps": those alone that the steps name.
    dtype      of states and costates in the file ("bfloat16", "float32", ...), the model's own without it; of sums "float64" or "float32".
    sums       True: keep sums over points, never points. Labels, groups and weights of each pass are told by `batch` before it.
    blocks     of a summed recording: into how many groups the units are added; 0 for none.
    gram       of a summed recording: True keeps inner products of the groups' charges instead of the charges, d by d each; None
               (the default) where these would take more than 32 MiB.
    unit       what is independent of what: "sequence", "point", or "pass" where a loss couples the rows of a batch.
    steps      of `nshell.step(...)`, the steps' descriptions, for own models.
    final_norm the name of the norm that reads the last state of the stream.
    logits     the name of the module that gives what goes into a softmax; its output becomes one more state.
    axes       how the states' axes lie: "std" (the default of three), "tsd" (tokens first), "sdhw" (images).
    costate_scale  the factor of the loss in mixed precision: a number, or the GradScaler.
    meta       more fields of the metadata: {"penalty": 1e-3, "source": "..."}.

    Everything that would be wrong raises RecordingError and says why.
    """

    def __init__(
        self, model, layers="auto", params=False, dtype=None, *, sums=False, blocks=32, gram=None, unit=None, steps=None,
        final_norm=None, logits=None, axes=None, costate_scale=None, meta=None,
    ):  # fmt: skip
        self.model = unwrapped(model)
        self.dtype, self.axes = number_type(dtype), Axes(axes)
        self.labels, self.label_names, self.groups, self.weights = {}, {}, None, None
        self.meta = dict(meta or {})
        self.costate_scale, self.scale_used = costate_scale, None
        if unit not in (None, *UNITS):
            raise RecordingError(f"unit={unit!r} is none of {', '.join(UNITS)}")
        if params not in (True, False, "steps"):
            raise RecordingError(f'params={params!r}: True, False, or "steps"')
        self.unit = unit
        self.described = Described(self.model, layers, steps, final_norm, logits)
        self.layers, self.recipe = self.described.layers, self.described.recipe
        self.params = params
        wanted = None
        if params == "steps":
            wanted = self.described.parameters()
            if not wanted:
                raise RecordingError('params="steps", but no steps are described: give steps=[nshell.step(...)], or params=True')
        self.parameters = Parameters(self.model, wanted, self.described.parts)
        if gram is not None and not sums:
            raise RecordingError("gram is of summed recordings: sums=True")
        if sums:
            from .sums import Sums

            self.store = Sums(self.layers, self.dtype, blocks, bool(params), unit, self.described.norms(), gram)
        else:
            self.store = Full(self.layers, self.axes, self.dtype, unit)
        self.sums = sums
        self._passes, self._current, self._inside = [], None, False
        self._pending = None
        self._handles, self._leaves = [], Leaves()
        self._closed = None

    # Around the block

    def __enter__(self):
        if self._closed is not None:
            raise RecordingError("a recorder is used once: make another for another block")
        self._check_model()
        hook = self._handles.append
        hook(self.model.register_forward_pre_hook(self._begins))
        hook(self.model.register_forward_hook(self._ends))
        modules = dict(self.model.named_modules())
        for k, name in enumerate(self.layers):
            if name.endswith("<"):
                take = lambda module, args, kwargs, k=k: self._take(k, (args, kwargs))
                hook(modules[name[:-1]].register_forward_pre_hook(take, with_kwargs=True))
            else:
                # Among the hooks of one module the model's own comes first: what it ends is complete only after this one.
                take = lambda module, args, output, k=k: self._take(k, output)
                hook(modules[name].register_forward_hook(take, prepend=True))
        self.parameters.start(bool(self.params))
        return self

    def _check_model(self):
        if self.axes.letters is None and (name := tokens_first(self.model)):
            raise RecordingError(f'{name} has batch_first=False: say axes="tsd" where states are [tokens, sequences, width], axes="std" where they are not')
        if what := drops_out(self.model):
            warnings.warn(f"nshell: {what}: laws of parameters do not hold then; model.eval() turns it off", stacklevel=3)
        if self.unit is None and (name := normalises_batches(self.model)):
            warnings.warn(f'nshell: {name} normalises over the batch, so that rows are not independent: unit="pass", or model.eval()', stacklevel=3)

    def __exit__(self, kind, error, trace):
        for handle in self._handles:
            handle.remove()
        self.parameters.stop()
        self._leaves.restore()
        self._closed = False
        if kind is not None:
            return False
        if not self._passes:
            raise RecordingError("no pass with gradients was recorded: run the model and loss.backward() inside the block, not under torch.no_grad()")
        for one in self._passes:
            one.check_forward()
            one.check_backward()
        if self._pending is not None:
            raise RecordingError("rec.batch(...) was called, but no pass followed")
        self._check_loops()
        self.parameters.check_unchanged()
        self.store.end(self._passes)
        self._values = self.parameters.arrays() if self.params else ({}, {})
        self._closed = True
        return False

    def _check_loops(self):
        seen = set()
        for one in self._passes:
            if not one.through_model and one.tasks & seen:
                raise RecordingError(f"{self.layers[0]} ran several times before one backward pass, and not by calling the model: name the layers of one chain")
            seen |= one.tasks

    # While the model runs

    def _begins(self, module, args):
        if backward_task() == -1:
            self._inside = True
            self._current = None
            if torch.is_grad_enabled():
                self._start(through_model=True)

    def _ends(self, module, args, output):
        if backward_task() == -1:
            self._inside = False
            if self._current is not None and self._current.entries:
                self._current.check_forward()

    def _start(self, through_model):
        self._current = Pass(len(self._passes) + 1, self.layers, through_model)
        self._current.batch, self._pending = self._pending, None
        self._passes.append(self._current)

    def _take(self, k, value):
        tensor = first_tensor(value)
        name = self.layers[k]
        if tensor is None:
            raise RecordingError(f"{name} has no tensor")
        if backward_task() != -1:
            raise RecordingError(f"{name} ran again during the backward pass (gradient checkpointing): {ADVICE}")
        if not torch.is_grad_enabled():
            if self._inside and self._current is not None:
                raise RecordingError(f"{name} ran without gradients (torch.no_grad() inside the model, or checkpointing): {ADVICE}")
            return None
        if not tensor.is_floating_point():
            raise RecordingError(f"{name} has {tensor.dtype} numbers: states are floating-point; tokens and classes are not")
        if not self._inside and (self._current is None or k in self._current.entries):
            self._start(through_model=False)
        one = self._current
        self._check_half(name, tensor)
        copied = not tensor.requires_grad or self._leaves.known(tensor)
        if copied:
            tensor = self._leaves.copy(name, tensor)
        entry = one.enter(k, tensor)
        self.store.state(one, k, self.axes.points(tensor.detach(), name))
        tensor.register_hook(lambda g: self._costate(one, k, entry, g))
        return with_first_tensor(value, tensor) if copied else None

    def _check_half(self, name, tensor):
        if self.costate_scale is not None:
            return
        device = tensor.device.type
        autocast = torch.is_autocast_enabled(device) and torch.get_autocast_dtype(device) == torch.float16
        if autocast or tensor.dtype == torch.float16:
            raise RecordingError(
                f"{name} runs in float16, where losses are mostly scaled: costate_scale=scaler (the GradScaler) or the factor, 1 for none"
            )

    def _costate(self, one, k, entry, gradient):
        one.received(k, entry)
        self._note_scale()
        self.store.costate(one, k, self.axes.points(gradient.detach(), self.layers[k]))

    def _note_scale(self):
        scale = self.costate_scale
        if scale is None:
            return
        scale = float(scale.get_scale() if hasattr(scale, "get_scale") else scale)
        if not (scale > 0 and scale < float("inf")):
            raise RecordingError(f"costate_scale is {scale:g}: the factor of the loss, above 0")
        if self.scale_used not in (None, scale):
            raise RecordingError(f"the loss's scale changed from {self.scale_used:g} to {scale:g} inside the block: record one at a time")
        self.scale_used = scale

    # What the user adds

    def batch(self, labels=None, groups=None, weights=None):
        """What one pass is of: called before the pass, or after its forward and before its backward pass.

        labels: {name: classes}, groups and weights, in the shapes that the points of this pass have.
        """
        told = {"labels": dict(labels or {}), "groups": groups, "weights": weights}
        one = self._current
        if one is not None and one.batch is None and not one.tasks and one.entries:
            one.batch = told
        elif self._pending is not None:
            raise RecordingError("rec.batch(...) twice, with no pass between")
        else:
            self._pending = told

    def save(self, path):
        """Writes the recording; a file at `path` is replaced by a whole one only."""
        check_name(path)
        arrays, meta = self.arrays()
        write(path, arrays, meta)

    def arrays(self):
        """The arrays (tensors on the CPU) and metadata that `save` writes."""
        if self._closed is None:
            raise RecordingError("save after the `with` block, when the recording is complete")
        if not self._closed:
            raise RecordingError("the block ended with an error: there is no whole recording to save")
        told = {"labels": self.labels, "label_names": self.label_names, "groups": self.groups, "weights": self.weights}
        arrays, meta = self.store.arrays(told, *self._values)
        meta.update(self.described.meta)
        if self.scale_used not in (None, 1.0):
            meta["costate_scale"] = self.scale_used
        meta.update(self.meta)
        return arrays, meta

    def __repr__(self):
        return f"<nshell.record of {counted(len(self.layers), 'state')}, {counted(len(self._passes), 'pass') if len(self._passes) == 1 else str(len(self._passes)) + ' passes'}>"


def unwrapped(model):
    """The module that is recorded, out of what wraps it."""
    if not isinstance(model, torch.nn.Module):
        raise RecordingError(f"record wants a torch.nn.Module, not {type(model).__name__}")
    if isinstance(model, torch.nn.DataParallel):
        raise RecordingError("DataParallel runs copies of the model: record model.module on one device")
    if hasattr(model, "_orig_mod"):
        raise RecordingError("compiled models run no hooks in their middle: record model._orig_mod, the module itself")
    if isinstance(model, torch.nn.parallel.DistributedDataParallel):
        return model.module
    return model
