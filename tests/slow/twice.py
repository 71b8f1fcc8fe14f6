"""Every notebook twice in one kernel, and from another folder: `make test-twice`."""

import nbclient
import nbformat
import pytest

from utils.images import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_twice_in_one_kernel_away_from_its_folder(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    cells = notebook.cells
    where = nbformat.v4.new_code_cell("import os; print(os.getcwd())")
    notebook.cells = [where, *cells, *map(nbformat.from_dict, cells)]
    nbclient.NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    assert where.outputs[0].text.strip() == str(tmp_path.resolve())
    assert all(
        cell.execution_count
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.strip()
    )
