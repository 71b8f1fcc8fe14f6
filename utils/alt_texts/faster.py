"""What the figures of notebook 7 show, for those who cannot see them."""

ALT = {
    "opening": (
        "Ruined columns under blue sky and pale cloud, three times: as a photograph under noise, "
        "and as two paintings. Below each, its framed piece of sky, enlarged. Adam 0.01 has left "
        "much of the noise, L-BFGS much less."
    ),
    "two_curves": (
        "J on the columns during 61 evaluations; the part below 60 is shown. There, L-BFGS always "
        "lies below Adam 0.01. It reaches a line, the goal, at evaluation 32, and falls further. "
        "Adam 0.01 reaches it at 61."
    ),
    "rates": (
        "J on the bridge during 100 evaluations; the part below 60 is shown. Adam 0.01 falls "
        "slowly, Adam 0.03 fast, with small waves near 80. Adam 0.1 lies between them, is roughly "
        "level with 0.03 from about 45 to 85, then leaps up, and ends highest."
    ),
    "curvatures": (
        "A map of a narrow valley, with a line along its floor and a line across it. Beside it, "
        "the cost along both: across the valley a steep parabola, along it a very flat one."
    ),
    "walks": (
        "Three paths of seven steps in a slanting valley. At 1 / 30: to the floor, then short "
        "steps along it. At 1.9 / 30: a zigzag towards the star, the minimum. At 2.1 / 30: a "
        "zigzag that widens."
    ),
    "preconditioning": (
        "Steps from six places, A to F; the floor of the valley is dashed. Left, gradient "
        "descent: to the floor, hardly along it. Middle, Newton's method: to the star. Right, the"
        " same on a map that is stretched until the valley is a round bowl: straight to its "
        "centre."
    ),
    "lbfgs_walk": (
        "Gradient descent zigzags over a little more than a third of the way. Step 4 of L-BFGS is"
        " a long leap along the floor. An inset enlarges the surroundings of the star: place 5 is"
        " close to it, and 6 and 7 lie on it."
    ),
    "models": (
        "The true valley with the expected one on it, in orange. Before step 2 the expected one "
        "is a nearly round bowl. Before step 3, on a closer map, it is still round: the step is "
        "short and runs nearly along the floor. Before step 4 it is long and narrow, much like "
        "the true one. An arrow leaps along it, and ends short of the star."
    ),
    "your_curve": (
        "J on the bridge during 21 evaluations, from 156. Gradient descent at 0.063 falls to 67. "
        "At 0.15 it goes up and down, and ends at 53, a little below Adam 0.01 at 56. Adam 0.03 "
        "falls to 38. Your curve falls with Adam 0.01 for one step, then faster. From evaluation "
        "7 on it nearly coincides with that of Adam 0.03."
    ),
    "your_painting": (
        "The bridge at sunset under noise. After 20 steps of gradient descent, faint strokes "
        "appear, still under noise. In yours, the same bridge is made of strokes of paint, with "
        "arcs and a blue swirl in the sky."
    ),
    "race": (
        "To the last goal, Adam 0.01 needs about three to five times as many evaluations as the "
        "others. Evaluations to two goals: Adam 0.01: 501 and 1414. Adam 0.03: 192 and 406. Adam "
        "0.05: 135 and 274. Adam with a decay over 750 steps: 123 and 269. L-BFGS: 154 and 483."
    ),
    "ripples": (
        "J on the bridge during 551 evaluations; the part below 30 is shown. L-BFGS falls "
        "smoothly, touches a line, the goal, at evaluation 483, and stays just below it. Adam "
        "0.05 is at first mostly a little lower, but ripples and jumps: near evaluation 155 "
        "from 22 to 28, and by less near 390, 440 and 480. It touches the goal at 274, is above "
        "it again soon after, and stays below it only at the very end."
    ),
    "park": (
        "A park with an arched bridge over water, between trees. Dabs of paint that show a pond "
        "with water lilies. The park again in the colours of the dabs, covered with coloured "
        "grain."
    ),
    "second_race": (
        "Evaluations to three goals. The columns: Adam 0.01 needs 21, 41 and 61; Adam 0.03 needs "
        "12, 21 and 32; Adam 0.05 and the decaying Adam need 11, 20 and 29; L-BFGS needs 11, 21 "
        "and 32. The park: Adam 0.01 needs 21, 41 and 61; Adam 0.03 needs 14, 27 and 39; Adam "
        "0.05 needs 14, 27 and 37; the decaying Adam needs 14, 28 and 38; L-BFGS needs 9, 16 and "
        "23."
    ),
    "last_iterates": (
        "Three paintings of the bridge in swirls of blue and grey-violet, with yellow stars, over "
        "dark water with patches of ochre: A, B and C, with a frame on a cloud at the left. "
        "Enlarged, with a square for each pixel, all three clouds are a patchwork of blue, grey, "
        "green and pink squares: neighbouring pixels differ strongly."
    ),
}
