"""The gallery: classic pairs of content and style, and what painting them gave.

`make gallery` paints those that are not painted yet; see `course.gallery`.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, OffsetImage
from skimage import data

from utils.backend import tf
from utils.files import OUTPUT, T_IMAGES
from utils.images import load_image, show_figure, to_array

GALLERY = OUTPUT / "gallery"
DETAIL = 88, 66  # width and height in pixels of the painting
RECORD = GALLERY / "record.json"  # what each pair was made from, and its relative costs


class Pair(NamedTuple):
    """Two pictures, painted with the default settings."""

    content: str  # the name of a picture in T_images/ or of a photograph in skimage.data
    style: str
    classic: str  # the pair of this field's courses that it stands for
    style_size: int = 512  # longest side at which the style is seen; larger makes larger strokes
    size: int = 512  # longest side of the painting
    shows: str = ""  # what all three show, for those who cannot see it
    detail: tuple[int, int] = (0, 0)  # left and top of a part, as large as DETAIL, to enlarge

    @property
    def name(self) -> str:
        """The pair's file name, without its ending."""
        return f"{self.content}_{self.style}"


NIGHT = "a night sky of blue swirls and yellow stars over a village and a tall dark cypress"
PAIRS = [
    Pair(
        "sunset_bridge",
        "swirling_night",
        "Brooklyn Bridge in the style of The Starry Night",
        shows=f"A suspension bridge at sunset, plus {NIGHT}, equals the bridge under a dark blue "
        "sky in curved strokes. Yellow rings surround the glow above the sun, which has turned pale "
        "blue. Small yellow stars hang over the skyline. Tower, boat, posts and rocks "
        "stand where they stood.",
        detail=(44, 128),
    ),
    Pair(
        "chelsea",
        "cubist_facets",
        "a cat in the style of Picasso",
        shows="A photograph of a cat's face, plus a still life broken into flat facets with "
        "black lines, equals the cat with black cracks in its fur and black outlines around "
        "its eyes. The cloth behind it is white and blue and cracked, too. Eyes, nose and "
        "whiskers are in their places.",
        detail=(20, 265),
    ),
    Pair(
        "bow_bridge",
        "water_garden",
        "Central Park's Bow Bridge in the style of Monet",
        shows="A park with a white bridge in autumn, plus a pond with water lilies under "
        "willows, equals the park in green, mauve and pink. Short level strokes cover sky "
        "and water. Two towers behind the trees are paler than before.",
        detail=(250, 20),
    ),
    Pair(
        "glass_pyramid",
        "poppy_field",
        "the Louvre in the style of Monet",
        shows="A palace court with a glass pyramid, plus a lady in a field of poppies, equals "
        "the court as a meadow. Red fills the arches and lies on the pavement, roofs are "
        "green, the foot of the pyramid is grass. The upper edge of the sky is green too.",
        detail=(20, 245),
    ),
    Pair(
        "ruined_columns",
        "swirling_night",
        "Persepolis in the style of Van Gogh",
        shows=f"Ruined columns in the evening sun, plus {NIGHT}, equals the ruins at night. The "
        "columns are dark green, two bulls' heads have become yellow discs, the sky "
        "swirls, and golden furrows cover the stairs.",
        detail=(395, 5),
    ),
    Pair(
        "stone_tomb",
        "girih_tiles",
        "Pasargadae in the style of an Isfahan kashi",
        shows="A stepped stone tomb on a plain, plus blue tiles with a strict pattern of stars "
        "and white straps, equals the tomb in yellow stone before a blue and turquoise "
        "sky full of crooked pieces of strap and a few loose flowers.",
        detail=(345, 75),
    ),
    Pair(
        "turbulence",
        "blue_fluid",
        "turbulent flow in an abstract blue painting",
        shows="Whirls of a computed flow in orange and blue, plus poured paint in blue, white "
        "and gold, equals the same whirls in blue and white with fine black and cream "
        "outlines. No orange is left.",
        detail=(424, 318),
    ),
    Pair(
        "coffee",
        "swirling_night",
        "any picture of your own, here a cup of coffee, in the style of The Starry Night",
        shows=f"A cup of coffee on a wooden table, plus {NIGHT}, equals the cup in blue with a "
        "yellow whirl for the coffee. The table has become sky, hill and field, with "
        "yellow stars at the top and houses at the right edge.",
        detail=(424, 190),
    ),
]
WALL = (
    "Eight triptychs, each a content picture, a style picture and the painting made from them: a "
    "bridge, a cat, a park, a palace court, ruins, a tomb, a turbulent flow and a cup of coffee."
)
COSTS = (
    "Eight small paintings in a plane of two costs, with a grey line at a content cost of 0.25. The "
    "park has the lowest content cost, 0.15, and the highest style cost, 0.51. The "
    "ruins have the lowest style cost, 0.28. The tomb has the highest content cost, 0.36. It "
    "and the cat lie to the right of the line."
)
COVERED = " The paintings of the right column, cat, palace, tomb and coffee, are covered."


CAPTIONS = {  # Chelsea is scikit-image's cat
    "chelsea": "cat",
    "bow_bridge": "park",
    "glass_pyramid": "palace",
    "ruined_columns": "ruins",
    "stone_tomb": "tomb",
}


def in_words(name: str) -> str:
    """A picture's name as a caption."""
    return CAPTIONS.get(name, name.replace("_", " "))


