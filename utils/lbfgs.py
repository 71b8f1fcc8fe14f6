"""L-BFGS on the pixels: each step uses what the last ones revealed about the cost's curvature.

Adam looks at each pixel alone. L-BFGS remembers how the gradient changed along its last steps and
estimates from that where the minimum is (Nocedal & Wright 2006, algorithm 7.4). Two additions make
the estimate good sooner: preconditioners, because low spatial frequencies and regions with small
gradients need larger steps; and surrogate gradients, because VGG-19 is not smooth.
"""
from collections.abc import Callable, Sequence

import numpy as np

from utils.backend import tf
from utils.costs import Cost
from utils.training import nan_if_overflowed

WIDTH = 0.4  # of a surrogate's slope, in mean activations: 10 to 90 % within 4.4 times that


# ---------------------------------------------------------------- surrogate gradients

# The slope of ReLU jumps from 0 to 1, and max-pooling passes the gradient now to one position, now
# to its neighbour. Every step, however short, crosses thousands of these jumps, so that the change
# of the gradient says little about the curvature. A surrogate gradient replaces each jump by a
# smooth transition and leaves the cost as it is (Neftci, Mostafa & Zenke 2019).

def transition_width(a: tf.Tensor) -> tf.Tensor:
    """The scale of the transition for an activation; never 0."""
    return WIDTH * tf.reduce_mean(a) + 1e-9


@tf.RegisterGradient("SurrogateRelu")
def surrogate_relu(relu: tf.Operation, gradient: tf.Tensor) -> tf.Tensor:
    """The gradient before a ReLU: a sigmoid in place of the step from 0 to 1."""
    return gradient * tf.sigmoid(relu.inputs[0] / transition_width(relu.outputs[0]))


@tf.RegisterGradient("SurrogateMaxPool")
def surrogate_max_pool(pool: tf.Operation, gradient: tf.Tensor) -> tf.Tensor:
    """The gradient before 2 x 2 max-pooling: a softmax over each window in place of the maximum."""
    a, largest = pool.inputs[0], pool.outputs[0]

    def unpool(pooled: tf.Tensor) -> tf.Tensor:
        """Each value at all four positions of its window; 0 at a row or column left over."""
        # the gradient of average pooling does just that, but for its factor 1/4
        return tf.gradients(4 * tf.nn.avg_pool2d(a, 2, 2, "VALID"), a, pooled)[0]

    # subtracting the largest keeps the exponential within (0, 1]
    share = tf.exp(tf.minimum((a - unpool(largest)) / transition_width(a), 0))
    return share * unpool(gradient / (4 * tf.nn.avg_pool2d(share, 2, 2, "VALID")))


def cost_and_gradient(cost: Cost, picture: tf.Tensor,
                      surrogate: bool = True) -> tuple[tuple[tf.Tensor, ...], tf.Tensor]:
    """The exact costs of a picture and the gradient of the first, by surrogate gradients.

    Args:
        cost: from `make_cost`, or any plain function from the picture to a tuple that begins with
            J; operations inside a `tf.function` of its own would keep their own gradients.
        picture: tensor or variable. Call this within a `tf.function`.
        surrogate: False gives the exact gradient.

    Returns:
        what `cost` gives, and the gradient, of the picture's shape.
    """
    picture = tf.identity(picture)
    replaced = {"Relu": "SurrogateRelu", "MaxPool": "SurrogateMaxPool"} if surrogate else {}
    with picture.graph.gradient_override_map(replaced):
        costs = cost(picture)
    return costs, tf.gradients(costs[0], picture)[0]


# ---------------------------------------------------------------- the step's direction

