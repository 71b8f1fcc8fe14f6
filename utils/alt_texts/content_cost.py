"""What the figures of notebook 1 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A stone bridge over a river at sunset, plus a night sky of blue swirls and yellow stars, "
        "equals the same bridge in blue and yellow swirling strokes."
    ),
    "content": (
        "A suspension bridge with stone towers over rippled water. The sun stands low on the "
        "left; in front are wooden posts, a small red boat and rocks."
    ),
    "copies": (
        "The bridge three times: as it is; with less light and every detail in place; as bright "
        "as the first, but so soft that only the large shapes remain."
    ),
    "copies_costs": "Two bars. The darker copy: 0.022. The blurred copy: 0.005.",
    "network": (
        "Sixteen bars in five blocks of 2, 2, 4, 4 and 4. From block to block the bars get lower. "
        "The positions decrease from 192 x 256 to 12 x 16, while the channels increase: 64, 128, "
        "256, 512, 512. Five bars are blue: the first of each block, but the second in block 4."
    ),
    "fields": (
        "The bridge with three squares around a point left of the near tower: block3_conv1 is "
        "narrower than the tower, block4_conv2 holds the boat and most of the tower's width, and "
        "block5_conv1 holds the small tower, at its left edge, and all but the top of the near "
        "one. Beside it the middle enlarged, with block3_conv1 again, and block2_conv1 and "
        "block1_conv1 inside it."
    ),
    "maps": (
        "Five rows of four feature maps, and a colour bar. Block 1: the sky glows in three maps, "
        "with a bright sun in the first and a dark sun in the second; tower, posts and rocks in "
        "the fourth. Blocks 2 and 3: lines along the edges of towers, posts and ripples, thick "
        "ones in the last map of block 3. Block 4: coarser, the water in the first map, upright "
        "and slanting outlines in the third. Block 5: patches of a few squares."
    ),
    "quotients": (
        "Four dotted lines of six points, on a logarithmic axis. All begin at pixels with 0.2. "
        "The trained network's rises to 1 in block 1, 6 in block 2 and 9 to 12 in blocks 3 to 5. "
        "The three untrained ones rise slowly to 0.4, 0.9 and 1.3 in block 5."
    ),
    "reconstructions": (
        "The content with a frame around posts and boat, and five pictures made from noise; below "
        "each, its posts and boat enlarged. "
        "block1_conv1: the bridge, sharp. block2_conv1: the same with a fine grain. block3_conv1: "
        "coarser, coloured grain; the boat is a faint red line. block4_conv2: tower and posts in "
        "place, in patchy colours; the boat at best a reddish smear. block5_conv1: the bridge in "
        "torn lines and arbitrary colours."
    ),
    "untrained": (
        "Left, the bridge in patchy colours. Right, coloured grain, a little warmer where the "
        "evening sky is and stronger in some regions than in others. There is no outline of the "
        "bridge."
    ),
}
