"""L-BFGS on the pixels: each step uses what the last ones revealed about the cost's curvature.

Adam looks at each pixel alone. L-BFGS remembers how the gradient changed along its last steps and
estimates from that where the minimum is (Nocedal & Wright 2006, algorithm 7.4). Gatys et al. (2016)
painted with it; notebook 7 builds it.
"""

from collections.abc import Sequence

import numpy as np

from utils.backend import tf
from utils.costs import Cost
from utils.training import nan_if_overflowed


def dot(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """The inner product of two flat pictures."""
    return tf.reduce_sum(a * b)


def two_loop_recursion(gradient: tf.Tensor, pairs: Sequence, scale: tf.Tensor) -> tf.Tensor:
    """Minus the inverse Hessian times the gradient, estimated from pairs of changes.

    Nocedal & Wright (2006), algorithm 7.4. The Hessian is never formed: it would have n^2 entries.

    Args:
        gradient: (n,).
        pairs: newest first, each a change s of the picture, the change y of the gradient with it,
            (n,) both, and 1 / (s . y); 0 there leaves the pair out.
        scale: the estimate of the inverse Hessian without pairs is `scale` times the identity.

    Returns:
        the step to where the gradient should vanish, (n,).
    """
    q, shares = gradient, []
    for s, y, inverse_sy in pairs:
        # remove from q what this pair explains
        shares.append(inverse_sy * dot(s, q))
        q -= shares[-1] * y
    q = scale * q
    for (s, y, inverse_sy), share in zip(reversed(pairs), reversed(shares)):
        # add this pair's step, minus what the steps of older pairs already contribute along it
        q += (share - inverse_sy * dot(y, q)) * s
    return -q


class LBFGS(tf.Module):
    """A `train_step(generated_image)` by L-BFGS, with one evaluation of the cost per step.

    Args:
        cost: from `make_cost`, or any plain function from picture to a tuple that begins with J.
        generated_image: the picture to improve, (1, H, W, 3) in [0, 1].
        steps: how many will be taken; the last only evaluates, and returns to the latest picture
            that was accepted.
        memory: how many pairs are remembered; each is as large as two pictures.
        first: how far a pixel moves in the first step, root mean square.
        longest: how far it moves in any step at most, root mean square.
        tolerance: a step is taken back and halved if J grew by more than this factor; above 1,
            because bfloat16 rounds J.
    """

    def __init__(
        self,
        cost: Cost,
        generated_image: tf.Variable,
        steps: int,
        memory: int = 20,
        first: float = 0.01,
        longest: float = 0.05,
        tolerance: float = 1.02,
    ):
        super().__init__()
        self.cost, self.steps, self.memory = cost, steps, memory
        self.first, self.longest, self.tolerance = first, longest, tolerance
        self.shape = shape = generated_image.shape
        size = int(np.prod(shape))
        # the pairs: s is a change of the picture, y that of the gradient with it
        self.s, self.y = (tf.Variable(tf.zeros([memory, size])) for _ in "sy")
        self.inverse_sy = tf.Variable(tf.zeros([memory]))  # 1 / (s . y); 0 in an empty slot
        self.pairs_kept = tf.Variable(0)
        self.scale = tf.Variable(0.0)  # of a step along the gradient
        # the latest accepted picture, its gradient and cost, and the direction from there
        self.accepted, self.gradient, self.direction = (
            tf.Variable(tf.zeros([size])) for _ in range(3)
        )
        self.accepted_J = tf.Variable(np.inf, dtype=tf.float32)
        self.step_length = tf.Variable(1.0)  # in units of the direction
        self.steps_taken = tf.Variable(0)

    def __call__(self, generated_image: tf.Variable) -> tuple[tf.Tensor, ...]:
        """Change the picture in place; return what `cost` gave before the step.

        J is NaN if the gradient overflowed.
        """
        costs = self.step(generated_image)
        if self.steps_taken.assign_add(1) == self.steps:
            generated_image.assign(tf.reshape(self.accepted, self.shape))
        return costs

    @tf.function
    def step(self, generated_image: tf.Variable) -> tuple[tf.Tensor, ...]:
        """Take the step, as a graph; return the costs before it."""
        with tf.GradientTape() as tape:
            costs = self.cost(generated_image)
        gradient = tape.gradient(costs[0], generated_image)
        picture, gradient = tf.reshape(generated_image, [-1]), tf.reshape(gradient, [-1])
        if tf.math.is_inf(self.accepted_J):
            self.scale.assign(self.first / tf.sqrt(tf.reduce_mean(tf.square(gradient))))
        else:
            self.remember(picture - self.accepted, gradient - self.gradient)
        if costs[0] <= self.tolerance * self.accepted_J:
            self.accept(picture, gradient, costs[0])
        else:
            # from the accepted picture again, half as far in the same direction
            self.step_length.assign(self.step_length / 2)
        moved = tf.clip_by_value(self.accepted + self.step_length * self.direction, 0, 1)
        generated_image.assign(tf.reshape(moved, self.shape))
        return nan_if_overflowed(costs[0], gradient), *costs[1:]

    def accept(self, picture: tf.Tensor, gradient: tf.Tensor, J: tf.Tensor) -> None:
        """Go on from this picture, in a new direction."""
        self.accepted.assign(picture)
        self.gradient.assign(gradient)
        self.accepted_J.assign(J)
        self.step_length.assign(1.0)
        # a pixel at 0 or 1 that would leave [0, 1] cannot move: it must not bend the direction
        blocked = ((picture <= 0) & (gradient > 0)) | ((picture >= 1) & (gradient < 0))
        free = tf.where(blocked, 0.0, gradient)
        direction = two_loop_recursion(free, self.pairs(), self.scale)
        longest = self.longest * int(np.prod(self.shape)) ** 0.5
        self.direction.assign(tf.clip_by_norm(direction, longest))

    def remember(self, s: tf.Tensor, y: tf.Tensor) -> None:
        """Keep a pair in place of the oldest, if the cost curves upwards along it."""
        # otherwise the estimated Hessian would no longer be positive definite
        if dot(s, y) > 1e-10 * tf.norm(s) * tf.norm(y):
            slot = [[self.pairs_kept % self.memory]]
            self.s.scatter_nd_update(slot, [s])
            self.y.scatter_nd_update(slot, [y])
            self.inverse_sy.scatter_nd_update(slot, [1 / dot(s, y)])
            self.pairs_kept.assign_add(1)
            # the newest pair also says how large a step should be (Nocedal & Wright, eq. 7.20)
            self.scale.assign(dot(s, y) / dot(y, y))

    def pairs(self) -> list[tuple[tf.Tensor, tf.Tensor, tf.Tensor]]:
        """The pairs and their 1 / (s . y), newest first."""
        newest_first = (self.pairs_kept - 1 - tf.range(self.memory)) % self.memory
        return list(
            zip(
                *(
                    tf.unstack(tf.gather(kept, newest_first))
                    for kept in (self.s, self.y, self.inverse_sy)
                )
            )
        )
