"""What the notebooks share, one module per idea, in the order the course meets them.

download, reading, images -> weights, vgg -> costs, colors -> training -> gaussians -> relative ->
bfloat16, pyramid, lbfgs -> stylize -> gallery: each calls only those before. `checks` and `doctor`
call any; errors, files and backend call none.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before anybody imports TensorFlow
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # two notebooks can share a GPU
os.environ["KERAS_BACKEND"] = "tensorflow"
