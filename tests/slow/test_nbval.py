"""`make test` really compares: a notebook whose stored output was changed is noticed."""

import copy
import re
import subprocess
import sys

import nbformat

from utils.files import PROJECT


def test_nbval_catches_a_changed_output(tmp_path):
    """The last cell is there twice: as it is, and with another number in what it stores."""
    notebook = nbformat.read(PROJECT / "notebooks" / "02_style_cost.ipynb", as_version=4)
    gram = next(
        i for i, cell in enumerate(notebook.cells) if "np.sum(blue * swirls)" in cell.source
    )
    cells = [cell for cell in notebook.cells[: gram + 1] if cell.cell_type == "code"]
    altered = copy.deepcopy(cells[-1])
    stored = altered.outputs[0]
    assert "blue with swirls: 7" in stored.text
    stored.text = stored.text.replace("swirls: 7", "swirls: 8")
    altered.id = "altered"
    notebook.cells = [*cells, altered]
    path = tmp_path / "notebook.ipynb"
    nbformat.write(notebook, path)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", "-q"),
            *("-c", PROJECT / "pyproject.toml", "--rootdir", tmp_path, path),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 1 and "swirls: 8" in done.stdout
    assert f"1 failed, {len(cells)} passed" in done.stdout
    assert re.search(rf"FAILED notebook.ipynb::Cell {len(cells)}\b", done.stdout)
