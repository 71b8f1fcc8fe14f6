"""What a notebook shows while its loop runs."""

import ipywidgets
from IPython.display import display
from PIL import Image
from tqdm.auto import tqdm

from utils.backend import tf
from utils.images import PAGE_WIDTH, encode_jpeg, to_array


class Live:
    """The newest picture of a loop, and a bar; `show` draws both anew.

    Args:
        steps: how many the loop takes.
    """

    def __init__(self, steps: int):
        self.image = ipywidgets.Image(format="jpeg", width=PAGE_WIDTH)
        display(self.image)
        # nbval reads what a cell sends when the cell is done, and loses what is beyond a few
        # thousand messages, two for every redrawing
        self.bar = tqdm(total=steps, miniters=5)

    def show(self, picture: tf.Tensor, step: int) -> None:
        """Show the picture, as in `to_array`, after so many steps of the loop."""
        self.image.value = encode_jpeg(Image.fromarray(to_array(picture)))
        self.bar.update(step - self.bar.n)
        if step >= self.bar.total:
            self.bar.close()
