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
from matplotlib.offsetbox import AnnotationBbox, OffsetImage, TextArea, VPacker

from utils.alt_texts.gallery import ALT
from utils.backend import tf
from utils.details import Place, detail
from utils.files import OUTPUT
from utils.images import load_image, show_figure, to_array
from utils.painter.crops import source_of

GALLERY = OUTPUT / "gallery"
DETAIL = 144, 81  # width and height in pixels of a part that is shown enlarged
WIDTH = 10.8  # of a figure, in inches
GAP = 0.008  # between pictures, in widths of a figure
STRIP = 0.030  # above each picture, for its title
FONT = 16  # of a title, in points
QUALITY = 48  # of the JPEGs: fifteen figures share a notebook of limited size
Hung = tuple[tf.Tensor, str] | tuple[tf.Tensor, str, Place]  # with its title, and a place to frame
COFFEE_AND_SKY = GALLERY / "coffee_and_sky.jpg"  # these two are from `course.gallery_more`
NIGHT_AS_SUNSET = GALLERY / "night_as_sunset.jpg"
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
        "sky in curved strokes. Green and yellow rings take the place of the glow above the sun, "
        "which has turned pale blue. Small yellow stars hang over the skyline. Tower, boat, posts "
        "and rocks stand where they stood.",
        detail=(20, 154),
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
        detail=(184, 6),
    ),
    Pair(
        "glass_pyramid",
        "poppy_field",
        "the Louvre in the style of Monet",
        shows="A palace court with a glass pyramid, plus a lady in a field of poppies, equals "
        "the court as a meadow. Red fills the arches and lies on the pavement, roofs are "
        "green, the foot of the pyramid is grass. The upper edge of the sky is green too.",
        detail=(3, 213),
    ),
    Pair(
        "ruined_columns",
        "swirling_night",
        "Persepolis in the style of Van Gogh",
        shows=f"Ruined columns in the evening sun, plus {NIGHT}, equals the ruins at night. Two "
        "columns are dark green; the tallest is light green and yellow, and a bull's head on it has "
        "become a yellow star. The sky swirls, and golden furrows cover the stairs.",
        detail=(365, 3),
    ),
    Pair(
        "stone_tomb",
        "girih_tiles",
        "Pasargadae in the style of an Isfahan kashi",
        shows="A stepped stone tomb on a plain, plus blue tiles with a strict pattern of stars "
        "and white bands, equals the tomb in yellow stone before a blue and turquoise "
        "sky full of crooked pieces of band and a few loose flowers.",
        detail=(307, 67),
        style_detail=(184, 152),
    ),
    Pair(
        "turbulence",
        "blue_fluid",
        "turbulent flow in an abstract blue painting",
        shows="Whirls of a computed flow in orange and blue, plus poured paint in blue, white "
        "and gold, equals the same whirls in blue and white with fine black and cream "
        "outlines. Hardly any orange is left.",
        detail=(325, 295),
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
ALIKE = "chelsea", "turbulence"  # two paintings of the same J_style
BESIDE = {  # where a painting is drawn, seen from its costs; a name lies above it, or below
    "sunset_bridge": (0, 1),
    "chelsea": (1, 0),
    "bow_bridge": (1, 0),
    "glass_pyramid": (-1, 0),
    "ruined_columns": (1, 0),
    "stone_tomb": (-1, 0),
    "turbulence": (-1, 0),
    "coffee": (0, 1.4),
}
NAMED_BELOW = "glass_pyramid", "ruined_columns", "coffee"
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


def draw_wall() -> Figure:
    """Draw a sheet of all triptychs, two in a row."""
    rows = -(-len(PAIRS) // 2)
    gutter = ConstrainedLayoutEngine(wspace=0.06)  # or a row would read as one sum
    figure, axes = plt.subplots(rows, 2, figsize=(11, 1.75 * rows), layout=gutter)
    for axis, pair in zip(axes.flat, PAIRS):
        axis.imshow(plt.imread(GALLERY / f"{pair.name}.jpg"))
        axis.set_title(f"{in_words(pair.content)} + {in_words(pair.style)}", fontsize=14)
    for axis in axes.flat:
        axis.axis("off")
        axis.set_anchor("N")  # so that the titles of a row stand level
    return figure


def show_pairs_to_predict() -> None:
    """Show every second painting, and of the other pairs only the two pictures."""
    shown, hidden = PAIRS[::2], PAIRS[1::2]
    rows: list[list[Hung]] = [
        # the last words only, because a title is as wide as its picture
        [
            (
                pictures_of(pair)["painting"],
                f"{in_words(pair.content).split()[-1]} + {in_words(pair.style)}",
            )
            for pair in shown
        ]
    ]
    for number, pair in enumerate(hidden, 1):
        pictures = pictures_of(pair)
        if len(rows[-1]) == len(shown):
            rows.append([])
        rows[-1].append((pictures["content"], f"{number}: {in_words(pair.content)}"))
        rows[-1].append((pictures["style"], f"+ {in_words(pair.style)} = ?"))
    show_rows(rows, ALT["to_predict"])


def show_costs() -> None:
    """Show every painting, small, beside its place in the plane of the two relative costs."""
    figure, axis = plt.subplots(figsize=(WIDTH, 7.2), layout="constrained")
    axis.axvline(0.25, color="0.6", linestyle="--", zorder=0)
    axis.text(
        0.253, 0.52, "0.25: every activation equal\nto the mean of its channel", fontsize=FONT
    )
    record = read_record()
    for pair in PAIRS:
        costs = record[pair.name]["J_content"], record[pair.name]["J_style"]
        right, up = BESIDE[pair.content]
        colour = "#D55E00" if pair.content in ALIKE else "black"
        painting = OffsetImage(to_array(pictures_of(pair)["painting"]), zoom=0.125, resample=True)
        below = pair.content in NAMED_BELOW
        name = TextArea(in_words(pair.content), textprops={"size": FONT, "color": colour})
        box = VPacker(
            children=[painting, name] if below else [name, painting], align="center", pad=0
        )
        away = 54 * right, 41 * up + (-9 if below else 9)  # in points
        axis.plot(*costs, "o", color=colour, markersize=10, zorder=4)
        axis.add_artist(
            AnnotationBbox(
                box,
                costs,
                away,
                boxcoords="offset points",
                frameon=False,
                pad=0,
                arrowprops={"arrowstyle": "-", "color": colour},  # from each dot to its painting
            )
        )
    axis.set(xlim=(0.12, 0.4), ylim=(0.24, 0.55))
    axis.set_xlabel("J_content (0: the content picture itself)", fontsize=FONT)
    axis.set_ylabel("J_style, relative to each pair (1: its content picture)", fontsize=FONT)
    axis.tick_params(labelsize=14)
    show_figure(figure, ALT["costs"], "jpeg", QUALITY)


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

    Beside the detail is what it is best compared with: the same place in the content, or a part of
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
            to frame and to enlarge beside the painting.
    """
    pictures = {"content": content, "style": style, "painting": painting}
    parts = parts or {}
    details = {f"in the {name}": detail(pictures[name], part) for name, part in parts.items()}
    columns: list[list[Hung]] = [[(content, "content"), (style, "style")], [(painting, "painting")]]
    columns += [[(picture, name) for name, picture in details.items()]] if details else []
    # a column's height is a multiple of its width, plus strips and gaps; all are of one height
    slopes = [sum(ratio_of(picture) for picture, *_ in column) for column in columns]
    rests = [STRIP * len(column) + GAP * (len(column) - 1) for column in columns]
    room = 1 - GAP * (len(columns) - 1)
    height = (room + sum(rest / slope for rest, slope in zip(rests, slopes))) / sum(
        1 / slope for slope in slopes
    )
    figure = plt.figure(figsize=(WIDTH, WIDTH * height))
    start = 0.0
    axes: dict[str, Axes] = {}
    for column, slope, rest in zip(columns, slopes, rests):
        wide = (height - rest) / slope
        axes |= hang_rows(figure, [[hung] for hung in column], (start, wide), height)
        start += wide + GAP
    for name, part in parts.items():
        frame(axes[name], part)
    show_figure(figure, alt, "jpeg", QUALITY)


def show_rows(rows: Sequence[Sequence[Hung]], alt: str) -> None:
    """Show pictures in rows that are all of the same width.

    Args:
        rows: of pictures, (1, H, W, 3) in [0, 1], each with its title, and some with a place to
            frame.
        alt: what they show, for those who cannot see them.
    """
    height = sum(height_of(row, 1) + STRIP for row in rows) + GAP * (len(rows) - 1)
    figure = plt.figure(figsize=(WIDTH, WIDTH * height))
    hang_rows(figure, rows, (0, 1), height)
    show_figure(figure, alt, "jpeg", QUALITY)


def ratio_of(picture: tf.Tensor) -> float:
    """The height of a picture, (1, H, W, 3), divided by its width."""
    return picture.shape[1] / picture.shape[2]


def height_of(row: Sequence[Hung], width: float) -> float:
    """How high a row is in which pictures of one height fill a width."""
    return (width - GAP * (len(row) - 1)) / sum(1 / ratio_of(picture) for picture, *_ in row)


def hang_rows(
    figure: Figure, rows: Sequence[Sequence[Hung]], column: tuple[float, float], height: float
) -> dict[str, Axes]:
    """Draw rows of pictures into a column of a figure, from its top.

    Args:
        rows: as in `show_rows`.
        column: its left end and its width, in widths of the figure.
        height: of the figure, in its widths.

    Returns:
        the axes by the titles.
    """
    (start, width), top, axes = column, height, {}
    for row in rows:
        left, high = start, height_of(row, width)
        top -= STRIP + high
        for picture, title, *place in row:
            wide = high / ratio_of(picture)
            axes[title] = figure.add_axes((left, top / height, wide, high / height))
            draw(axes[title], picture, title)
            for part in place:
                frame(axes[title], part)
            left += wide + GAP
        top -= GAP
    return axes


def draw(axis: Axes, picture: tf.Tensor, name: str) -> None:
    """Draw a picture without axes, with its name above its left corner."""
    larger = axis.bbox.width > picture.shape[2]
    axis.imshow(to_array(picture), interpolation="bicubic" if larger else "hanning")
    axis.annotate(
        name, (0, 1), (2, 4), "axes fraction", "offset points", va="bottom", fontsize=FONT
    )
    axis.set_anchor("NW")
    axis.axis("off")


def frame(axis: Axes, part: Place) -> None:
    """Frame a part of a picture, so that it stands out from light and from dark colours."""
    left, top, width, height = part
    for colour, thickness in (("black", 5), ("white", 2.5)):
        axis.add_patch(
            plt.Rectangle((left, top), width, height, fill=False, ec=colour, lw=thickness)
        )
