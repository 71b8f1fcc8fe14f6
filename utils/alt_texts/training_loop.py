"""What the figures of notebook 4 show, for those who cannot see them."""

ALT = {
    "opening": (
        "Two small pictures on the left, a suspension bridge at sunset above a night sky of blue "
        "swirls over a village. Beside them, twice as large, the bridge in strokes of blue and "
        "yellow, under a sky of long curved strokes."
    ),
    "two_pictures": (
        "A bridge at sunset, blurred, and a sharp night sky of blue swirls over a village and a "
        "tall cypress."
    ),
    "start": "The bridge seen through fine coloured noise.",
    "trial": (
        "J after one step, for five lengths of the step. It falls from 0.001 to 0.03 and turns up "
        "again at 0.1. All five lie below a dashed line, J before the step."
    ),
    "stages": (
        "The bridge under noise, and seven pictures of its painting. By iteration 20, arcs lie "
        "around the sun and blue strokes in the sky. The pictures at 160 and 1500 have much the "
        "same large shapes; at 1500 an orange-brown line runs along the border."
    ),
    "boat_forms": (
        "The photograph with a frame around the boat, and the framed part five times. In the "
        "photograph: a red boat. Iteration 5: a dark red hull under noise. 40: two pale spots "
        "above a red hull. 160: a yellow light over a trace of red. 1500: the light, with an "
        "orange stroke and a dark spot below it."
    ),
    "film": (
        "First the last picture. Then the bridge under noise turns into a painting: arcs around "
        "the sun and blue strokes in the sky and the water appear, and the red boat becomes a "
        "yellow light. At the end orange specks appear."
    ),
    "late_changes": (
        "Two rows, for iterations 250 and 1500: the painting with two frames, and the framed "
        "parts, pixel by pixel. At 250: dots in all colours, mostly dull, and a dark red row near "
        "the lower border. At 1500: orange and bright blue patterns along the tower's edge, "
        "orange patches in the water, and the row is an orange-brown line."
    ),
    "costs": (
        "Two panels. Left, up to iteration 100: J and 40 J_style fall steeply, and flatten at a "
        "grey band from 30 to 40, the bend of J; 10 J_content sinks slowly. Right, up to 1500: "
        "all three are nearly level after 400."
    ),
    "balance": (
        "Two panels, with a grey band from iteration 30 to 40. Upper: the style's gradient is "
        "five times as long as the content's at the start, and both are about equally long from "
        "25 to 200. Their sum is shorter than both from 20 on and shortest at 120. After 200, "
        "where only dots are drawn, the style's and the sum jump. Lower: the cosine falls from "
        "above 0 to near -1, and later jumps, once to -0.67."
    ),
    "from_noise": (
        "The photograph and three pictures, each with frames where the great tower and the sun "
        "belong. 10: curved strokes everywhere, among them the tower's edge. 20: blue strokes, "
        "and an upright in the tower's frame. 60: in it the tower's bright edge above a blue "
        "foot, and a pale oval; a yellow-green glow in the sun's frame, a yellow spot beside it."
    ),
    "with_and_without_style": (
        "Four pictures. With both costs, 5 is noise with a texture of short strokes, and 20 has "
        "long blue strokes and an upright. With the content alone, the great tower, the deck and "
        "the posts show through the noise at 5; at 20 the rocks are plain too, and a glow in the "
        "sun's place."
    ),
    "shares": (
        "Three falling curves on a log axis. The style cost is at half after one iteration and at "
        "a tenth after 20. The content cost comes to half only after about 35. The content cost "
        "alone, dashed, is at half after 3 and near a tenth after 20."
    ),
    "changes": (
        "Six paintings of the bridge. Before: orange specks. 1 and 2: grain instead. 3 and 4: "
        "less grain, and the boat is nearly lost. 5: sharp, with long strokes in the sky, the "
        "cables, the boat and a small, nearly white sun."
    ),
    "tower": (
        "The top of the great tower and the sky beside it, six times. The photograph: thin cables "
        "to the left of the tower. Before: orange specks on top of grain. 2: grain all over. 3: "
        "less. 4: least; the sky is smoother, and there is one dark streak in place of the "
        "cables. 5: sharp strokes, and cables."
    ),
    "boat": (
        "Four close-ups of the boat. The photograph: a red boat. Before: a yellow light in its "
        "place. 4: the boat is lost among green strokes. 5: a dark hull, red at its right end, "
        "below a yellow ring, and fine coloured dots."
    ),
    "result": (
        "The bridge in strokes of blue and yellow, under a sky of long curved strokes. The boat, "
        "the posts and the cables can be seen, and the sun is nearly white. A yellow ring hangs "
        "above the boat, a flat yellow oval lies in the water, and a pink and orange whorl right "
        "of the tower."
    ),
}
