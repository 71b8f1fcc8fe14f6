"""What the figures of notebook 10 show, for those who cannot see them."""

ALT = {
    "to_predict": (
        "Above, four paintings: a bridge under a night sky of swirls, a park with a bridge in "
        "green and pink, dark green ruins under swirls, and whirls in blue and white. Below, four "
        "pairs of a content and a style picture: a cat and cubist facets, a palace court and a "
        "poppy field, a tomb and tiles, a cup of coffee and a swirling night."
    ),
    "costs": (
        "Eight small paintings in a plane of two costs, with a grey line at a content cost of "
        "0.25. The park has the lowest content cost, 0.15, and the highest style cost, 0.51. The "
        "ruins have the lowest style cost, 0.28. The tomb has the highest content cost, 0.36. It "
        "and the cat lie to the right of the line. Two dots are orange: the turbulence at 0.17, "
        "0.37 and the cat at 0.26, 0.37."
    ),
    "strengths": (
        "A park with an arched bridge, a rowing boat and two towers behind trees, painted at "
        "three strengths; towers, railing and boat are framed and enlarged, beside the same "
        "places in the photograph. At 0.3 it is day, and all of them are there. At 1 the colours "
        "are a night's, the towers bend into a ring around a swirl, strokes fill most of this "
        "part of the railing, and of the two people in the boat only the rower is clear. At 3 the "
        "ring is yellower at its left, the railing is one band of strokes, the rower sits in a "
        "pale hull, and a yellow star covers most of the parasol."
    ),
    "sky": (
        "The cup of coffee painted with the whole night, with houses and a field at the lower "
        "right, and painted with the sky of the night alone, with swirls and yellow stars all "
        "over the table and whirls on the saucer. Below, the night with its sky framed, and the "
        "lower right of both paintings enlarged: houses above furrows, and blue strokes with a "
        "yellow star."
    ),
    "face": (
        "A portrait of a smiling astronaut, and the same in grey and orange facets. The framed "
        "face enlarged: in the photograph eyes, nose and smile are clear, and in the painting a "
        "few facets stand in their place. At the right a sharper photograph of the face, and "
        "below it the face painted alone: eyes, nose and smile are clear, and hair, cheeks and "
        "background are broken into facets."
    ),
    "own": (
        "The content, the style and their painting. For the rocket at dusk: it stands among "
        "swirls of blue strokes. The lattice tower at the right edge has turned dark green, like "
        "a tree, and the one at the left has kept its lattice."
    ),
    "swapped": (
        "The swirling night, painted in the style of the sunset bridge. The cypress has become a "
        "tower of dark stone, the village a heap of reddish brown blocks, and the field an orange "
        "gleam. The great swirl, framed and enlarged, is a violet cloud with a dark pillar in it. "
        "Moon and stars have lost their rings, and the stars are squarish."
    ),
}
