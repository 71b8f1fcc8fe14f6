"""What the figures of notebook 2 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A painted night with swirls of blue and yellow stars over a village; brown glands and "
        "blue specks of tissue under a microscope; and the night again, cut into twelve tiles in "
        "random order."
    ),
    "unrolled": (
        "Three squares of 2 x 2 numbers, one for each channel: 0, 3, 6, 9; then 1, 4, 7, 10; "
        "then 2, 5, 8, 11. Beside them a matrix with these three as rows. Each position keeps "
        "its colour and becomes a column."
    ),
    "by_hand": (
        "Left, A, with a column for each of four positions: blue is 2, 1, 2, 0; swirls 1, 1, 2, "
        "0; yellow 0, 0, 0, 3. Right, G, whose rows and columns are both blue, swirls, yellow: "
        "9, 7, 0; 7, 6, 0; 0, 0, 9."
    ),
    "gram_matrices": (
        "Three heat maps of 24 x 24 channels, each above a row of bars. The night's map is "
        "bright at the upper left, grey or chequered elsewhere, with two dark bands; its bars "
        "sink slowly from 33 to 4. The tissue's map has other dark bands; its bars are low "
        "except one, channel 11, at 80. Map and bars of the shuffled night look like the "
        "night's. Red frames mark the cells of channels 2 and 11: of middling brightness in the "
        "night, bright in the tissue."
    ),
    "feature_maps": (
        "Feature maps, white where a channel is active. Night: channel 2 in most of the sky, "
        "channel 11 in the moon, the stars and pale strokes; their product, of mean 0.53, only "
        "in pale strokes and at the edge of the moon. Tissue: channels 2 and 11 both in the "
        "bright gaps between the glands; their product, of mean 0.96, is white in the gaps."
    ),
    "candidates": (
        "The night; the shuffled night; brown glands with blue specks between them; and a bridge "
        "with two towers at sunset."
    ),
    "distances": (
        "Left, three bars: 0.2 for the shuffled night, 1.9 for the tissue, 1.6 for the bridge. "
        "Middle, the same by layer: the shuffled night's bars are below 0.15 in blocks 1 to 4 and "
        "reach 0.8 in block 5; the others lie between 0.57 and 3.6. Last, "
        "its bar as a share of the bridge's: from 0.2 % in block 1 to 30 % in block 5."
    ),
    "texture": (
        "Left, the night: the moon at the upper left, swirls, a village, a yellow-brown field at "
        "the bottom, a dark tree on the right. Right, a rough texture: lights along the top, "
        "swirls below them, yellow-brown patches along the bottom, something like a trunk at the "
        "lower right."
    ),
    "moved": (
        "Four textures. Two on a still canvas: most lights in the upper half, yellow-brown along "
        "the bottom. Two on a moving canvas: lights at any height, and no brown rim."
    ),
    "heights": (
        "Five curves of red minus blue, from the top of a picture down to its bottom. The night "
        "and the two textures on a still canvas end at the bottom on the side of more red. The "
        "two on a moving canvas end on the side of more blue; one of them comes close to zero a "
        "little above the bottom."
    ),
    "layers": (
        "Five textures and the night itself. Block 1: blue, black and yellow dots and dashes. "
        "Blocks 1-2: short strokes. Blocks 1-3: longer strokes, a few lights and a dark spire. "
        "Blocks 1-4: curls and loops, dark uprights, and an orange light with a dark side. "
        "Blocks 1-5: curls, dark uprights, and lights with pale rings."
    ),
    "less_than_gram": (
        "Four textures. Block 1, from G, cost 0.019: light and dark specks with some yellow and "
        "orange dots. Block 1, from means, 0.127: cyan, yellow and red dots on an even blue. "
        "Five blocks, from G, 0.44, and from means, 0.54: strokes, swirls and lights in dark "
        "blues; from means with more violet and green."
    ),
    "tissue_texture": (
        "Left, brown glands with fine rays, the right one with a narrow white slit, and blue "
        "specks on white between them. Right, on a square canvas, pieces of glands with rays, "
        "brown or grey, grey lumps and bright gaps; in the upper middle, brown rays on both sides "
        "of a pale band."
    ),
}
