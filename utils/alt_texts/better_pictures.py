"""What the figures of notebook 6 show, for those who cannot see them."""

ALT = {
    "opening": (
        "Two paintings of ruined columns. The loop: a pale, pinkish lower sky and a beige ground, "
        "all covered with coloured specks. The recipe: a blue sky of long, soft strokes, with "
        "yellow patches at the right, over a green and yellow ground."
    ),
    "loop_and_recipe": (
        "Two paintings of the ruined columns, and below them an enlarged detail of each: a "
        "column's top and the sky beside it. In the loop coloured specks cover sky, columns and "
        "ground, the lower sky is pale and pinkish and the ground beige. In the recipe the sky is "
        "blue with long, soft strokes, and the ground is yellow and green. The squares of the "
        "loop's detail differ from their neighbours in colour; those of the recipe's change "
        "little by little."
    ),
    "two_clouds": (
        "Two scatter plots with the same Gram matrix in their titles. Left, one small cloud with "
        "its mean in the middle, each dot for four positions. Right, a larger cloud far from zero "
        "and a thick dot at zero, marked as 300 positions; the mean is in the empty space between "
        "them."
    ),
    "earth_mover": (
        "A narrow bell at 0, the first heap, and a wide one at 3, the second. Five arrows lead "
        "from the first to the second: from centre to centre, and from one and two standard "
        "deviations on either side of the first centre to the same places beside the second. "
        "Their tips stand in the same order as their tails."
    ),
    "poppies": (
        "Above, a poppy field, with red poppies and a green meadow under a blue sky with white "
        "clouds, and grey noise. Below, two textures without a scene. The one by Gram matrix is "
        "about half blue-grey, with spots of red, green and yellow. The one by mean and "
        "covariance has patches of blue sky, white cloud, green meadow and red poppies, in no "
        "order."
    ),
    "shuffled": (
        "A bridge at sunset over water. Beside it the same scene, made of pieces of the poppy "
        "field: sky and clouds above, poppies below, bridge and tower in green and yellow."
    ),
    "pictures": (
        "A palace with a glass pyramid before it, under clouds; a pond with water lilies between "
        "willows; blue and white paint, poured in swirls."
    ),
    "absolute_relative": (
        "Four paintings of the palace. In the style of the pond: with absolute costs a clear "
        "palace with coloured specks, with relative costs green dabs over its left wing and the "
        "ground. In the style of the poured paint: with absolute costs swirls in the sky, on the "
        "left wing and on the ground, with relative costs fewer of them, and more plain blue in "
        "the sky."
    ),
    "receptive_field": (
        "A bridge at sunset in two sizes, drawn equally large, each with a white square in its "
        "middle. In the small picture the square reaches from the clouds to the posts in the "
        "water. In the large one it holds the far tower, part of the deck and of the skyline, and "
        "some sky and water."
    ),
    "sun": (
        "Three paintings of a bridge at night, and below each its framed sun and the sky around "
        "it, enlarged. After the first level of a pyramid: blurred, with a spiral arch above the "
        "sun. The finished pyramid: clear, with an oval halo of arcs. At one size: only curved "
        "bands above the sun."
    ),
    "average": (
        "The same detail twice, each pixel a square: a column's top before the sky. In the loop "
        "after 20 more steps many squares differ in colour from their neighbours. The mean of the "
        "20 pictures looks the same."
    ),
    "smooth": (
        "The loop and the smooth loop, both with a pale lower sky and a beige ground. Below each, "
        "its framed detail: the top of a column, each pixel a square. In the loop many squares "
        "differ in colour from their neighbours. In the smooth loop the same shapes change little "
        "by little."
    ),
    "colour": (
        "The smooth loop, the colour loop and the recipe, and below each its framed detail. The "
        "smooth loop: a pale, pinkish lower sky and a beige ground. The colour loop: strokes in "
        "the same places, the lower sky grey and pinkish, the ground green and grey, and the "
        "bottom edge nearly black. The recipe: a sky that is blue much further down, yellow "
        "patches at the right, and a yellow and green ground."
    ),
    "nine_whole": (
        "Four paintings of the ruins. The recipe: a blue sky, yellow patches at its right, a dark "
        "yellow and green ground. No total variation: the same, with coloured dots along the "
        "edges. No pixel colours: the same strokes and hues, but lighter, most of all the ground. "
        "Gram matrices: smooth, blue only above, with a pinkish lower sky and a paler ground."
    ),
    "nine_details": (
        "The framed detail four times, each pixel a square. The recipe: blue strokes above yellow "
        "ones, changing little by little. No total variation: the same, with many squares of "
        "other colours along the columns and near the horizon. No pixel colours: like the recipe, "
        "lighter. Gram matrices: blue at the top, grey and pinkish below."
    ),
    "strengths": (
        "The photograph of the ruins and three paintings. At 0.3 blue and violet strokes in the "
        "sky over a scene in daylight; at 1 a blue sky and a green and yellow ground in long "
        "strokes; at 3 the same colours, and the second column bends and fades."
    ),
}
