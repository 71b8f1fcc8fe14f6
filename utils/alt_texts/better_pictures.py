"""What the figures of notebook 6 show, for those who cannot see them."""

ALT = {
    "opening": (
        "The photograph: ruined columns in daylight. The night: swirls and stars in a dark blue "
        "sky. The loop: strokes under coloured specks, a pinkish lower sky, a mostly beige "
        "ground. The recipe: smooth strokes, more blue and some yellow in the lower sky, a green "
        "and yellow ground."
    ),
    "specks": (
        "Two details: a column's top and the sky beside it. In the loop many squares differ in "
        "colour from their neighbours. In the recipe the colours change little by little."
    ),
    "two_clouds": (
        "Two scatter plots. Left, one small cloud with its mean in the middle. Right, a larger "
        "cloud, a thick dot at zero for 300 positions, and the mean in the empty space between "
        "them."
    ),
    "earth_mover": (
        "A narrow bell at 0 and a wide one at 3. Five arrows lead from the first to the second, "
        "from its centre and from one and two standard deviations on either side, to the same "
        "places in the second. Their order stays."
    ),
    "textures": (
        "A poppy field, grey noise and two textures without a scene. By Gram matrix: about half "
        "blue-grey, with spots of red, green and yellow. By mean and covariance: patches of blue "
        "sky, white cloud, green meadow and red poppies."
    ),
    "shuffled": (
        "A bridge at sunset over water. Beside it the same scene, made of pieces of the poppy "
        "field: sky and clouds above, a meadow with poppies below, bridge and tower in green and "
        "yellow."
    ),
    "pictures": (
        "A palace with a glass pyramid before it, under clouds; a pond with water lilies between "
        "willows; blue and white paint, poured in swirls."
    ),
    "absolute_or_relative": (
        "Four paintings of the palace. The pond, framed at the left: a clear palace with absolute "
        "costs, green strokes with relative ones. The poured paint, framed on the ground: swirls "
        "with absolute costs, mostly plain ground with relative ones."
    ),
    "receptive_field": (
        "A bridge at sunset in two sizes. In the small picture, the white square holds the sun, "
        "the sky around it and the far tower; in the large one, little more than the sun and its "
        "reflection."
    ),
    "sun": (
        "Three paintings of a bridge at night, and below each its framed sun, enlarged. First "
        "level: blurred, with a spiral arch above the sun. Finished: an oval halo of arcs. One "
        "size: only curved bands above the sun."
    ),
    "average": (
        "The same detail twice: a column's top before the sky. In both, many squares differ in "
        "colour from their neighbours, and the two look alike."
    ),
    "smooth": (
        "The loop and the smooth loop, both with a pale lower sky, and a detail of each. In the "
        "loop many squares differ in colour from their neighbours. In the smooth loop the same "
        "shapes change little by little."
    ),
    "lower_sky": (
        "Four pictures with a frame around the lower sky. There the night has blue swirls, the "
        "smooth loop is pale and pinkish, the colour loop greyish, and the recipe blue and "
        "yellow. The bottom edge of the colour loop is nearly black."
    ),
    "blue_strips": (
        "Four strips in which only the clearly blue pixels keep their colour. The night is blue "
        "but for stars and a tree. In the two loops little more than edges of columns is blue, in "
        "the recipe nearly half of the strip."
    ),
    "added_parts": (
        "Four paintings with a frame around the lower sky. Gram matrices: greyish and pinkish "
        "there. No guides and the recipe: much blue. No pixel colours: the same strokes as in the "
        "recipe, but lighter."
    ),
    "no_smoothness": (
        "The same detail twice: blue strokes above yellow ones. In the recipe the colours change "
        "little by little. Without total variation many squares differ, most along the columns."
    ),
    "strengths": (
        "The photograph and three paintings, the second column framed. At 0.3 soft strokes in the "
        "sky over a scene in daylight; at 1 a blue sky and long strokes; at 3 the framed column "
        "is hard to make out below its top."
    ),
}
