"""The distance between Gaussians, against SciPy; the guide channels."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.linalg import sqrtm

from utils import gaussians
from utils.gaussians import (
    DistanceFrom,
    append_guides,
    covariance,
    gaussian_distance,
    guide_channels,
    mixture,
    moments,
    total_variance,
)

NO_GUIDES = tf.zeros([1, 4, 4, 1])


def activation(seed, n_H=12, n_W=10, n_C=5):
    """Random, with means, variances and correlations of its own."""
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n_H * n_W, n_C)) @ rng.normal(size=(n_C, n_C)) + rng.normal(size=n_C)
    return tf.constant(a.reshape(1, n_H, n_W, n_C), tf.float32)


def exact(rows_S, rows_G):
    """The squared 2-Wasserstein distance between the Gaussians of two samples, in float64."""
    mu_S, mu_G = rows_S.mean(0), rows_G.mean(0)
    Sigma_S, Sigma_G = (np.atleast_2d(np.cov(rows.T, bias=True)) for rows in (rows_S, rows_G))
    root = sqrtm(Sigma_S)
    overlap = np.trace(sqrtm(root @ Sigma_G @ root)).real
    return ((mu_S - mu_G) ** 2).sum() + np.trace(Sigma_S) + np.trace(Sigma_G) - 2 * overlap


def rows(a):
    return np.asarray(a, np.float64).reshape(-1, a.shape[-1])


@pytest.mark.parametrize("n_C", [1, 3, 5])
def test_is_scipys_at_full_rank(n_C):
    a_S, a_G = activation(1, n_C=n_C), activation(2, 9, 7, n_C)
    distance = gaussian_distance(a_S, NO_GUIDES, NO_GUIDES, guidance=0)
    assert float(distance(a_G)) == pytest.approx(exact(rows(a_S), rows(a_G)), rel=1e-4)


def test_in_one_dimension_it_is_the_difference_of_means_and_deviations():
    a_S = tf.reshape(tf.constant([1.0, 3, 1, 3]), [1, 2, 2, 1])  # mean 2, deviation 1
    a_G = tf.reshape(tf.constant([2.0, 8, 2, 8]), [1, 2, 2, 1])  # mean 5, deviation 3
    distance = gaussian_distance(a_S, NO_GUIDES, NO_GUIDES, guidance=0)
    assert float(distance(a_G)) == pytest.approx((5 - 2) ** 2 + (3 - 1) ** 2, rel=1e-4)


def test_is_zero_for_equal_activations_wherever_they_are():
    a = activation(1)
    distance = gaussian_distance(a, NO_GUIDES, NO_GUIDES, guidance=0)
    shuffled = np.random.default_rng(0).permutation(rows(a)).reshape(a.shape).astype(np.float32)
    for same in a, tf.constant(shuffled):
        assert abs(float(distance(same))) < 1e-3 * float(total_variance(a))
    assert float(distance(a + 1)) == pytest.approx(a.shape[-1], rel=0.01)


def test_at_a_lower_rank_the_leading_directions_decide(monkeypatch):
    """Nothing is lost where the style varies in so few directions; else a little."""
    rng = np.random.default_rng(0)
    flat = rng.normal(size=(120, 2)) @ rng.normal(size=(2, 8))
    a_S, a_G = tf.constant(flat.reshape(1, 12, 10, 8), tf.float32), activation(2, n_C=8)
    monkeypatch.setattr(gaussians, "RANK", 2)
    reduced = float(gaussian_distance(a_S, NO_GUIDES, NO_GUIDES, guidance=0)(a_G))
    assert reduced == pytest.approx(exact(rows(a_S), rows(a_G)), rel=1e-3)
    full = exact(rows(activation(1, n_C=8)), rows(a_G))
    reduced = float(gaussian_distance(activation(1, n_C=8), NO_GUIDES, NO_GUIDES, 0)(a_G))
    assert full < reduced < 2 * full


@pytest.mark.parametrize("a_S", [activation(1), tf.ones([1, 12, 10, 5]), tf.zeros([1, 12, 10, 5])])
@pytest.mark.parametrize("a_G", [activation(2), activation(1), tf.zeros([1, 12, 10, 5])])
def test_the_gradient_is_finite_even_where_nothing_varies(a_S, a_G):
    guides = guide_channels(tf.fill([1, 12, 10, 3], 0.5))
    distance = gaussian_distance(a_S, guides, guides)
    with tf.GradientTape() as tape:
        tape.watch(a_G)
        height = distance(a_G)
    assert np.isfinite(height) and np.isfinite(tape.gradient(height, a_G)).all()


def test_covariance_is_numpys():
    a = activation(1)
    np.testing.assert_allclose(covariance(tf.constant(rows(a))), np.cov(rows(a).T, bias=True))
    assert float(total_variance(a)) == pytest.approx(np.trace(np.cov(rows(a).T, bias=True)))


def directions(n_C, k=3):
    return tf.constant(np.random.default_rng(7).normal(size=(n_C, k)), tf.float32)


def as_float32(a):
    return tf.constant(rows(a), tf.float32)


@pytest.mark.parametrize("P", [None, directions(5)])
def test_weighted_moments_are_those_of_repeated_rows(P):
    all_rows = as_float32(activation(1))
    times = np.random.default_rng(2).integers(0, 4, len(all_rows))
    weighted = moments(all_rows, tf.constant(0.1 * times, tf.float32), P)
    repeated = moments(tf.repeat(all_rows, times, axis=0), None, P)
    for ours, theirs in zip(weighted, repeated):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("P", [None, directions(5)])
def test_the_moments_of_tiles_make_those_of_the_whole(P):
    all_rows = as_float32(activation(1))
    tiles = all_rows[:20], all_rows[20:90], all_rows[90:]
    whole = mixture([moments(tile, None, P) for tile in tiles], [20, 70, 30], P)
    for ours, theirs in zip(whole, moments(all_rows, None, P)):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)
    alone = mixture([moments(tile, None, P) for tile in tiles], [0, 5, 0], P)
    for ours, theirs in zip(alone, moments(tiles[1], None, P)):
        np.testing.assert_array_equal(ours, theirs)


def test_the_distance_of_a_mixture_is_that_of_all_its_rows():
    """So a large picture may be seen tile by tile, and several styles at once."""
    a_S, a_G, other = (as_float32(activation(seed)) for seed in (1, 2, 3))
    both = mixture([moments(a_S), moments(other)], [0.25, 0.75])
    distance = DistanceFrom(both)
    P = distance.directions
    seen = mixture([moments(a_G[i : i + 40], None, P) for i in (0, 40, 80)], [1, 1, 1], P)
    expected = exact(np.concatenate([a_S] + 3 * [other]), np.asarray(a_G))
    assert float(distance(seen)) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("height, width", [(40, 30), (33, 64)])
def test_guides_have_mean_0_and_variance_1(height, width, random_picture):
    guides = guide_channels(random_picture(height, width)).numpy()
    assert guides.shape[:3] == (1, height, width)
    np.testing.assert_allclose(guides.mean((0, 1, 2)), 0, atol=1e-5)
    variances = guides.var((0, 1, 2))
    assert variances[0] == pytest.approx(1, rel=0.1)  # of the height
    assert variances[-3:].mean() == pytest.approx(1, rel=0.01)  # of the colours
    assert (np.diff(guides[0, :, :, 0], axis=0) > 0).all()


def test_guides_of_a_region_are_measured_within_it(random_picture):
    """A sky then has a top and a bottom of its own, whatever is below it."""
    mask = np.zeros([1, 40, 30, 1], np.float32)
    mask[:, :12, 5:] = 1
    guides = guide_channels(random_picture(40, 30), tf.constant(mask)).numpy()[0, :12, 5:]
    np.testing.assert_allclose(guides.mean((0, 1)), 0, atol=1e-4)
    variances = guides.var((0, 1))
    assert variances[0] == pytest.approx(1, rel=0.01)
    assert variances[1:].mean() == pytest.approx(1, rel=0.01)


def test_guides_of_a_flat_picture_are_finite():
    assert np.isfinite(guide_channels(tf.ones([1, 32, 32, 3]))).all()


def test_guides_are_shrunk_weighted_and_appended(random_picture):
    guides, a = guide_channels(random_picture(48, 40)), activation(1)
    both = append_guides(a, guides, tf.constant(2.0))
    assert both.shape == (120, 5 + guides.shape[3])
    np.testing.assert_array_equal(both[:, :5], rows(a).astype(np.float32))
    heights = 2 * float(guides[0, 2, 0, 0]), 2 * float(guides[0, -3, 0, 0])
    assert (float(both[0, 5]), float(both[-1, 5])) == pytest.approx(heights, rel=0.1)


def test_with_guides_it_matters_where_something_is():
    """The style is bright at the top: so should be the painting."""
    top = np.zeros([1, 32, 32, 3], np.float32)
    top[:, :16] = 1
    grey = guide_channels(tf.fill([1, 32, 32, 3], 0.5))
    upright, turned = tf.constant(top), tf.constant(top[:, ::-1])
    guided, unguided = (gaussian_distance(upright, grey, grey, weight) for weight in (0.5, 0))
    assert guided(turned) > 10 * abs(guided(upright)) + 0.01
    assert float(unguided(turned)) == pytest.approx(float(unguided(upright)), abs=1e-4)
