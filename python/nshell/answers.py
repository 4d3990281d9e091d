"""What nsh answers, as values of Python and numpy."""

import base64
import html

import numpy as np


def number(x):
    """A number; those that JSON has not come as words."""
    return float(x["float"] if isinstance(x, dict) else x)


def value(answer):
    """The value that an object of docs/serve.md is."""
    return KINDS.get(answer["type"], lambda a: a.get("value", a.get("text")))(answer)


def _list(answer):
    items = answer["value"]
    kinds = {item["type"] for item in items}
    if kinds <= {"number"}:
        return np.array([number(item["value"]) for item in items])
    values = [value(item) for item in items]
    # Points, and lists of numbers as long as each other: a matrix.
    isMatrix = kinds <= {"vector", "list"} and all(isinstance(v, np.ndarray) and v.shape == values[0].shape for v in values)
    return np.array(values) if isMatrix else values


def _symmetry(a):
    motion = {side: {part: np.array([number(x) for x in a[side][part]]) for part in a[side]} for side in ("input", "output")}
    return {"name": a["name"], "kind": a["kind"], "residual": number(a["residual"]), "eta": number(a["eta"]), **motion}


class Series:
    """A quantity over layers or steps: `values` (layers x columns), `index` (the layers), `columns` ((group, component), ...)."""

    def __init__(self, answer):
        self.name, self.axis, self.text = answer["name"], answer["axis"], answer.get("text")
        self.columns = [(c["group"], c["component"]) for c in answer["columns"]]
        self.values = np.array([[number(x) for x in c["values"]] for c in answer["columns"]], dtype=float).T
        count = len(self.values)
        self.index = np.array(answer.get("indices") or range(answer["first"], answer["first"] + count))

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)

    def __getitem__(self, name):
        """The columns of a group, or of a component."""
        found = [i for i, column in enumerate(self.columns) if name in column]
        if not found:
            raise KeyError(name)
        return self.values[:, found[0]] if len(found) == 1 else self.values[:, found]

    def __len__(self):
        return len(self.values)

    def __repr__(self):
        return self.text or f"{self.name} over {self.axis}, {self.values.shape}"


class Table:
    """Rows under headings: `table["drift"]` is a column, an array of numbers where all are; `rows` are dicts."""

    def __init__(self, answer):
        self.title, self.footer, self.headings, self.text = answer["title"], answer["footer"], answer["headings"], answer.get("text")
        self.count = answer["count"]
        self._cells = answer["rows"]

    @staticmethod
    def _value(cell):
        x = cell["value"]
        return number(x) if isinstance(x, dict) else np.array(x) if isinstance(x, list) else x

    def __getitem__(self, heading):
        if heading not in self.headings:
            raise KeyError(heading)
        i = self.headings.index(heading)
        column = [self._value(row[i]) for row in self._cells]
        isNumeric = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in column)
        return np.array(column, dtype=float) if isNumeric else column

    @property
    def rows(self):
        return [{name: self._value(cell) for name, cell in zip(self.headings, row)} for row in self._cells]

    def __len__(self):
        return len(self._cells)

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        def row(cells, tag):
            return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"

        caption = f"<caption>{html.escape(self.title)}</caption>" if self.title else ""
        head = row(self.headings, "th") if self.headings else ""
        foot = f'<tfoot><tr><td colspan="99">{html.escape(self.footer)}</td></tr></tfoot>' if self.footer else ""
        body = "".join(row([cell["text"] for cell in cells], "td") for cells in self._cells[:200])
        return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody>{foot}</table>"


class Figure:
    """A picture, which a notebook shows: `svg`, a document; `png`, its bytes; `alt`, what it shows, in words."""

    def __init__(self, answer):
        self.title, self.alt, self.svg = answer["title"], answer["alt"], answer.get("svg")
        self.png = base64.b64decode(answer["png"]) if answer.get("png") else None

    def save(self, path):
        """To a file; its ending, .svg or .png, says which of the two."""
        ending = str(path).rsplit(".", 1)[-1].lower()
        content = {"svg": self.svg and self.svg.encode(), "png": self.png}.get(ending)
        if not content:
            raise ValueError(f"a figure is saved as .svg or .png, not {path}")
        with open(path, "wb") as file:
            file.write(content)

    def _repr_svg_(self):
        return self.svg

    def _repr_mimebundle_(self, include=None, exclude=None):
        """What a notebook takes the best of: text, and a drawing or pixels."""
        png = self.png and base64.b64encode(self.png).decode()
        every = {"text/plain": self.alt, "image/svg+xml": self.svg, "image/png": None if self.svg else png}
        return {kind: data for kind, data in every.items() if data and kind in (include or every) and kind not in (exclude or ())}

    def __repr__(self):
        return self.alt


KINDS = {
    "number": lambda a: number(a["value"]),
    "vector": lambda a: np.array([number(x) for x in a["value"]]),
    "list": _list,
    "record": lambda a: {name: value(v) for name, v in a["value"].items()},
    "range": lambda a: number(a["first"]) + number(a["step"]) * np.arange(a["count"]),
    "symmetry": _symmetry,
    "series": Series,
    "table": Table,
    "figure": Figure,
}
