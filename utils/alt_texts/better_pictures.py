"""What the figures of notebook 6 show, for those who cannot see them."""

ALT = {
    "opening": (
        "The photograph: ruined columns in daylight. The night: swirls and stars in a dark blue "
        "sky. The loop: strokes under coloured specks, a pinkish lower sky, a beige ground with "
        "dark blue shapes. The recipe: smooth strokes, more blue and some yellow in the lower sky, "
        "a green and yellow ground."
    ),
    "specks": (
        "Two details: a column's top and the sky beside it. In the loop many squares differ in "
        "colour from their neighbours. In the recipe the colours change little by little."
    ),
    "two_clouds": (
        "Two scatter plots. Left, one small cloud with its mean in the middle. Right, a larger "
        "cloud, a thick dot at zero for 300 positions, and the mean in the empty space between "
        "them. Both titles give the same G / n."
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
        "A bridge at sunset over water. Without guides: patches of sky, cloud, meadow and poppies, "
        "no bridge. With guides: the large shapes of the bridge picture, made of the poppy field: "
        "sky and clouds above, a white sun, a meadow with poppies below, the tower in green and "
        "yellow with some red."
    ),
    "pictures": (
        "A palace with a glass pyramid before it, under clouds; a pond with water lilies between "
        "willows; blue and white paint, poured in swirls."
    ),
    "absolute_or_relative": (
        "Four paintings of the palace, and below each its upper left corner. Pond, absolute: "
        "greenish blue sky with white clouds. Pond, relative: a more violet sky, in which green "
        "strokes hang. Paint, absolute: bent strands all over the sky. Paint, relative: fewer "
        "strands, and plainer blue between them."
    ),
    "receptive_field": (
        "A bridge at sunset in two sizes. In the small picture, the white square holds the sun, "
        "the sky around it and the far tower; in the large one, the sun, its reflection, and some "
        "sky and water."
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
        "The same detail of the loop and of the smooth loop. In the loop many squares differ in "
        "colour from their neighbours. In the smooth loop the same shapes change little by little; "
        "at the right are faint upright stripes."
    ),
    "daylight": (
        "The photograph; the smooth loop, nearly as light on average, under a bluer upper sky; the "
        "colour loop, darker, with a greener ground and a nearly black line along its bottom edge; "
        "the night, darkest."
    ),
    "blue_strips": (
        "Five strips in which only the clearly blue pixels keep their colour. The night is blue "
        "but for stars and a tree. The loop has scattered blue dots and the sides of columns, the "
        "smooth loop little but the sides of columns, the colour loop also a few patches. In the "
        "recipe nearly half of the strip is blue."
    ),
    "added_parts": (
        "Four paintings of the ruins. The colour loop and Gram matrices: a blue upper sky above a "
        "pale, pinkish lower one. No guides and the recipe: blue strokes reach almost down to the "
        "ruins, in the recipe with some yellow at the right."
    ),
    "added_strips": (
        "Four strips in which only the clearly blue pixels keep their colour. The colour loop and "
        "Gram matrices: the sides of columns and some patches. No guides and the recipe: wide blue "
        "strokes over about half of the strip."
    ),
    "taken_away": (
        "Above, the recipe and the painting without pixel colours, which has the same strokes but "
        "is lighter. Below, a detail: in the recipe the colours change little by little; without "
        "total variation many squares differ from their neighbours, most along the columns."
    ),
    "strengths": (
        "The photograph and three paintings; below each, its framed column. At 0.3 soft strokes "
        "over a scene in daylight, the column pale but whole. At 1 a mostly blue sky and long "
        "strokes, the column's top orange, its lower half hard to make out. At 3 the same colours, "
        "the top a bright orange spot."
    ),
}
