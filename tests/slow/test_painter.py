"""A painter really learns, on the real pictures: the cost of its paintings falls."""

import numpy as np

from utils.files import T_IMAGES
from utils.images import load_image
from utils.painter.crops import Crops, training_names
from utils.painter.training import Training, train


def test_cost_falls():
    style = load_image(T_IMAGES / "swirling_night.jpg", 96)
    crops = Crops(training_names("swirling_night"), seed=0)
    history = train(Training(style, crops, 60, sizes=[(0.0, 64, 1)]), progress=False)
    J, J_style = (np.array([getattr(step, n) for step in history]) for n in ("J", "J_style"))
    assert J[-15:].mean() < 0.8 * J[:15].mean()
    assert J_style[-15:].mean() < 0.8 * J_style[:15].mean()
