"""What is refused, in words."""


class RecordingError(RuntimeError):
    """A recording that would be wrong: says what, where, and what to do instead."""


class NshError(RuntimeError):
    """What nsh reports as an error: `code` (docs/errors.md), `message`, `label`, `span`; as text with its place and carets."""

    def __init__(self, code, message, label=None, span=None, text=None):
        super().__init__(text or message)
        self.code, self.message, self.label, self.span = code, message, label, span

    @classmethod
    def of(cls, answer):
        return cls(answer["code"], answer["message"], answer.get("label"), answer.get("span"), answer["text"].removeprefix("error: "))


def counted(number, noun):
    """`1 point`, `2 points`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shape_text(shape):
    """`4 x 5 x 6`, as nsh writes shapes."""
    return " x ".join(str(n) for n in shape) or "a single number"
