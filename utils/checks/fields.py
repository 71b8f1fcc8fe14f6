"""The check of notebook 1's `receptive_field`, and the course's own."""

from collections.abc import Callable, Sequence

from utils.checks.harness import Exercise, check

Function = Callable[[Sequence[str]], int]


def receptive_field(kinds: Sequence[str]) -> int:
    """Width in pixels of the receptive field of one position, after layers of these kinds.

    Args:
        kinds: "conv" for a 3 x 3 convolution or "pool" for a 2 x 2 pooling layer, from the first
            layer of the network on.
    """
    field, stride = 1, 1
    for kind in kinds:
        if kind == "conv":
            field += 2 * stride
        else:
            field += stride
            stride *= 2
    return field


def check_receptive_field(f: Function) -> None:
    """Check `receptive_field(kinds)`; raise `Mistake` if it is wrong."""
    check(f, fields_exercise())


def walk(conv: int = 2, pool: int = 1) -> Function:
    """A `receptive_field` in which a layer adds other multiples of the stride."""

    def of(kinds):
        field, stride = 1, 1
        for kind in kinds:
            field += (conv if kind == "conv" else pool) * stride
            stride *= 2 if kind == "pool" else 1
        return field

    return of


def fields_exercise() -> Exercise:
    """Return the exercise `receptive_field`."""
    block = ["conv", "conv", "pool"]
    cases = [
        (f"the layers {', '.join(kinds)}", (kinds,))
        for kinds in (
            ["conv"],
            block + ["conv"],
            block + block + ["conv"],
            block + block + ["conv", "pool", "pool", "conv"],
        )
    ]

    def in_pixels(kinds):
        return 1 + sum(2 if kind == "conv" else 1 for kind in kinds)

    def last_stride(kinds):
        return 2 ** list(kinds).count("pool")

    mistakes = {
        "It looks as if the stride stays 1. After a pooling layer it doubles.": in_pixels,
        "It looks as if a pooling layer adds nothing. It adds one stride.": walk(pool=0),
        "It looks as if a pooling layer adds two strides. It adds one, and only then does the stride "
        "double.": walk(pool=2),
        "It looks as if a convolution adds one stride. It reaches one position further on each "
        "side, which makes two.": walk(conv=1),
        "It looks as if a convolution adds three strides. Its window has three positions, two of "
        "them new.": walk(conv=3),
        "It looks as if the stride doubles at convolutions too. Only pooling doubles it.": lambda kinds: (
            1 + sum((2 if kind == "conv" else 1) * 2**i for i, kind in enumerate(kinds))
        ),
        "It looks as if the stride grows by 1 at a pooling layer. It doubles.": lambda kinds: (
            1
            + sum(
                (2 if kind == "conv" else 1) * (1 + list(kinds[:i]).count("pool"))
                for i, kind in enumerate(kinds)
            )
        ),
        "It looks as if you returned the stride. Return the field.": last_stride,
        "It looks as if only the first layer counts. Is `return` inside the loop?": lambda kinds: (
            receptive_field(kinds[:1])
        ),
    }
    return Exercise("receptive_field", cases, receptive_field, mistakes, lambda arguments: ())
