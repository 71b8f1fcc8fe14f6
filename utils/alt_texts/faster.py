"""What the figures of notebook 7 show, for those who cannot see them."""

ALT = {
    "opening": (
        "Ruined columns under a blue sky, three times: as a photograph under noise, and as two "
        "paintings. Below each, a framed piece of its sky, enlarged. Adam 0.01 has left much of "
        "the noise, L-BFGS much less."
    ),
    "two_curves": (
        "J falls. L-BFGS reaches a line, the goal, at evaluation 32, and Adam 0.01 at 61."
    ),
    "rates": (
        "J during 100 evaluations. Adam 0.01 falls slowly, Adam 0.03 fast, with small waves near "
        "80. Adam 0.1 lies between them, is level with 0.03 from about 55, and leaps up after 87."
    ),
    "curvatures": (
        "A map of a narrow valley. The cost across it is a steep parabola, and along it a very "
        "flat one."
    ),
    "walks": (
        "Three paths of seven steps in a slanting valley. At 1 / 30: to the floor, then short "
        "steps along it. At 1.9 / 30: a zigzag towards the star, the minimum. At 2.1 / 30: a "
        "zigzag that widens."
    ),
    "preconditioning": (
        "Steps from six places, A to F. Left, minus the gradient: to the floor, hardly along it. "
        "Middle, times the inverse Hessian: to the star. Right, the valley stretched to a round "
        "bowl: straight to its centre."
    ),
    "lbfgs_walk": (
        "Gradient descent zigzags over a little more than a third of the way. Step 4 of L-BFGS is "
        "a long leap along the floor. An inset enlarges the star: place 5 is close to it, 6 "
        "beside it, and 7 on it."
    ),
    "models": (
        "The true valley with the expected one dashed on it. Before steps 2 and 3, the expected "
        "one is a round bowl; an inset enlarges the short arrow of step 3. Before step 4 it is "
        "long and narrow, almost like the true one, and an arrow leaps along it."
    ),
    "three_paintings": (
        "The bridge, painted three times, all grainy, with a frame in the sky; below, the framed "
        "sky with a square for each pixel. Adam 0.01, J = 56: many grey and violet pixels. Adam "
        "0.03, J = 38: the bluest. Yours, J = 37: between the two."
    ),
    "race": (
        "Evaluations to two goals. Adam 0.01: 501, 1414. Adam 0.03: 192, 406. Adam 0.05: 135, "
        "274. Adam, decay 750: 123, 269. L-BFGS: 154, 483."
    ),
    "park": (
        "A park with an arched bridge over water, between trees. Dabs of paint that show a pond "
        "with water lilies. The park again, in such dabs, still with much grain."
    ),
    "second_race": (
        "To the last goal on the columns, Adam 0.01 needs 61 evaluations, Adam 0.03 32, Adam 0.05 "
        "29, decay 120 29, L-BFGS 32. On the park: 61, 39, 37, 38 and 23."
    ),
    "last_iterates": (
        "Three paintings of the bridge in swirls of blue and grey-violet over ochre water, A, B "
        "and C, with a frame around the clouds at the upper left. Enlarged, with a square for each "
        "pixel: a yellow and a white spot above a grey-violet cloud in A and B, a yellow spot in "
        "C; neighbouring pixels differ strongly in all three."
    ),
}
