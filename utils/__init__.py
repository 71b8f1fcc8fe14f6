"""What the notebooks share, one module per idea, in the order the course meets them.

download, profiles, reading, images, details, regions, masks -> weights, vgg -> costs, colors ->
training -> gaussians, tiles -> statistics, control -> targets -> relative -> bfloat16, pyramid,
lbfgs, painter -> stylize -> gallery, sweep: each calls only those before. `distances` measures
pictures by `vgg`, and `races` paints by `training` and `lbfgs`.
`checks` and `doctor` call any; errors, files, arrays and backend call none.
"""

import io
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before anybody imports TensorFlow
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # two notebooks can share a GPU
os.environ["KERAS_BACKEND"] = "tensorflow"
if isinstance(sys.stdout, io.TextIOWrapper):  # as standard error: a name that the terminal cannot
    sys.stdout.reconfigure(errors="backslashreplace")  # show is no reason to end in a traceback
