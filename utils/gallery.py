"""The gallery: classic pairs of content and style, and what painting them gave.

`make gallery` paints those that are not painted yet; see `course.gallery`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

from utils.backend import tf
from utils.details import Place, detail
from utils.files import OUTPUT
from utils.images import load_image, show_figure, to_array
from utils.painter.crops import source_of

GALLERY = OUTPUT / "gallery"
DETAIL = 144, 81  # width and height in pixels of a part that is shown enlarged
WIDTH = 11  # of a figure, in inches
LABEL: dict[str, Any] = {
    "color": "white",
    "bbox": {"facecolor": "black", "alpha": 0.6, "lw": 0, "pad": 3},
}
RECORD = GALLERY / "record.json"  # what each pair was made from, and its relative costs


class Pair(NamedTuple):
    """Two pictures, painted with the default settings."""

    content: str  # the name of a picture in T_images/ or of a photograph in skimage.data
    style: str
    classic: str  # the pair of this field's courses that it stands for
    style_size: int = 512  # longest side at which the style is seen; larger makes larger strokes
    size: int = 512  # longest side of the painting
    shows: str = ""  # what all three show, for those who cannot see it
    detail: tuple[int, int] = (0, 0)  # left and top of a part of the painting, of size DETAIL
    style_detail: tuple[int, int] | None = None  # of the style, to compare; None: of the content

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
        detail=(20, 146),
    ),
    Pair(
        "chelsea",
        "cubist_facets",
        "a cat in the style of Picasso",
        shows="A photograph of a cat's face, plus a still life broken into flat facets with "
        "black lines, equals the cat with black cracks in its fur and black outlines around "
        "its eyes. The cloth behind it is white and blue and cracked, too. Eyes, nose and "
        "whiskers are in their places.",
        detail=(315, 95),
    ),
    Pair(
        "bow_bridge",
        "water_garden",
        "Central Park's Bow Bridge in the style of Monet",
        shows="A park with a white bridge in autumn, plus a pond with water lilies under "
        "willows, equals the park in green, mauve and pink. Short level strokes cover sky "
        "and water. Two towers behind the trees are paler than before.",
        detail=(230, 15),
    ),
    Pair(
        "glass_pyramid",
        "poppy_field",
        "the Louvre in the style of Monet",
        shows="A palace court with a glass pyramid, plus a lady in a field of poppies, equals "
        "the court as a meadow. Red fills the arches and lies on the pavement, roofs are "
        "green, the foot of the pyramid is grass. The upper edge of the sky is green too.",
        detail=(3, 3),
    ),
    Pair(
        "ruined_columns",
        "swirling_night",
        "Persepolis in the style of Van Gogh",
        shows=f"Ruined columns in the evening sun, plus {NIGHT}, equals the ruins at night. The "
        "columns are dark green, a bull's head on the tallest has become a yellow star, the sky "
        "swirls, and golden furrows cover the stairs.",
        detail=(365, 3),
    ),
    Pair(
        "stone_tomb",
        "girih_tiles",
        "Pasargadae in the style of an Isfahan kashi",
        shows="A stepped stone tomb on a plain, plus blue tiles with a strict pattern of stars "
        "and white straps, equals the tomb in yellow stone before a blue and turquoise "
        "sky full of crooked pieces of strap and a few loose flowers.",
        detail=(307, 67),
        style_detail=(184, 152),
    ),
    Pair(
        "turbulence",
        "blue_fluid",
        "turbulent flow in an abstract blue painting",
        shows="Whirls of a computed flow in orange and blue, plus poured paint in blue, white "
        "and gold, equals the same whirls in blue and white with fine black and cream "
        "outlines. No orange is left.",
        detail=(50, 285),
    ),
    Pair(
        "coffee",
        "swirling_night",
        "any picture of your own, here a cup of coffee, in the style of The Starry Night",
        shows=f"A cup of coffee on a wooden table, plus {NIGHT}, equals the cup in blue with a "
        "yellow whirl for the coffee. The table has become sky, hill and field, with "
        "yellow stars at the top and houses at the right edge.",
        detail=(365, 165),
        style_detail=(112, 254),
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
    "and the cat lie to the right of the line. Two dots are orange: the turbulence at 0.17, 0.37 and "
    "the cat at 0.26, 0.37."
)
ALIKE = "chelsea", "turbulence"  # two paintings of the same J_style
BESIDE = {  # how far from its costs a painting is drawn: to the right, and up
    "sunset_bridge": (0, 0.035),
    "chelsea": (0.032, 0.008),
    "bow_bridge": (0.032, 0),
    "glass_pyramid": (-0.034, -0.01),
    "ruined_columns": (0.022, -0.004),
    "stone_tomb": (0, 0.04),
    "turbulence": (-0.014, 0.035),
    "coffee": (0.004, 0.036),
}
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


def read_record() -> dict[str, Any]:
    """What has been made: from the pair's name to its settings and its two relative costs."""
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def draw_wall(covered: bool = False) -> Figure:
    """Draw a sheet of all triptychs, two in a row.

    Args:
        covered: whether the paintings of the right column are hidden behind a question mark.
    """
    rows = -(-len(PAIRS) // 2)
    gutter = ConstrainedLayoutEngine(wspace=0.06)  # or a row would read as one sum
    figure, axes = plt.subplots(rows, 2, figsize=(11, 1.75 * rows), layout=gutter)
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
        axis.set_anchor("N")  # so that the titles of a row stand level
    return figure


def show_wall(covered: bool = False) -> None:
    """Show the sheet of all triptychs; `covered` as in `draw_wall`."""
    show_figure(draw_wall(covered), WALL + COVERED * covered, "jpeg")


def show_costs() -> None:
    """Show every painting, small, beside its place in the plane of the two relative costs."""
    figure, axis = plt.subplots(figsize=(WIDTH, 8), layout="constrained")
    axis.axvline(0.25, color="0.6", zorder=0)
    axis.text(
        0.253, 0.53, "every activation equal to\nthe mean of its channel", color="0.25", fontsize=12
    )
    record = read_record()
    for pair in PAIRS:
        x, y = record[pair.name]["J_content"], record[pair.name]["J_style"]
        right, up = BESIDE[pair.content]
        colour = "#D55E00" if pair.content in ALIKE else "0.5"
        small = OffsetImage(to_array(pictures_of(pair)["painting"]), zoom=0.18, resample=True)
        place, edge = (x + right, y + up), {"edgecolor": colour, "linewidth": 3}
        axis.plot([x, x + right], [y, y + up], color=colour, zorder=1)
        axis.plot(x, y, "o", color=colour, markersize=9, zorder=4)
        axis.add_artist(AnnotationBbox(small, place, pad=0.1, bboxprops=edge))
        name = (
            f"{in_words(pair.content)}: ({x:.2f}, {y:.2f})"
            if pair.content in ALIKE
            else in_words(pair.content)
        )
        axis.annotate(name, place, (0, 42), textcoords="offset points", ha="center", fontsize=13)
    axis.set(xlim=(0.12, 0.4), ylim=(0.245, 0.55))
    axis.set_xlabel("J_content (0: the content picture itself)", fontsize=13)
    axis.set_ylabel("J_style, relative to each pair (1: its content picture)", fontsize=13)
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
    """Show a pair, by its name, and its painting with an enlarged detail.

    Above the detail is what it is best compared with: the same place in the content, or a part of
    the style.
    """
    pair = next(pair for pair in PAIRS if pair.name == name)
    source = "content" if pair.style_detail is None else "style"
    place = pair.style_detail or pair.detail
    alt = (
        f"{pair.shows} A part of the {source} and a detail of the painting are framed and enlarged."
    )
    parts = {source: (*place, *DETAIL), "painting": (*pair.detail, *DETAIL)}
    show_painting(**pictures_of(pair), alt=alt, parts=parts)


def show_painting(
    content: tf.Tensor,
    style: tf.Tensor,
    painting: tf.Tensor,
    alt: str,
    parts: Mapping[str, Place] | None = None,
) -> None:
    """Show a painting, and smaller beside it the two pictures that it was made from.

    Args:
        content, style, painting: pictures, (1, H, W, 3) in [0, 1].
        alt: what they show, for those who cannot see them.
        parts: two parts of the same size, one of the content or the style and one of the painting,
            to frame and to enlarge below the two.
    """
    pictures = {"content": content, "style": style, "painting": painting}
    ratio = painting.shape[1] / painting.shape[2]
    if parts is None:
        mosaic, heights = [["content", "painting"], ["style", "painting"]], [ratio, ratio]
    else:
        mosaic = [["content", "style", "painting"]]
        heights = [ratio / 2]  # in widths of the column at the left
        for name, part in parts.items():
            mosaic.append(2 * [f"in the {name}"] + ["painting"])
            heights.append(part[3] / part[2])
    wide = sum(heights) / ratio  # the painting, which is as high as that column
    columns = len(mosaic[0]) - 1
    figure, axes = plt.subplot_mosaic(
        mosaic,
        width_ratios=[1 / columns] * columns + [wide],
        height_ratios=heights,
        figsize=(WIDTH, WIDTH * sum(heights) / (1 + wide)),
        gridspec_kw={"left": 0, "right": 1, "bottom": 0, "top": 1, "wspace": 0.02, "hspace": 0.03},
    )
    for name, picture in pictures.items():
        draw(axes[name], picture, name)
    for name, part in (parts or {}).items():
        frame(axes[name], part)
        draw(axes[f"in the {name}"], detail(pictures[name], part), f"in the {name}")
    show_figure(figure, alt, "jpeg")


def show_parts(
    pictures: Sequence[tf.Tensor],
    titles: Sequence[str],
    parts: Sequence[Place | None],
    alt: str,
    columns: int = 2,
) -> None:
    """Show pictures with a part of each framed, and below them the parts in a row, enlarged.

    Args:
        pictures: (1, H, W, 3) in [0, 1], of about one shape.
        titles: one for each picture.
        parts: for each picture the part to enlarge, all of one shape, or None.
        alt: what they show, for those who cannot see them.
        columns: pictures in a row.
    """
    rows = -(-len(pictures) // columns)
    enlarged = [
        (detail(picture, part), title)
        for picture, title, part in zip(pictures, titles, parts)
        if part is not None
    ]
    ratio = pictures[0].shape[1] / pictures[0].shape[2]
    _, height, width, _ = enlarged[0][0].shape
    heights = rows * [ratio / columns] + [height / width / len(enlarged)]
    figure = plt.figure(figsize=(WIDTH, WIDTH * sum(heights)))
    grid = figure.add_gridspec(
        rows + 1, columns * len(enlarged), height_ratios=heights,
        left=0, right=1, bottom=0, top=1, wspace=0.04, hspace=0.03,
    )  # fmt: skip
    wide = len(enlarged)  # columns of the grid for a picture
    for number, (picture, title, part) in enumerate(zip(pictures, titles, parts)):
        row, left = number // columns, wide * (number % columns)
        axis = figure.add_subplot(grid[row, left : left + wide])
        draw(axis, picture, title)
        if part is not None:
            frame(axis, part)
    for number, (picture, title) in enumerate(enlarged):
        left = columns * number
        draw(figure.add_subplot(grid[rows, left : left + columns]), picture, title)
    show_figure(figure, alt, "jpeg")


def draw(axis: Axes, picture: tf.Tensor, name: str) -> None:
    """Draw a picture without axes, with its name in the lower right corner."""
    axis.imshow(to_array(picture), interpolation="bicubic")
    inches = axis.figure.bbox.height / axis.figure.dpi
    fitting = 110 * axis.bbox.width / axis.figure.dpi / len(name)
    size = min(max(13, 1.6 * inches), fitting)  # a slide shrinks a tall figure
    axis.text(0.98, 0.03, name, transform=axis.transAxes, ha="right", fontsize=size, **LABEL)
    axis.set_anchor("NW")
    axis.axis("off")


def frame(axis: Axes, part: Place) -> None:
    """Frame a part of a picture, so that it stands out from light and from dark colours."""
    left, top, width, height = part
    for colour, thickness in (("black", 5), ("white", 2.5)):
        axis.add_patch(
            plt.Rectangle((left, top), width, height, fill=False, ec=colour, lw=thickness)
        )
