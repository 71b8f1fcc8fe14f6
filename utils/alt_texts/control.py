"""What the figures of notebook 8 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A bridge at sunset, with a frame around the sky left of its tower. A night of blue swirls "
        "with yellow stars. A pond with water lilies in green, lilac and pink dabs under hanging "
        "willows. Below, the bridge painted three times: in the night's swirls, but orange and "
        "dark blue; with a sky of short dabs over water in curves; with a swirling sky whose upper "
        "edge is greenish, and a green tower. The framed sky of each, enlarged: long curves; short "
        "dabs, green above blue; curves at the left, and upright greenish streaks beside them."
    ),
    "luminance": (
        "The bridge in blue and yellow swirls. The same in grey, with all its strokes. Areas of "
        "blue, red, orange and olive without strokes. The strokes in the orange and dark blue of "
        "the photograph."
    ),
    "chroma_or_match": (
        "Above: swirls of orange, dark red and light blue; the bridge in curved strokes, in the "
        "dark blue and orange of the photograph; its framed clouds enlarged, salmon strokes under "
        "dark blue. Below: the swirls in orange, cream and violet; the bridge in yellow, orange "
        "and greyish violet; its clouds enlarged, strokes of yellow, orange and violet under "
        "greyish violet."
    ),
    "poppies_luminance": (
        "A field of red poppies with green trees at the right, and a frame at its lower right. "
        "Enlarged: bright red poppies in green grass with yellow blades. The same in grey: the "
        "blades are light lines; the poppies are hardly lighter than the grass, the nearest ones "
        "pale discs with black centres."
    ),
    "meadow": (
        "Above, a palace with a glass pyramid under a blue sky. Frames mark the upper left corner "
        "and the foot of the pyramid, which are enlarged beside it: blue with small clouds; glass "
        "above pale ground. Below, the palace as a meadow with green roofs and poppies in the "
        "court. The same places enlarged: the corner with a bluish green upper edge; the foot of "
        "the pyramid under green and reddish bushes."
    ),
    "masks": (
        "The palace, whose sky and pyramid are magenta, along the roofs. The same shape in "
        "magenta on grey paper, of small squares that are paler along the edges. The same of "
        "large rectangles: the edge is a row of pale blocks, and the pyramid is stepped."
    ),
    "careless_or_careful": (
        "The field of poppies twice. On the left everything above the horizon is magenta, the "
        "trees too. On the right the magenta ends near the outlines of trees and house."
    ),
    "careless_result": (
        "The palace as a meadow with poppies, twice, each with its two framed places enlarged. "
        "With the careless mask, the corner of the sky has a bluish green upper edge, and "
        "yellowish and green bushes cover the foot of the pyramid. With the careful mask, the "
        "corner is blue, and the foot is pale blue, white and lilac."
    ),
    "mixing": (
        "The bridge three times, and below each the framed sky left of the tower, enlarged. At 0 % "
        "long blue curves. At 50 % curves at the left, and upright greenish streaks beside them. "
        "At 100 % short dabs, green at the top, blue, lilac and pink below."
    ),
    "style_sizes": (
        "Above, pieces of the night, 86 pixels wide: at 112 pixels most of the picture, with small "
        "swirls; at 224 the great swirl and a star; at 448 only the middle of the swirl, with "
        "bristle marks. In the middle, the three paintings of the bridge; none holds the great "
        "swirl. Below, their framed sky left of the tower, enlarged: crowded with small waves; "
        "with longer folds; with broad arcs and fine lines on them."
    ),
    "starts": (
        "The bridge at sunset, and three paintings. From the photograph, the bridge at night. "
        "From noise, a bridge that can hardly be made out under coloured grain and curls. From "
        "the style picture, the night with its moon, its great swirl and its cypress, under which "
        "posts, an edge of the tower and a pale light below the sun's place can be made out."
    ),
    "smoothness": (
        "The bridge with a white frame, and the cables and the tower inside it three times "
        "enlarged. At 0 the cables are separate lines, with specks of colour on the tower. At 250 "
        "they are fainter. At 2500 they can hardly be seen, and everything is soft."
    ),
    "cut_out": (
        "A palace with a glass pyramid, cut out along its roofs, over grey chequers. The palace "
        "as a meadow with poppies, with blue roofs and a blue pyramid, under whitish clouds. The "
        "same cut out again. The palace that was painted with its sky, cut out: its roofs are "
        "greener and its pyramid is paler."
    ),
}