def source_of(name: str) -> Path | np.ndarray:
    """What `load_image` reads to get a picture by its name: a path in T_images/, or an array."""
    path = T_IMAGES / f"{name}.jpg"
    return path if path.exists() else getattr(data, name)()


def read_record() -> dict[str, Any]:
    """What has been made: from the pair's name to its settings and its two relative costs."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def draw_wall(covered: bool = False) -> Figure:
    """Draw a sheet of all triptychs, two in a row.

    Args:
        covered: whether the paintings of the right column are hidden behind a question mark.
    """
    rows = -(-len(PAIRS) // 2)
    figure, axes = plt.subplots(rows, 2, figsize=(11, 1.75 * rows), layout="constrained")
    for number, (axis, pair) in enumerate(zip(axes.flat, PAIRS)):
        triptych = plt.imread(GALLERY / f"{pair.name}.jpg").copy()
        if covered and number % 2:
            height, width, _ = triptych.shape
            left = width - painting_width(pair)
            triptych[:, left:] = 225
            axis.text((left + width) / 2, height / 2, "?", fontsize=40, ha="center", va="center")
        axis.imshow(triptych)
        axis.set_title(f"{in_words(pair.content)} + {in_words(pair.style)}", fontsize=14)
    for axis in axes.flat:
        axis.axis("off")
    return figure


def show_wall(covered: bool = False) -> None:
    """Show the sheet of all triptychs; `covered` as in `draw_wall`."""
    show_figure(draw_wall(covered), WALL + COVERED * covered, "jpeg")


def show_costs() -> None:
    """Show every painting, small, at its two relative costs."""
    figure, axis = plt.subplots(figsize=(10, 7.5), layout="constrained")
    record = read_record()
    for pair in PAIRS:
        place = record[pair.name]["J_content"], record[pair.name]["J_style"]
        small = OffsetImage(to_array(pictures_of(pair)["painting"]), zoom=0.105, resample=True)
        axis.add_artist(AnnotationBbox(small, place, pad=0))
        axis.annotate(
            in_words(pair.content), place, (0, 22), textcoords="offset points", ha="center"
        )
    axis.axvline(0.25, color="0.6", zorder=0)
    axis.text(0.253, 0.52, "every activation equal to\nthe mean of its channel", color="0.4")
    axis.set(xlim=(0.12, 0.4), ylim=(0.23, 0.55))
    axis.set_xlabel("J_content (further left: more of the content kept)", fontsize=12)
    axis.set_ylabel("J_style (further down: more style)", fontsize=12)
    show_figure(figure, COSTS, "jpeg")


def painting_width(pair: Pair) -> int:
    """The width in pixels of a pair's painting, which is as large as its content."""
    return load_image(source_of(pair.content), pair.size).shape[2]


def pictures_of(pair: Pair) -> dict[str, tf.Tensor]:
    """The content, the style and the painting of a pair, each (1, H, W, 3) in [0, 1].

    The painting is as large as the content.
    """
    content = load_image(source_of(pair.content), pair.size)
    triptych = load_image(GALLERY / f"{pair.name}.jpg")
    return {
        "content": content,
        "style": load_image(source_of(pair.style), pair.style_size),
        "painting": triptych[:, :, -content.shape[2] :],  # its right end
    }


def hang(name: str) -> None:
    """Show a pair, its painting, which is larger, and a detail of it, by the pair's name."""
    pair = next(pair for pair in PAIRS if pair.name == name)
    alt = f"{pair.shows} A framed detail is enlarged."
    show_painting(**pictures_of(pair), alt=alt, detail=pair.detail)


def show_painting(
    content: tf.Tensor,
    style: tf.Tensor,
    painting: tf.Tensor,
    alt: str,
    detail: tuple[int, int] | None = None,
) -> None:
    """Show a painting, and smaller beside it the two pictures that it was made from.

    Args:
        content, style, painting: pictures, (1, H, W, 3) in [0, 1].
        alt: what they show, for those who cannot see them.
        detail: left and top of a part, as large as DETAIL, to enlarge below the two, or None.
    """
    pictures = {"content": content, "style": style, "painting": painting}
    if detail is None:
        mosaic, ratios = [["content", "painting"], ["style", "painting"]], [1, 2.1]
        share = 2.1 / 3.1  # of the figure's width, the painting's
    else:
        (left, top), (width, height) = detail, DETAIL
        pictures["detail"] = painting[:, top : top + height, left : left + width]
        mosaic = [["content", "style", "painting"]] + 2 * [["detail", "detail", "painting"]]
        ratios, share = [1, 1, 3], 3 / 5
    figure, axes = plt.subplot_mosaic(
        mosaic,
        width_ratios=ratios,
        figsize=(11, 11 * share * painting.shape[1] / painting.shape[2] + 0.3),
        layout="constrained",
    )
    for title, picture in pictures.items():
        hard = "nearest" if title == "detail" else "bicubic"
        axes[title].imshow(to_array(picture), interpolation=hard)
        axes[title].set_title(title, fontsize=12)
        axes[title].axis("off")
    if detail is not None:
        frame = plt.Rectangle(detail, *DETAIL, fill=False, edgecolor="white", linewidth=2)
        axes["painting"].add_patch(frame)
    show_figure(figure, alt, "jpeg")
