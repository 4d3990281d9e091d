"""nsh from Python: recordings of models, for nsh's `import trace`.

    import nshell
    with nshell.record(model, params=True) as rec:
        loss = model(ids, labels=ids).loss
        loss.backward()
    rec.labels["kind"] = kinds
    rec.save("gpt.safetensors")

`record` needs PyTorch, `save` (arrays that something else made) numpy alone. docs/recordings.md of nsh describes the files.
"""

from .errors import RecordingError
from .write import save

__version__ = "0.1.0"
__all__ = ["RecordingError", "record", "save", "step"]


def __getattr__(name):
    # PyTorch is imported when something of it is asked for.
    if name == "record":
        from .recorder import record

        return record
    if name == "step":
        from .recipes.description import step

        return step
    raise AttributeError(f"module 'nshell' has no attribute {name!r}")
