"""nsh from Python: recordings of models, for nsh's `import trace`, and sessions.

    import nshell
    with nshell.record(model, params=True) as rec:
        loss = model(ids, labels=ids).loss
        loss.backward()
    rec.labels["kind"] = kinds
    rec.save("gpt.safetensors")

`record` needs PyTorch, `save` (arrays that something else made) numpy alone. docs/recordings.md of nsh describes the files.

`Session` runs nsh, and gives its values as numpy's arrays:

    with nshell.Session() as s:
        s.run("seed 1; define cluster red n=20 at=(0, 1) to=(1, 0); build chain layers=50; train adam")
        s["momentum"].values
"""

from .errors import NshError, RecordingError
from .session import Session
from .write import save

__version__ = "0.1.0"
__all__ = ["NshError", "RecordingError", "Session", "record", "save", "step"]


def __getattr__(name):
    # PyTorch is imported when something of it is asked for.
    if name == "record":
        from .recorder import record

        return record
    if name == "step":
        from .recipes.description import step

        return step
    raise AttributeError(f"module 'nshell' has no attribute {name!r}")
