import numpy as np
import tensorflow as tf

from utils.colors import keep_chroma, match_colors, mean_and_covariance


def test_a_matched_style_has_the_contents_mean_and_covariance(random_picture):
    mixed = tf.constant([[0.8, 0.1, 0.1], [0.5, 0.4, 0.1], [0.0, 0.6, 0.4]])  # no diagonal matrix
    content = 0.4 + 0.2 * random_picture(seed=1) @ mixed
    style = random_picture(40, 24, seed=2) @ tf.transpose(mixed)
    matched = match_colors(content, style)
    assert matched.shape == style.shape
    assert tf.reduce_min(matched) > 0 and tf.reduce_max(matched) < 1, "clipped: nothing to compare"
    for ours, theirs in zip(mean_and_covariance(matched), mean_and_covariance(content)):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_mean_and_covariance_are_those_of_numpy(random_picture):
    picture = random_picture()
    mean, covariance = mean_and_covariance(picture)
    rows = picture.numpy().reshape(-1, 3)
    np.testing.assert_allclose(mean, rows.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(covariance, np.cov(rows.T, bias=True), atol=1e-6)


def test_a_picture_matched_to_itself_stays(random_picture):
    picture = random_picture()
    np.testing.assert_allclose(match_colors(picture, picture), picture, atol=1e-3)


def test_a_style_without_colours_or_contrast_gives_a_finite_picture(random_picture):
    content = random_picture()
    grey = tf.repeat(content[:, ::-1, :, :1], 3, axis=-1)
    for style in (grey, tf.fill([1, 8, 8, 3], 0.25)):
        matched = match_colors(content, style).numpy()
        assert np.isfinite(matched).all()
    np.testing.assert_allclose(matched[0, 0, 0], tf.reduce_mean(content, [0, 1, 2]), atol=1e-4)


def test_kept_chroma_is_the_contents_and_the_light_the_paintings(random_picture):
    content, painting = (0.35 + 0.3 * random_picture(seed=seed) for seed in (1, 2))
    kept = tf.image.rgb_to_yiq(keep_chroma(content, painting))
    np.testing.assert_allclose(kept[..., :1], tf.image.rgb_to_yiq(painting)[..., :1], atol=1e-3)
    np.testing.assert_allclose(kept[..., 1:], tf.image.rgb_to_yiq(content)[..., 1:], atol=1e-3)
    assert tf.reduce_max(keep_chroma(content, tf.ones_like(painting))) <= 1
