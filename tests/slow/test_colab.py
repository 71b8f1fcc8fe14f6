"""Notebook 1 on Colab, whose IPython is older than the one that `requirements.txt` asks for."""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from utils.files import PROJECT

COLAB = Path(sys.prefix, "colab")  # what `make .venv/colab` installs
STEPS = "limit=600", "limit=1"  # of a reconstruction, whose picture is shown after one as well
VERSIONS = "import IPython, ipykernel; print(IPython.__version__, ipykernel.__version__)"


def pictures(cell):
    """The kinds of pictures that a cell shows."""
    return [
        sorted(kind for kind in output.data if kind.startswith("image/"))
        for output in cell.get("outputs", [])
        if "data" in output
    ]


def test_notebook_1_shows_every_picture():
    """Every cell is executed, with photographs, charts and maps to show. Only the reconstructions,
    which take most of its time and show what every `show` shows, are cut short."""
    notebook = nbformat.read(PROJECT / "notebooks" / "01_content_cost.ipynb", as_version=4)
    stored = [pictures(cell) for cell in notebook.cells]
    loops = [cell for cell in notebook.cells if STEPS[0] in cell.source]
    assert len(loops) == 1
    loops[0].source = loops[0].source.replace(*STEPS)
    versions = nbformat.v4.new_code_cell(VERSIONS)
    notebook.cells.append(versions)
    paths = os.pathsep.join([str(COLAB), str(PROJECT)])
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": PROJECT}}
    )
    client.execute(env=os.environ | {"PYTHONPATH": paths})
    assert versions.outputs[0].text == "7.34.0 6.17.1\n", "run `make .venv/colab`"
    assert [pictures(cell) for cell in notebook.cells[:-1]] == stored
    assert sum(map(bool, sum(stored, []))) > 5
