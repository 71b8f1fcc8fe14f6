"""Every notebook twice in one kernel, from another folder: `make test-twice`, half an hour."""
import pytest
from test_notebooks import NOTEBOOKS, run_twice


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_twice_in_one_kernel_away_from_its_folder(path, tmp_path):
    run_twice(path, tmp_path)
