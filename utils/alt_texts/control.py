"""What the figures of notebook 8 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A bridge at sunset. A night of blue swirls with yellow stars. A pond with water lilies in "
        "green, lilac and pink dabs under hanging willows. Below, the bridge painted three times: "
        "in the night's swirls, but orange and dark blue; with a sky of short dabs over water in "
        "curves; and in a blend, under a sky of blue and green, with a greenish tower."
    ),
    "luminance": (
        "The bridge in blue and yellow swirls. The same in grey, with all its strokes. Areas of "
        "blue, red, orange and olive without strokes. The strokes in the orange and dark blue of "
        "the photograph."
    ),
    "chroma_or_match": (
        "Above: swirls of orange, dark red and light blue; the bridge in curved strokes, in the "
        "dark blue and orange of the photograph; its framed clouds enlarged, mostly salmon strokes "
        "above the yellow of the sun. Below: the swirls in orange, cream and violet; the bridge in "
        "yellow, orange and greyish violet; its clouds enlarged, strokes of yellow, orange and "
        "violet."
    ),
    "poppies_luminance": (
        "A field of red poppies with green trees at the right, and a frame at its lower right. "
        "Enlarged: bright red poppies in green grass with yellow blades. The same in grey: the "
        "blades are light lines; the poppies are hardly lighter than the grass, the nearest ones "
        "pale discs with black centres."
    ),
    "meadow": (
        "A palace with a glass pyramid under a blue sky, and the same as a meadow with green roofs "
        "and poppies in the court. In both, frames mark the upper left corner and the foot of the "
        "pyramid. In the painting, the corner is bluish green along its upper edge, and green and "
        "reddish bushes stand at the foot."
    ),
    "masks": (
        "The palace, whose sky and pyramid are magenta, along the roofs. The same shape in magenta "
        "on grey paper, of small squares that are paler along the edges. The same of large "
        "rectangles: the edge is a row of pale blocks, and the pyramid is stepped."
    ),
    "careless_or_careful": (
        "The field of poppies twice. On the left everything above the horizon is magenta, the "
        "trees too. On the right the magenta ends near the outlines of trees and house."
    ),
    "careless_result": (
        "The palace as a meadow with poppies, three times, and below each its two framed places "
        "enlarged. Without a mask, the corner of the sky is bluish green along its upper edge, "
        "and green and reddish bushes cover the foot of the pyramid. With the careless mask, the "
        "corner is blue with a greenish edge, and the bushes are yellowish and green. With the "
        "careful mask, the corner is blue, and the foot is pale blue, white and lilac."
    ),
    "mixing": (
        "The bridge three times, each with a frame around the blue sky beside the tower and one "
        "around the clouds above the sun, which are enlarged below. At 0 % long blue folds beside "
        "the tower and yellow and pink curves above the sun. At 50 % folds at the left and rows of "
        "short dabs beside them; most of the curves above the sun are left. At 100 % dabs in both, "
        "green and blue beside the tower, pink and yellow above the sun."
    ),
    "style_sizes": (
        "Above, pieces of the night, 86 pixels wide: at 112 pixels most of the picture, with "
        "small swirls; at 224 the great swirl and a star; at 448 only the middle of the swirl, "
        "with bristle marks. In the middle, the three paintings of the bridge; none holds the "
        "great swirl. Below, their framed sky left of the tower, enlarged: crowded with small "
        "waves; with longer folds; with a broad pale band that bends, and fine lines on it."
    ),
    "starts": (
        "The bridge at sunset; the bridge in the night's strokes, with its sun; the same with "
        "stronger waves, with lights in the sky and a ring around the sun. Below: from noise, a "
        "bridge that can hardly be made out under coloured grain and curls; from the style "
        "picture, the night with its moon, its great swirl and its cypress; its frame enlarged, "
        "in which two dark clumps of posts stand before the village, and a pale light lies at the "
        "left."
    ),
    "smoothness": (
        "The bridge with a white frame, and three enlargements of the cables and the tower inside "
        "it. At 0 the cables are separate lines. At 250 all is much the same, a little softer. At "
        "2500 the cables can hardly be seen, and everything is soft."
    ),
    "cut_out": (
        "A palace with a glass pyramid, cut out along its roofs, over grey chequers. The palace as "
        "a meadow with poppies, with blue roofs and a blue pyramid, under whitish clouds. The same "
        "with green, grey and bluish roofs and a greenish pyramid. Below, the left wing and the "
        "pyramid enlarged, each cut out: painted with its sky, the wing violet and green, the "
        "pyramid pale with a blue right face; painted on white, both bluer; in two regions, both "
        "greener."
    ),
}
