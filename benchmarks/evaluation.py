"""Time one evaluation, cost and gradient: of the relative cost beside the lecture's cost, and
beside whole steps of Adam and L-BFGS on the lecture's cost, which contain one evaluation each.

    python benchmarks/evaluation.py          two minutes on two cores; prints a table
    python benchmarks/evaluation.py 256      at this size

All are timed in turn and the shortest time of each counts, so that a moment in which the machine
was busy with something else does not decide.
"""

import itertools
import sys
import time

from processes import describe_machine

from utils.backend import tf
from utils.bfloat16 import multiplying_in_bfloat16
from utils.costs import Cost, make_cost
from utils.files import T_IMAGES
from utils.images import load_image
from utils.lbfgs import LBFGS
from utils.relative import make_relative_cost
from utils.training import Adam, start_picture

LAPS = 12
COSTS = {"lecture": make_cost, "relative": make_relative_cost}


def gradient_of(cost: Cost):
    """A `tf.function` from a picture to its cost and the gradient."""

    @tf.function
    def evaluate(picture):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            J = cost(picture)[0]
        return J, tape.gradient(J, picture)

    return evaluate


def shortest_laps(runs: dict, laps: int = LAPS):
    """The shortest seconds of each run: a step, the picture that it takes, whether in bfloat16."""
    seconds = {}
    for lap, (key, (step, picture, bfloat16)) in itertools.product(range(laps + 1), runs.items()):
        with multiplying_in_bfloat16(bfloat16):
            begun = time.perf_counter()
            step(picture)[1].numpy()
            taken = time.perf_counter() - begun
        if lap:  # the first one traces
            seconds[key] = min(taken, seconds.get(key, taken))
    return seconds


def main(size: int = 512):
    """Time and print."""
    content = load_image(T_IMAGES / "sunset_bridge.jpg", size)
    style = load_image(T_IMAGES / "swirling_night.jpg", size)
    seconds = shortest_laps(
        {
            (name, bfloat16): (gradient_of(make(content, style)), content, bfloat16)
            for name, make in COSTS.items()
            for bfloat16 in (False, True)
        }
    )
    height, width = content.shape[1:3]
    print(f"One evaluation at {width} x {height} pixels; {describe_machine()}", end="\n\n")
    print("| numbers | lecture's cost, s | relative cost, s | relative / lecture's |")
    print("|---|---|---|---|")
    for bfloat16, numbers in ((False, "float32"), (True, "bfloat16")):
        lecture, relative = (seconds[name, bfloat16] for name in COSTS)
        print(f"| {numbers} | {lecture:.3f} | {relative:.3f} | {relative / lecture:.2f} |")
    cost = make_cost(content, style)
    pictures = [start_picture(content) for _ in range(3)]
    steps = {
        "evaluation": gradient_of(cost),
        "step of Adam": Adam(cost, 0.01),
        "step of L-BFGS": LBFGS(cost, pictures[-1], steps=LAPS + 2),
    }
    seconds = shortest_laps(
        {name: (step, picture, False) for (name, step), picture in zip(steps.items(), pictures)}
    )
    print("\nOn the lecture's cost, in float32:", end=" ")
    print(*(f"{name} {s:.3f} s" for name, s in seconds.items()), sep=", ")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
