"""What the figures of notebook 3 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A bridge at sunset; a night sky of blue swirls over a village and a cypress. Third "
        "picture: both at once, half transparent. Fourth picture: the bridge, solid, made of blue "
        "and yellow strokes, under a sky of curved blue strokes, with a yellow light where the "
        "boat was."
    ),
    "lowest": (
        "Four parabolas over x. 10 J_content is lowest at 0.2, 40 J_style at 0.7. Their sum is "
        "lowest at 0.6, marked by a star, and so is the sum with doubled weights, twice as high, "
        "with a star of its own. At 0.6 a short thick line on the content's curve rises, slope "
        "+8, and one on the style's falls, slope -8."
    ),
    "dial": (
        "Four pictures, each with a frame around the place of the boat. The content: a photograph "
        "of the bridge. Alpha = 100: the bridge in fine strokes, with the boat. Alpha = 10: "
        "broad curved strokes in the colours of the night, with both towers and the posts, and a "
        "yellow light in the frame. Alpha = 0: the great tower, most of the deck and the bright "
        "spot of the sun are left, a yellow light is in the frame, of the posts two dark, blurred "
        "rows are left, and of the small tower only a dark top."
    ),
    "dial_boat": (
        "The framed part four times, enlarged. The content: a small boat with a red hull. Alpha = "
        "100: the red hull in specks, with a pale green cabin. Alpha = 10: a yellow light above a "
        "dark shape with some red in it, in a pale ring. Alpha = 0: the same, and the light is "
        "brighter."
    ),
    "scales": (
        "A black square and a green dot in each of six rows, five style layers and the content "
        "layer. The squares spread over more than five powers of ten, with block4_conv1 far to "
        "the right; an arrow from the content's square to it says: about 300 000 times. The green "
        "dots all lie near 1."
    ),
    "raw_and_scaled": (
        "Two paintings of the bridge, with a frame around the foot of the great tower and its "
        "reflection, and below each the framed part enlarged. Raw costs: a dull sky, pink patches "
        "and fine speckled patterns; the foot is a dark violet shape with bent edges and light "
        "specks, and its reflection breaks into pieces. Scaled costs: a bright blue sky and "
        "yellow light in curved strokes; the foot is a blue block above its reflection."
    ),
    "wishes": (
        "The painting, and three grey fields, each with a frame where the boat was. The content's "
        "field has white and black spots; in the frame are a large white one and a black one "
        "above it, on the left. The style's field looks like its negative: black where the other "
        "is white. The third field is nearly plain grey."
    ),
    "pull": (
        "Left, two groups of three bars, for the gradients of the weighted content cost, the "
        "weighted style cost and their sum. At the start the content's bar is by far the "
        "shortest; after 60 steps the sum's is. Middle, a cloud of dots at the start, tall and "
        "narrow, and a square, the area of the right panel. Right, after 60 steps: the dots lie "
        "close to the dashed line that falls through the origin."
    ),
}
