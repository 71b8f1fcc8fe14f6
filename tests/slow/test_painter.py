"""A painter really learns, on the real pictures: the cost of its paintings falls."""

import numpy as np

from utils.files import T_IMAGES
from utils.images import load_image
from utils.painter.cost import PainterCost
from utils.painter.crops import HELD_OUT, Crops, training_names
from utils.painter.training import Training, train


def test_cost_of_pictures_never_seen_falls():
    """Measured on the same crops before and after, because crops differ more than steps do."""
    style = load_image(T_IMAGES / "swirling_night.jpg", 96)
    crops = Crops(training_names("swirling_night"), seed=0)
    training = Training([style], crops, 60, size=64, count=1)
    unseen = Crops(HELD_OUT, seed=0).batch(0, 8, 64)
    cost = PainterCost(style, unseen)
    before = np.array(cost(unseen, training.network(unseen)))
    train(training, progress=False)
    after = np.array(cost(unseen, training.network(unseen)))
    assert after[0] < 0.8 * before[0], (before, after)
    assert after[2] < 0.8 * before[2]
