"""What the figures of notebook 5 show, for those who cannot see them."""

ALT = {
    "opening": (
        "Above, the photograph, a bridge at sunset with two rows of posts in the water, and the "
        "style picture, a night with a great swirl, a moon, stars and a tall dark tree. Below, A "
        "and B, both in the night's blue and yellow strokes. A: two rows of posts, a small sun, "
        "orange curls beside it. B: one dark tree in place of the posts, a great swirl around the "
        "sun."
    ),
    "content_layers": (
        "Left, the photograph, with its orange sunset, and the night. Right, four paintings of "
        "the bridge; in all of them and in the photograph frames mark the boat and the posts. "
        "block1_conv2: an orange sunset, swirls in the sky, in the water and on the shaded side "
        "of the large tower, both rows of posts and the boat in place, the small tower nearly "
        "gone. block3_conv2: a blue sky with rings at its left and right edge, a yellow sunset, "
        "posts, towers and boat clear. block4_conv2: a blue sky in fine strokes with rings at its "
        "left and right edge, a yellow sunset, posts in place, the boat dim. block5_conv2: blue "
        "swirls in the sky and in the foot of the large tower, broken posts, the boat a dull "
        "smear."
    ),
    "content_layers_parts": (
        "Both framed parts, enlarged: the posts above, the boat below. The photograph: dark posts "
        "in two rows and a red boat. block1_conv2: both rows in place, a red boat with a yellow "
        "cabin, and curved lines in the water around it. block3_conv2 and block4_conv2: both rows "
        "in place, a dark red boat, less sharp with block4_conv2. block5_conv2: the posts of the "
        "left row broken up and run together, and a dull red smear instead of the boat."
    ),
    "style_layers": (
        "Left, the photograph and the night. Right, four paintings of the bridge, all with towers "
        "and two rows of posts. Block 1: a dark blue sky in small dabs, an orange sunset. Block "
        "3: long slanting strokes in the sky. Block 5: a grey-green sky of speckles, rings around "
        "the sun and in the upper corners. Even: a blue sky with fine strokes, rings at its left "
        "and right edge and in the water at the left, a yellow sunset."
    ),
    "style_layers_sky": (
        "The left part of the same six pictures, enlarged: sky and sun. The night: moon, stars "
        "and a swirl. Block 1: deep blue with small dabs, a plain pale blue sun. Block 3: long, "
        "slanting, light strokes on dark blue. Block 5: grey and green speckles everywhere, arcs "
        "around a bright patch at the upper left, and rings around the sun. Even: bright blue "
        "with fine strokes, arcs around a bright patch at the upper left, and a yellow glow "
        "around the sun."
    ),
    "wall": (
        "Four rows: the bridge and the night, a park and a water garden, a tomb of stone and "
        "tiles, a glass pyramid and poppies. Beside each photograph, with the style picture in "
        "its lower right corner, stand two paintings of strength 3; a frame marks the same part "
        "in both. The bridge: with shallow weights a small sun over yellow and blue-green water, "
        "with deep ones more orange and pink, and strokes that curve around the sun. The park: "
        "two pale towers with shallow weights, broken ones with deep weights. The tomb: pattern "
        "in the sky with both; with shallow weights a plain dark wall with a sharp outline, with "
        "deep weights arcs on the walls. The pyramid: blurred in both, less so with shallow "
        "weights."
    ),
    "scatter": (
        "Four plots, one for each pair: style missing against scene lost. Each has two dots for "
        "shallow weights, strengths 1 and 3, and two for deep weights. Circles mark shallow "
        "weights with strength 3 and deep ones with strength 1. All four times, the shallow dot "
        "of strength 3 lies further left and lower than both deep dots. At the lower left an "
        "arrow says: better."
    ),
    "tree": (
        "A grid of parts of eight paintings of the bridge, with sun and posts. Columns: blocks 1 "
        "to 4 (weight 0 on block 5), shallow (0.03), even (0.2), deep (0.5). Upper row, strength "
        "1. Blocks 1 to 4, scene lost 0.52, and shallow, 0.47: a small sun and two rows of posts. "
        "Even, 0.59, pair 1: a closed ring around the sun, posts that lean together. Deep, 0.65, "
        "pair 2: a ring, and the posts grown together to a point. Lower row, strength 3. Blocks 1 "
        "to 4, 0.64, pair 2: two rows of posts and a small sun. Shallow, A, 0.59, pair 1: the "
        "same, and an open arc above the sun. Even, 0.69: a ring, and posts that have nearly "
        "grown together. Deep, B, 0.73: a ring, and one dark tree in place of the posts."
    ),
    "my_weights": (
        "Two paintings of the bridge, both with strokes and rings in the sky. Mine has a loss of "
        "0.72: a dark sky, green and blue, more pink in the clouds than even, and a ring around "
        "the sun. Even has a loss of 0.50: a clear blue sky."
    ),
}
