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
        "Four paintings of the bridge, with frames around the boat and the posts. block1_conv2: "
        "an orange sunset, swirls in the sky and the water, every post in place, hardly a boat. "
        "block3_conv2: a blue sky with a ringed star on the left, a yellow sunset, posts, boat "
        "and towers clear. block4_conv2: a blue sky in fine strokes, a yellow sunset, posts and "
        "boat in place. block5_conv2: green swirls in the water, no boat, frayed posts, the small"
        " tower nearly dissolved."
    ),
    "style_layers": (
        "Four paintings of the bridge, all with towers, posts and boat. Block 1: a dark blue sky "
        "in small dabs, an orange sunset. Block 3: long slanting strokes in the sky. Block 5: a "
        "grey-green sky of speckles, rings around the sun and in the upper corners. Even: a blue "
        "sky with strokes, rings at its left and right edge, a yellow sunset."
    ),
    "style_layers_sky": (
        "The left part of the sky of each of the four paintings, enlarged. Block 1: deep blue "
        "with small dabs. Block 3: long, slanting, light strokes on dark blue. Block 5: grey and "
        "green speckles everywhere, and a ring with a bright centre on the left. Even: bright "
        "blue with strokes and a ring around a yellow dot on the left."
    ),
    "wall": (
        "Twenty-four small paintings in four rows: the bridge, a park with a white bridge, a tomb"
        " of stone and a glass pyramid. In each row three have shallow weights and three deep "
        "ones, with a style that grows stronger. The bridge, from strength 1 on: with shallow "
        "weights a small sun and blue-green water, with deep ones a swirl around the sun."
    ),
    "bridges": (
        "The six paintings of the bridge, larger, each with a frame around the sun. Above, "
        "shallow weights: a small sun, and from strength 1 on blue and green water. Below, deep "
        "weights: more of the photograph's orange and pink, and from strength 1 on strokes that "
        "curve around the sun."
    ),
    "scatter": (
        "Four plots, one for each pair: the style that is missing against the scene that is lost. "
        "Each has two curves through three strengths, falling to the right. The blue curve, "
        "shallow weights, lies further left than the orange one, deep weights, and below it where "
        "both share a range of losses, which is grey."
    ),
    "equal_loss": (
        "Two paintings of the bridge that have lost equally much of the scene. Shallow, 1: the "
        "night's blue and green, strokes all over the sky, a small sun. Deep, 0.3: the "
        "photograph's pink and orange, a round glow around the sun, soft outlines and faint "
        "strokes."
    ),
    "tree": (
        "Parts of five paintings of the bridge, with sun and posts, in three columns; and of the "
        "style picture. First column: A has two rows of posts and a small sun with curls above "
        "it; even weights also have two rows of posts, and a ring around the sun. Second column: "
        "blocks 1 to 4 have two rows of posts and a small sun; deep weights have a ring, and the "
        "posts have grown together to a point. Third column: B has a great swirl and one dark "
        "tree in place of the posts; the night has a swirl and a tall dark tree."
    ),
    "my_weights": (
        "Two paintings of the bridge, both with strokes and rings in the sky. Mine has lost 0.70: "
        "a dark sky, green and blue, and pinkish clouds. Even has lost 0.50: a clear blue sky."
    ),
}
