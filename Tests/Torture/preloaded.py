"""The library of faults.c: a program's calls to the system fail when they are told to."""

import collections
import errno
import functools
import pathlib
import shutil
import subprocess
import sys
import tempfile

ERRORS = {
    "open": ["EIO", "EINTR", "EACCES", "EMFILE", "ENOSPC"], "read": ["EIO", "EINTR", 0], "write": ["ENOSPC", "EIO", "EINTR", "EDQUOT", 0],
    "fsync": ["EIO", "ENOSPC", "EINTR", "EDQUOT"], "fdatasync": ["EIO", "ENOSPC", "EINTR", "EDQUOT"], "close": ["EIO", "EINTR", "ENOSPC"],
    "rename": ["EIO", "EACCES", "ENOSPC", "EDQUOT"], "ftruncate": ["EIO", "EINTR"], "flock": ["EINTR", "ENOLCK", "EIO"],
    "stat": ["EIO", "EACCES"], "mkdir": ["EACCES", "ENOSPC"], "lseek": ["EIO"], "fchmod": ["EIO", "EACCES"], "fchown": ["EACCES"]}
ALIKE = {
    "open64": "open", "openat": "open", "openat64": "open", "pread": "read", "pread64": "read", "pwrite": "write", "pwrite64": "write",
    "renameat": "rename", "renameat2": "rename", "linkat": "rename", "ftruncate64": "ftruncate", "fstat": "stat", "lstat": "stat", "fstatat": "stat",
    "access": "stat", "faccessat": "stat", "readlink": "stat", "readlinkat": "stat", "mkdirat": "mkdir"}


def kind(call):
    return ALIKE.get(call, call)


@functools.cache
def library():
    """Built anew; None where there is no compiler or no such thing as preloading."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    place = pathlib.Path(tempfile.mkdtemp(prefix="nsh-faults-")) / "faults.so"
    source = pathlib.Path(__file__).with_name("faults.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", place, source], check=True, capture_output=True)
    return place


def changes(folder, **settings):
    """Of the environment."""
    return {"LD_PRELOAD": str(library()), "TORTURE_FOLDER": str(folder), **{f"TORTURE_{name.upper()}": str(value) for name, value in settings.items()}}


def failing(folder, call, number, error, isLasting):
    value = 0 if error == 0 else getattr(errno, error)
    return changes(folder, call=call, first=number, last=10**9 if isLasting else number, error=value)


def calls(trace):
    """How often each call was made."""
    return collections.Counter(trace.read_text().split()) if trace.exists() else collections.Counter()


def failures(counts):
    """Every call with every error: once, and from then on."""
    for call, count in sorted(counts.items()):
        for number in range(1, min(count, 12) + 1):
            for error in ERRORS[kind(call)]:
                for isLasting in ([False, True] if error not in (0, "EINTR") else [False]):
                    yield call, number, error, isLasting
