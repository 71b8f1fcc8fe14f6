"""What the figures of notebook 4 show, for those who cannot see them."""

ALT = {
    "opening": (
        "A suspension bridge at sunset, plus a night sky of blue swirls over a village, equals "
        "the bridge in strokes of blue and yellow, under a sky of long curved strokes."
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
        "The bridge under noise, and five pictures of its painting. By iteration 20, arcs lie "
        "around the sun and blue strokes in the sky. The pictures at 160 and 1500 have much the "
        "same large shapes; at 1500 an orange-brown line runs along the border. The boat: a red "
        "hull at 5, a light above it at 40, and a yellow light over a trace of red at 160."
    ),
    "film": (
        "The bridge under noise turns into a painting: arcs around the sun and blue strokes in "
        "the sky and the water appear, and the red boat becomes a yellow light."
    ),
    "late_changes": (
        "Two paintings with much the same shapes and a yellow light in place of the boat. At "
        "1500, orange and blue specks lie on the tower, in the water and around the sun. Below, a "
        "part of the tower, pixel by pixel: duller dots at 250; orange and bright blue patterns "
        "along the tower's edge at 1500."
    ),
    "costs": (
        "Three panels. Left, up to iteration 100: J and 40 J_style fall steeply until about 30 "
        "and then flatten; 10 J_content sinks slowly, with a small dip near 10. Middle: all three "
        "are nearly level after 400. Right, the last 20: the content's part and the style's jump, "
        "one up as the other goes down; J is much calmer."
    ),
    "balance": (
        "Two panels, with a grey band from iteration 30 to 40. Upper: the style's gradient is "
        "five times as long as the content's at the start, and both are about equally long from "
        "25 to 200. Their sum is shorter than both from 15 on and shortest at 120. After 200, "
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
        "the posts show through the noise at 5; at 20 the sun and the rocks are plain too."
    ),
    "shares": (
        "Three falling curves on a log axis. The style cost is at half after one iteration and at "
        "a tenth after 20. The content cost comes to half only after about 35. The content cost "
        "alone, dashed, is at half after 3 and near a tenth after 20."
    ),
    "changes": (
        "The top of the great tower and the sky beside it, pixel by pixel, in the photograph and "
        "in five paintings. Before: orange specks on the tower, on top of grain. 1 and 2: grain "
        "all over, no orange specks. 3: less grain. 4: least; the upper sky is smoother, and "
        "coloured pixels are left on the tower and low in the sky."
    ),
    "boat": (
        "Five close-ups of the boat. The photograph: a red boat. 2: a yellow light above a trace "
        "of the red hull. 4: the boat is lost among green strokes. The larger photograph: the red "
        "boat, sharp. 5: a dark red hull below a yellow ring."
    ),
    "cables": (
        "The tower's top. In the photographs, thin cables run down to the left, faint at 144 "
        "pixels, and in painting 5 they do too. In painting 4 there is one dark streak in their "
        "place."
    ),
    "result": (
        "The bridge in strokes of blue and yellow, under a sky of long curved strokes. The boat, "
        "the posts and the cables can be seen, and the sun is nearly white. A yellow ring hangs "
        "above the boat, a flat yellow oval lies in the water, and a pink and orange whorl right "
        "of the tower."
    ),
}
