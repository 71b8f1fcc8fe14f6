"""Masks and details, as the notebooks draw them."""

import numpy as np

from utils.backend import tf
from utils.details import detail, framed, with_details
from utils.masks import above, as_seen, mask_and_rest, over_chequers, tinted

GREY = tf.fill([1, 96, 128, 3], 0.5)


def test_a_mask_is_one_above_its_line_at_any_size():
    line = [(0, 0.25), (1, 0.75)]
    for sides in (96, 128), (300, 200):
        mask = above(line, tf.zeros([1, *sides, 3]))[0, ..., 0].numpy()
        assert mask.shape == sides
        assert mask[0, 0] == 1 and mask[-1, -1] == 0
        np.testing.assert_allclose(
            mask.sum(axis=0) / sides[0], np.linspace(0.25, 0.75, sides[1]), atol=0.01
        )
        assert 0 < np.mean((mask > 0) & (mask < 1)) < 0.05  # the soft edge


def test_a_mask_and_the_rest_are_everything():
    both = mask_and_rest(above([(0, 0.5), (1, 0.5)], GREY))
    assert both.shape == (1, 96, 128, 2)
    np.testing.assert_allclose(tf.reduce_sum(both, axis=3), 1)


def test_a_mask_as_seen_has_few_values_and_the_same_area():
    mask = above([(0, 0.2), (1, 0.7)], GREY)
    seen = as_seen(mask, 6, 8)
    assert seen.shape == mask.shape
    blocks = seen.numpy().reshape(6, 16, 8, 16)
    assert (blocks == blocks[:, :1, :, :1]).all()
    np.testing.assert_allclose(tf.reduce_mean(seen), tf.reduce_mean(mask), atol=0.01)


def test_only_the_region_is_tinted_and_only_the_opaque_covers_the_chequers():
    mask = above([(0, 0.5), (1, 0.5)], GREY)
    pink, cut = tinted(GREY, mask).numpy(), over_chequers(GREY, mask).numpy()
    assert pink[0, 0, 0, 1] < 0.25 < 0.5 < pink[0, 0, 0, 0]
    np.testing.assert_array_equal(pink[0, -1], 0.5)
    np.testing.assert_array_equal(cut[0, 0], 0.5)
    assert len(np.unique(cut[0, -1])) == 2


def test_a_frame_marks_the_place_that_is_cut_out():
    place = (20, 30, 40, 25)
    picture = framed(GREY, place)
    part = detail(picture, place)
    assert part.shape == (1, 25, 40, 3)
    assert {0, 1} == set(np.unique(part[0, 0])) | set(np.unique(part[0, 1, 1:-1]))
    np.testing.assert_array_equal(part[0, 3:-3, 3:-3], 0.5)
    assert (picture != 0.5).sum() == 3 * (25 * 40 - 19 * 34)  # nothing outside
    np.testing.assert_array_equal(GREY, 0.5)
    dark = 0.5 * GREY
    whole, other, cut_out, other_cut_out = with_details([GREY, dark], place)
    np.testing.assert_array_equal(whole, picture)
    np.testing.assert_array_equal(other, framed(dark, place))
    np.testing.assert_array_equal(cut_out, detail(GREY, place))
    np.testing.assert_array_equal(other_cut_out, detail(dark, place))
