"""The notebooks of docs/notebooks: stored without output, they run, and the page beside each shows what they show."""

import copy
import html
import importlib.util
import os
import pathlib
import re
import sys

import nbclient
import nbconvert
import nbformat
import pygments
import pytest
from conftest import NOTEBOOKS, PATIENCE, ROOT
from pygments.formatters import HtmlFormatter

HERE = pathlib.Path(__file__).parent


def lexer():
    """The package asks for numpy, which is not in this environment; its lexer does not."""
    package = importlib.util.module_from_spec(importlib.util.spec_from_loader("nshell", None))
    package.__path__ = [str(ROOT / "python" / "nshell")]
    sys.modules["nshell"] = package
    return importlib.import_module("nshell.lexer").NshLexer()


LEXER = lexer()

# In the order in which docs/notebooks.md tells them.
NAMES = re.findall(r"\]\(notebooks/(\w+)\.ipynb\)", NOTEBOOKS.with_suffix(".md").read_text())


def read(name):
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4)
    nbformat.validate(notebook)
    return notebook


def title(notebook):
    return notebook.cells[0].source.split("\n")[0].lstrip("# ")


def coloured(source, **_):
    return pygments.highlight(source, LEXER, HtmlFormatter())


def settled(notebook):
    """Without what depends on how long cells take: progress that has gone leaves an empty output, and text comes in several pieces."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        outputs = []
        for output in cell.get("outputs", []):
            if output.get("data") == {"text/plain": ""}:
                continue
            if output.output_type == "stream" and outputs and outputs[-1].get("name") == output.name:
                outputs[-1].text += output.text
            else:
                outputs.append(output)
        if cell.cell_type == "code":
            cell.outputs = outputs
    return notebook


def page(notebook, name):
    exporter = nbconvert.HTMLExporter(
        template_name="basic", template_file="page.html.j2", extra_template_paths=[str(HERE)],
        filters={"highlight_code": coloured})
    resources = {"title": title(notebook), "name": name, "notebooks": [(n, title(read(n))) for n in NAMES]}
    text, _ = exporter.from_notebook_node(settled(notebook), resources=resources)
    return re.sub(r'href="(\w+)\.ipynb"(?=>(?!\1\.ipynb))', r'href="\1.html"', text)


def test_there_are_some():
    assert {"swap", "physics", "study"} <= set(NAMES) == {path.stem for path in NOTEBOOKS.glob("*.ipynb")}


@pytest.mark.parametrize("name", NAMES)
def test_pages(name, tmp_path):
    notebook = read(name)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code), "it is stored without output"
    # An error in a cell, or an `expect` that does not hold, ends this.
    nbclient.NotebookClient(notebook, kernel_name="nsh", timeout=600, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in code for output in cell.outputs]
    pictures = [o for o in outputs if o.output_type == "display_data" and {"image/svg+xml", "image/png", "image/gif"} & set(o.data)]
    assert len(pictures) >= 2 and not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    text = page(notebook, name)
    path = NOTEBOOKS / f"{name}.html"
    if os.environ.get("RECORD"):
        path.write_text(text)
    # Numbers at the size of rounding differ between machines: what is said and asked, and how much is shown, does not.
    stored = path.read_text()
    for tag in ['class="output_svg', "image/gif;base64", 'class="dataframe"', "<iframe ", 'class="output_text']:
        assert stored.count(tag) == text.count(tag), f"docs/notebooks/{name}.html is old: RECORD=1 tools/test-notebook -k pages ({tag})"
    shown = html.unescape(re.sub(r"<[^>]*>", "", stored))
    for cell in notebook.cells:
        for line in cell.source.split("\n") if cell.cell_type == "code" else []:
            assert line.strip() in shown, f"docs/notebooks/{name}.html is old: it has no line {line!r}"
    assert not re.search(r'(?:src|href)="https?://', stored)


def test_a_run_stops_at_a_wrong_cell(tmp_path):
    cells = [nbformat.v4.new_code_cell(text) for text in ("let x = 1", "build chian layers=5", "print x")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="(?s)cell \\[2\\], line 1.*did you mean `chain`"):
        nbclient.NotebookClient(notebook, kernel_name="nsh", timeout=PATIENCE).execute()
    assert notebook.cells[2].execution_count is None
