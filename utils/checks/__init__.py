"""Checks for the exercises: which property fails, on what input, and which mistake it looks like.

Each check calls the learner's function on small random inputs. If every answer is right, it prints
one line. Otherwise it raises `Mistake`, an AssertionError. When the answers agree on every input
with those of a well-known mistake, the message names that mistake.
"""

from utils.checks.control import check_masked_gram, check_match_colors
from utils.checks.costs import (
    check_compute_content_cost,
    check_compute_layer_style_cost,
    check_compute_style_cost,
    check_gram_matrix,
    check_total_cost,
)
from utils.checks.fields import check_receptive_field
from utils.checks.gaussians import check_gaussian_distance
from utils.checks.harness import Mistake
from utils.checks.loop import check_training_loop
from utils.checks.lost import check_lost
from utils.checks.maker import check_make_cost_with
from utils.checks.minimum import check_lowest_point
from utils.checks.normalisation import check_instance_normalisation
from utils.checks.recursion import check_two_loop_recursion
from utils.checks.step import check_train_step
from utils.checks.variation import check_total_variation
from utils.checks.weights import check_step_on_weights

__all__ = [
    "Mistake",
    "check_compute_content_cost",
    "check_compute_layer_style_cost",
    "check_compute_style_cost",
    "check_gaussian_distance",
    "check_gram_matrix",
    "check_instance_normalisation",
    "check_lost",
    "check_lowest_point",
    "check_make_cost_with",
    "check_masked_gram",
    "check_match_colors",
    "check_receptive_field",
    "check_step_on_weights",
    "check_total_cost",
    "check_total_variation",
    "check_train_step",
    "check_training_loop",
    "check_two_loop_recursion",
]
