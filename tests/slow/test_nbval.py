"""`make test` really compares: a notebook whose stored output was changed is noticed."""

import subprocess
import sys

import nbformat

from utils.files import PROJECT


def test_nbval_catches_a_changed_output(tmp_path):
    notebook = nbformat.read(PROJECT / "notebooks" / "02_style_cost.ipynb", as_version=4)
    gram = next(
        i for i, cell in enumerate(notebook.cells) if "np.sum(blue * swirls)" in cell.source
    )
    notebook.cells = [cell for cell in notebook.cells[: gram + 1] if cell.cell_type == "code"]
    stored = notebook.cells[-1].outputs[0]
    assert "blue with swirls: 7" in stored.text

    def nbval():
        path = tmp_path / "notebook.ipynb"
        nbformat.write(notebook, path)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--nbval",
            "-p",
            "no:cacheprovider",
            "-q",
            "-c",
            PROJECT / "pyproject.toml",
            "--rootdir",
            tmp_path,
            path,
        ]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    honest = nbval()
    assert honest.returncode == 0, honest.stdout
    stored.text = stored.text.replace("swirls: 7", "swirls: 8")
    altered = nbval()
    assert altered.returncode == 1 and "swirls: 8" in altered.stdout
