"""What the figures of notebook 2 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A painted night with swirls of blue and yellow stars over a village; brown and blue "
        "tissue under a microscope; and the night again, cut into twelve tiles in random order."
    ),
    "channels": (
        "Three squares of 2 x 2 numbers, one for each channel: 0, 3, 6, 9; then 1, 4, 7, 10; then "
        "2, 5, 8, 11. Beside them a matrix with these three as rows. Each position keeps its "
        "colour and becomes a column."
    ),
    "unrolled": (
        "Left, A, with a column for each of four positions: blue is 2, 1, 2, 0; swirls 1, 1, 2, "
        "0; yellow 0, 0, 0, 3. Right, G, whose rows and columns are both blue, swirls, yellow: 9, "
        "7, 0; 7, 6, 0; 0, 0, 9."
    ),
    "gram_matrices": (
        "Three heat maps of 24 x 24 channels. The night's is bright at the upper left and fades "
        "towards the lower right. The tissue's is dark, with three bright entries and a few faint "
        "rows and columns. The shuffled night's looks like the night's."
    ),
    "candidates": (
        "The shuffled night; brown glands with blue specks between them; and a bridge."
    ),
    "distances": (
        "Left, three bars: 0.2 for the shuffled night, 1.9 for the tissue, 1.6 for the bridge. "
        "Right, the same by layer: the shuffled night's bars are below 0.15 in blocks 1 to 4 and "
        "reach 0.8 in block 5; the others lie between 0.57 and 3.6."
    ),
    "texture": (
        "Left, the night: the moon at the upper left, swirls, a village, furrows at the bottom, a "
        "tree on the right. Right, a rough texture: lights along the top, an orange one at the "
        "upper left, swirls below them, a noisy brown rim along the bottom, something like a "
        "trunk at the right and a shorter one at the lower left. The same three frames lie over "
        "both: along the top, along the bottom and at the right."
    ),
    "rolled": (
        "Four textures, with frames around what looks like a trunk. In both that stand still, "
        "lights lie along the top, a patchy brown rim along the bottom, and a trunk at the lower "
        "right; the small one has a shorter one at the lower left. The large one has more lights "
        "at the left, down to the lower left corner. In the small one that moves, a piece of a "
        "trunk hangs from the upper edge, lights lie in the upper half and rings in the lower "
        "half. In the large one that moves, one trunk stands in the middle and two at the bottom, "
        "and lights lie mostly in the upper third, two of them below the middle."
    ),
    "layers": (
        "Five textures and the night itself. Block 1: blue, black and yellow dots and dashes. "
        "Blocks 1-2: short strokes. Blocks 1-3: longer strokes and a few lights. Blocks 1-4: "
        "curls and loops, and an orange light with a dark ring. Blocks 1-5: lights with halos, "
        "swirls and parts of trunks."
    ),
    "less_than_gram": (
        "The night and three textures. From channel means: strokes, swirls and lights, with "
        "patches of green, turquoise and pink. From the diagonal of G: strokes and rings, paler "
        "than the night, with pink, green and brown all over. From the whole G: strokes, swirls "
        "and lights, mostly in the blues of the night."
    ),
    "tissue_texture": (
        "Left, brown glands with fine rays, and blue specks on white between them. Right, "
        "somewhat paler and greyer, large pieces of glands with rays, and specks, bright gaps and "
        "a flat beige patch between them."
    ),
}
