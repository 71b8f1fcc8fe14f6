"""Where the network multiplies in bfloat16, and where it does not."""

import contextlib

import pytest
import tensorflow as tf

from utils import bfloat16, pyramid
from utils.bfloat16 import bfloat16_is_faster, multiplying_in_bfloat16
from utils.training import Step

KEY = "auto_mixed_precision_onednn_bfloat16"


def allowed():
    return tf.config.optimizer.get_experimental_options().get(KEY, False)


@pytest.fixture(autouse=True)
def as_it_was():
    before = allowed()
    yield
    tf.config.optimizer.set_experimental_options({KEY: before})


@pytest.mark.parametrize("before", [False, True])
def test_it_is_left_as_it_was(before):
    tf.config.optimizer.set_experimental_options({KEY: before})
    with multiplying_in_bfloat16():
        assert allowed()
    assert allowed() == before
    with pytest.raises(ZeroDivisionError), multiplying_in_bfloat16():
        1 / 0  # noqa: B018
    assert allowed() == before
    with multiplying_in_bfloat16(False):
        assert allowed() == before


@pytest.mark.parametrize("faster_here", [True, False])
def test_the_pyramid_multiplies_in_it_where_that_is_faster(
    faster_here, monkeypatch, random_picture
):
    seen = []

    def look(picture, cost, train_step, level, history):
        seen.append(allowed())
        return [Step(0, 0, 1, 1, 1)] * (level.last + 1)

    monkeypatch.setattr(pyramid, "bfloat16_is_faster", lambda: faster_here)
    content = random_picture(40, 48)
    for asked in (None, True, False):
        pyramid.paint(
            content,
            content,
            style_layers=[("block1_conv1", 1)],
            content_layer="block1_conv1",
            bfloat16=asked,
            train_level=look,
        )
    assert seen == [faster_here, True, False]


def test_it_is_tried_once_and_needs_a_reason(monkeypatch):
    assert bfloat16_is_faster() in (True, False)
    tried = []

    def note(short):
        tried.append(short)
        return contextlib.nullcontext()

    monkeypatch.setattr(bfloat16, "multiplying_in_bfloat16", note)
    assert not bfloat16_is_faster(least=100)
    assert bfloat16_is_faster(least=0)
    once = len(tried)
    assert once and set(tried) == {False, True}
    assert bfloat16_is_faster(least=0) and len(tried) == once


def test_where_it_fails_it_is_not_faster(monkeypatch):
    """As with ONEDNN_MAX_CPU_ISA=AVX2 on a processor that could do more."""

    def ones(shape, ones=tf.ones):
        if allowed():
            raise tf.errors.AbortedError(None, None, "could not create a primitive descriptor")
        return ones(shape)

    monkeypatch.setattr(tf, "ones", ones)
    assert not bfloat16_is_faster.__wrapped__()
