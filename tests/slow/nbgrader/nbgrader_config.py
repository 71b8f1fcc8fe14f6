"""Settings for grading the exercises with nbgrader: copy this file into your nbgrader course."""
c = get_config()  # noqa: F821  nbgrader defines it

# Tagged are the cells that no check needs and that paint for minutes, show such paintings, or would
# fill the memory with a Gram matrix of the wrong side.
c.Execute.skip_cells_with_tag = "long"
c.Execute.timeout = 300  # seconds for a cell, on a slow and busy machine; an endless one is stopped
c.Execute.iopub_timeout = 60  # seconds for what it prints to arrive
