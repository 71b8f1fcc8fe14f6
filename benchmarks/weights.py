"""How far the compact weights are from Keras's own file, layer by layer.

python benchmarks/weights.py vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5
"""

import os
import sys

import numpy as np

from utils.errors import WeightsError
from utils.weights import compact_weights, keras_vgg19


def difference(path: str | os.PathLike) -> dict[str, tuple[float, float]]:
    """How far the compact weights are from a Keras no-top .h5 file, layer by layer.

    Args:
        path: of vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5.

    Returns:
        dict from layer name to (kernel, bias): the norm of the difference over the norm of the
        original, for each.

    Raises:
        WeightsError: it is not such a file.
    """

    def relative(ours, original):
        return float(np.linalg.norm(ours - original) / np.linalg.norm(original))

    original = keras_vgg19(path)
    return {
        layer: tuple(map(relative, ours, original.get_layer(layer).get_weights()))
        for layer, ours in compact_weights().items()
    }


def main(path: str) -> int:
    """Compare the weights with those of the file at `path`; return the exit code."""
    try:
        for layer, (kernel, bias) in difference(path).items():
            print(f"{layer}: kernel differs by {kernel:.2%}, bias by {bias:.2%}")
    except WeightsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
