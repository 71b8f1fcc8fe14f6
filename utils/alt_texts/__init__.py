"""What the notebooks' figures show, for readers who cannot see them: one module for each notebook.

The texts are kept out of the notebooks, because there they would answer a prediction before it is
made. A cell hands one over as `alt=ALT["name"]`.
"""
