"""What is refused, in words."""


class RecordingError(RuntimeError):
    """A recording that would be wrong: says what, where, and what to do instead."""


def counted(number, noun):
    """`1 point`, `2 points`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shape_text(shape):
    """`4 x 5 x 6`, as nsh writes shapes."""
    return " x ".join(str(n) for n in shape) or "a single number"
