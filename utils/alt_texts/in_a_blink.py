"""What the figures of notebook 9 show, for those who cannot see them."""

ALT = {
    "opening": (
        "Two rows. Above, four style pictures: a night of swirls, a flow of red and blue, brown "
        "facets, and poppies in a green field. Below, a photograph of a cup of coffee on a wooden "
        "table, and under each style the cup painted: in blue and yellow strokes; in dark red and "
        "blue, with wavy strokes; in greyish brown, with small cracks; and pale, with dabs of red "
        "and green."
    ),
    "network": (
        "A row of bars between the words photograph and painting. From the left: a tall grey bar "
        "of 24 channels, one of half the height with 48, and a blue one of a quarter of the "
        "height with 62. After the mark + 2 noise, ten blue bars with 64 channels; five arrows "
        "each span two of them. On the right, each after a mark x 2, a grey bar of half the "
        "height with 48 channels and a tall one of 24; last, a tall one of 3. The first and the "
        "last kernel are 9 x 9, all others 3 x 3."
    ),
    "checkerboard": (
        "Upper left, a grid of light, medium and dark squares; upper right, an even grey. Lower "
        "left, a cup of coffee under a fine grid of dots; lower right, the cup without a grid, "
        "slightly blurred."
    ),
    "normalised": (
        "A bridge at sunset, and the same bridge very pale under a light grey. Below, both "
        "normalised: two pictures that look the same, with strong contrast, a sky from blue to "
        "yellow, and a yellowish tower."
    ),
    "crops": (
        "A red motorcycle in a workshop, and seven square crops of the photograph. One shows its "
        "lamp before dark shelves, one the red motorcycle in strong contrast, and one its seat "
        "and its red frame. In one crop everything is grey. In two the motorcycle is green. One "
        "crop is only a soft blend of dark greys."
    ),
    "stages": (
        "Three paintings of the cup, and below each a framed part of it, enlarged: the spoon, the "
        "edge of the saucer and the table. 20 steps: blurred blue, dull orange and dark green, "
        "with a bright rim; enlarged, blotches without strokes. 50: yellow coffee and an olive "
        "saucer; enlarged, faint waves on a table of blue and olive. 150: clearer outlines, and a "
        "saucer of olive and brown; enlarged, wavy blue strokes on the table."
    ),
    "curves": (
        "Two plots over 150 steps. Left, the content cost, with a dotted line at 0.25: grey "
        "spikes, the highest cut off; the mean with normalisation begins at 0.28, is lowest at "
        "0.21 near step 87, and ends at 0.22; the dashed one without stays between 0.27 and 0.34. "
        "Right, the style cost: the curve with normalisation falls from 0.63 to 0.44; the dashed "
        "one without begins above the plot, stays a little higher, and ends beside it."
    ),
    "normalisation": (
        "Three rows: the bridge, the bridge in fog, and the cup, each with two paintings. Without "
        "normalisation: blue and yellow blotches without a bridge, similar ones, slightly paler, "
        "for the fog, and blotches with a ring, the cup's rim, around a dark trace; in all three "
        "a dark curl at the upper left. With normalisation: the bridge in strong blue and yellow "
        "with a pale glow in place of the sun, nearly the same painting for the fog, and the cup "
        "on its saucer."
    ),
    "practice_and_shipped": (
        "The cup in two paintings, and below each the spoon, the edge of the saucer and the "
        "table, enlarged. Left, a soft outline of the spoon, a saucer of olive and brown with a "
        "yellowish green edge, and soft blue marks on the table. Right, a spoon with a clear "
        "outline, a saucer of brown and orange with a dark red edge, and many short strokes on "
        "the table."
    ),
    "noise": (
        "A sky that is dark grey blue at the top and pale at the bottom. Without noise, the "
        "painting has only even horizontal stripes of dark green, blue, yellow and pale blue. "
        "With noise, strokes of different lengths and directions cover it, in nearly the same "
        "colours from top to bottom."
    ),
    "optimised_or_painted": (
        "Four pictures: the cup of coffee; the night, with swirls of blue and yellow around its "
        "stars; and two paintings of the cup, each with a frame around the coffee and another "
        "around a part of the table at the right. By the optimiser, the coffee is a swirl of "
        "yellow and green, yellow spots and long bands lie on the table, and in the right frame "
        "stand small houses over a field. By the painter, the coffee is yellow, the saucer brown "
        "and olive, and short strokes cover the table."
    ),
    "compared_details": (
        "The framed parts beside parts of the night. The coffee: by the optimiser, a swirl of "
        "yellow and green; by the painter, a yellow surface with short curved streaks. The table "
        "beside the saucer: by the optimiser, small houses under a hill, and a field before them; "
        "by the painter, short blue and green strokes."
    ),
    "cat_and_page": (
        "A cat and a page of printed text, each beside its painting in blue, yellow and green "
        "strokes. The fur has become strokes. On the page, the heading can be read and the text "
        "with trouble; yellow patches lie on it, blue strokes cover the blank paper, and the line "
        "of code is hardly readable."
    ),
    "blends": (
        "Nine paintings in a square, each of the cup's right side and the table. The corners are "
        "titled swirling night, turbulence, cubist facets and poppy field: in blue and yellow, in "
        "dark red and blue, in greyish brown, and in green with red dabs. The paintings between "
        "two corners have colours between theirs; the one in the middle is brown and blue."
    ),
    "sharing": (
        "A part of the table, enlarged, in two paintings in the style of the turbulence, both red "
        "on the left and blue on the right. Left, soft blurred waves. Right, longer bright and "
        "dark waves with clear edges."
    ),
}
