"""What the figures of notebook 2 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A painted night: blue swirls and yellow stars over a village; tissue under a "
        "microscope, with brown glands and blue specks; and the night again, cut into twelve "
        "tiles in random order."
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
        "bright at the upper left, grey or chequered elsewhere, with dark bands at channels 11 "
        "and 16; its bars sink slowly from 33 to 4. The tissue's map has fewer bright cells and "
        "other dark bands; its bars are low except channel 11, at 80, and channel 2, at 12. Map "
        "and bars of the shuffled night look like the night's. Red frames mark the cells of "
        "channels 2 and 16: dark blue in the night, grey in the tissue."
    ),
    "feature_maps": (
        "Feature maps, white where a channel is active. Night: channel 2 mostly in the sky, "
        "channel 16 in the moon, the stars and the field; their product, of mean 0.02, is black "
        "but for the crescent, a hillside and thin lines. Tissue: channel 2 in the bright gaps "
        "between the glands, channel 16 nearly everywhere except in small dark specks; their "
        "product, of mean 0.46, is light grey in the gaps."
    ),
    "candidates": (
        "The night; the night with its tiles shuffled; a bridge with two towers at sunset; "
        "brown glands with blue specks between them; and even grey-blue noise, the pixels of "
        "the night in random order."
    ),
    "distances": (
        "Left, four bars: 0.2 for the shuffled tiles, 1.6 for the bridge, 1.9 for the tissue, "
        "2.6 for the shuffled pixels. Right, the shuffled tiles' share of the bridge's cost: "
        "0.2, 2.2, 5.6, 11.2 and 30 %, from block 1 to block 5."
    ),
    "texture": (
        "Left, the night: the moon at the upper left, swirls, a village, a yellow-brown field at "
        "the bottom, a dark tree on the right. Right, a rough texture: lights along the top, "
        "swirls below them, yellow-brown patches along the bottom, something like a trunk at the "
        "lower right."
    ),
    "rolled": (
        "Two rows: a style picture and two textures of it, each with a bar of its mean colours "
        "from top to bottom. The night: blue, then green, and brown at the bottom; in its "
        "textures blue, then green-grey, and brown at the bottom. The rolled night: blue at the "
        "top, green and brown in the middle, above a seam, and blue below; in its textures "
        "blue, grey and grey-green, no brown strip, but a seam in the middle with small brown "
        "patches above it, and lights and swirls below it."
    ),
    "moved": (
        "Four textures, each with a bar of its mean colours from top to bottom. Still, five "
        "blocks, cost 0.11: blue, then green, and brown at the bottom. Still, blocks 1-3 only: "
        "blue, and brown at the bottom. Moving, first noise, cost 0.44: grey and blue, with a "
        "grey-green bottom. Moving, second noise, cost 0.49: blue, with a yellow-brown strip "
        "near the lower end, and blue below it."
    ),
    "layers": (
        "Five textures and the night itself. Block 1: blue, black and yellow dots and dashes. "
        "Blocks 1-2: short strokes. Blocks 1-3: longer strokes, a few lights and a dark spire. "
        "Blocks 1-4: curls and loops, dark uprights, and an orange light with a dark side. "
        "Blocks 1-5: curls, dark uprights, and lights with pale rings."
    ),
    "less_than_gram": (
        "Six textures. Block 1, from G, cost 0.018: light and dark specks with some yellow and "
        "orange dots. From the diagonal, 0.021: the same, with larger and browner dark specks. "
        "From means, 0.131: cyan, yellow and red dots on an even blue. Five blocks, from G, "
        "0.11, from the diagonal, 0.48, and from means, 0.37: strokes, swirls and lights in all "
        "three; brown along the bottom from G, and yellow-brown, green and red from the means."
    ),
    "tissue_texture": (
        "Left, brown glands with fine rays, the right one with a narrow white slit, and blue "
        "specks on white between them. Right, on a square canvas, pieces of glands with rays, "
        "brown or grey, dark specks and grey gaps; a nearly whole gland in the upper half, and "
        "rays around a white opening at the right."
    ),
}