def dot(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """The inner product of two flat pictures."""
    return tf.reduce_sum(a * b)


def two_loop_recursion(gradient: tf.Tensor, pairs: Sequence, precondition: Callable) -> tf.Tensor:
    """Minus the inverse Hessian times the gradient, estimated from pairs of changes.

    Nocedal & Wright (2006), algorithm 7.4. The Hessian is never formed: it would have n^2 entries.

    Args:
        gradient: (n,).
        pairs: newest first, each a change s of the picture, the change y of the gradient with it,
            (n,) both, and 1 / (s . y); 0 there leaves the pair out.
        precondition: function that multiplies by the estimate of the inverse Hessian without pairs.

    Returns:
        the step to where the gradient should vanish, (n,).
    """
    q, shares = gradient, []
    for s, y, inverse_sy in pairs:
        # remove from q what this pair explains
        shares.append(inverse_sy * dot(s, q))
        q -= shares[-1] * y
    q = precondition(q)
    for (s, y, inverse_sy), share in zip(reversed(pairs), reversed(shares)):
        # add this pair's step, minus what the steps of older pairs already contribute along it
        q += (share - inverse_sy * dot(y, q)) * s
    return -q


def dct_preconditioner(height: int, width: int, longest: float = 50,
                       finest: float = 2.5) -> Callable[[tf.Tensor], tf.Tensor]:
    """Return the function that amplifies the spatial frequencies along which the cost is flat.

    The picture, given as a vector, is transformed by the discrete cosine transform (DCT), each
    coefficient is multiplied by its wavelength in pixels, and the result is transformed back.
    The factors have a mean square of 1, so that white noise keeps its strength.

    Args:
        height, width: of the picture, in pixels.
        longest: wavelength from which on all are amplified alike, in pixels.
        finest: wavelength below which the factor rises again, in pixels, because VGG-19 hardly
            sees such fine detail.

    Returns:
        linear, symmetric, positive definite function from (height * width * 3,) to the same.
    """
    down, across = (np.arange(side) / (2 * side) for side in (height, width))  # cycles per pixel
    frequency = np.hypot(down[:, None], across)
    factor = (1 + (finest * frequency)**6) / np.maximum(frequency, 1 / longest)
    factor = tf.constant(factor / np.sqrt(np.mean(factor**2)), tf.float32)

    def along_both_axes(transform, planes):  # (3, height, width)
        planes = tf.transpose(transform(planes, norm="ortho"), [0, 2, 1])
        return tf.transpose(transform(planes, norm="ortho"), [0, 2, 1])

    def precondition(flat):
        planes = tf.transpose(tf.reshape(flat, [height, width, 3]), [2, 0, 1])
        # orthonormal transforms: the inverse is the transpose, so the whole is symmetric
        spectrum = factor * along_both_axes(tf.signal.dct, planes)
        planes = along_both_axes(tf.signal.idct, spectrum)
        return tf.reshape(tf.transpose(planes, [1, 2, 0]), [-1])

    return precondition


# ---------------------------------------------------------------- the optimiser

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
        dct, diagonal: whether to precondition by frequency, and by the gradient's local size.
        surrogate: whether to use surrogate gradients.
    """

    def __init__(self, cost: Cost, generated_image: tf.Variable, steps: int, memory: int = 20,
                 first: float = 0.01, longest: float = 0.05, tolerance: float = 1.02,
                 dct: bool = True, diagonal: bool = True, surrogate: bool = True):
        super().__init__()
        self.cost, self.steps, self.memory = cost, steps, memory
        self.first, self.longest, self.tolerance = first, longest, tolerance
        self.diagonal, self.surrogate = diagonal, surrogate
        self.shape = shape = generated_image.shape
        size = int(np.prod(shape))
        self.by_frequency = dct_preconditioner(*shape[1:3]) if dct else tf.identity
        # how large the gradient was lately around each pixel, squared, and the factor from that
        self.local_square = tf.Variable(tf.zeros([*shape[:3], 1]))
        self.local_factor = tf.Variable(tf.ones([size]))
        # the pairs: s is a change of the picture, y that of the gradient with it
        self.s, self.y = (tf.Variable(tf.zeros([memory, size])) for _ in "sy")
        self.inverse_sy = tf.Variable(tf.zeros([memory]))  # 1 / (s . y); 0 in an empty slot
        self.pairs_kept = tf.Variable(0)
        self.scale = tf.Variable(0.0)  # of a step along the preconditioned gradient
        # the latest accepted picture, its gradient and cost, and the direction from there
        self.accepted, self.gradient, self.direction = (
            tf.Variable(tf.zeros([size])) for _ in range(3))
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
        costs, gradient = cost_and_gradient(self.cost, generated_image, self.surrogate)
        picture, gradient = tf.reshape(generated_image, [-1]), tf.reshape(gradient, [-1])
        if self.diagonal:
            self.measure_gradient(gradient)
        if tf.math.is_inf(self.accepted_J):
            size = tf.sqrt(tf.reduce_mean(self.precondition(gradient)**2))
            self.scale.assign(self.first / size)
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
        direction = two_loop_recursion(tf.where(blocked, 0.0, gradient), self.pairs(),
                                       lambda q: self.scale * self.precondition(q))
        longest = self.longest * int(np.prod(self.shape))**0.5
        self.direction.assign(tf.clip_by_norm(direction, longest))

    def precondition(self, flat: tf.Tensor) -> tf.Tensor:
        """The estimate of the inverse Hessian without pairs, but for its scale."""
        # the same factor on both sides keeps the whole symmetric, as a Hessian is
        return self.local_factor * self.by_frequency(self.local_factor * flat)

    def measure_gradient(self, gradient: tf.Tensor) -> None:
        """Average the squared gradient around each pixel; Adam does it for each pixel alone."""
        squared = tf.reduce_mean(tf.reshape(gradient, self.shape)**2, axis=3, keepdims=True)
        squared = tf.nn.avg_pool2d(squared, 9, 1, "SAME")
        self.local_square.assign(0.8 * self.local_square + 0.2 * squared)
        share = tf.math.divide_no_nan(self.local_square, tf.reduce_mean(self.local_square))
        # used on both sides, so this is the -1/2 power of the gradient's size
        factor = tf.repeat(tf.reshape(share + 1e-3, [-1]), self.shape[3])**-0.25
        self.local_factor.assign(factor / tf.sqrt(tf.reduce_mean(factor**2)))

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
            self.scale.assign(dot(s, y) / dot(y, self.precondition(y)))

    def pairs(self) -> list[tuple[tf.Tensor, tf.Tensor, tf.Tensor]]:
        """The pairs and their 1 / (s . y), newest first."""
        newest_first = (self.pairs_kept - 1 - tf.range(self.memory)) % self.memory
        return list(zip(*(tf.unstack(tf.gather(kept, newest_first))
                          for kept in (self.s, self.y, self.inverse_sy))))
