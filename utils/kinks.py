"""VGG-19's kinks, rounded off where the gradient passes them.

At a ReLU the slope jumps from 0 to 1, and a max-pooling hands the gradient now to one position, now
to its neighbour. A picture changes thousands of these at every step, however short, and each makes
the gradient jump: over a short step its change is largely such jumps, and says little of how the
cost curves. Here the jumps are ramps, about twice as wide as the activation's mean, while the cost
is left as it is: a surrogate gradient, as Neftci, Mostafa & Zenke (2019) call it, who train spiking
networks by one.
"""
from utils.backend import tf

WIDTH = 0.4  # in mean activations; a ramp climbs from a tenth to nine tenths in 4.4 of it


def ramp_width(a):
    """What an activation is divided by before the sigmoid or the exponential; never 0."""
    return WIDTH * tf.reduce_mean(a) + 1e-9


@tf.RegisterGradient("SoftRelu")
def pass_relu(relu, gradient):
    """The gradient before a ReLU: its slope climbs from 0 to 1 instead of jumping."""
    return gradient * tf.sigmoid(relu.inputs[0] / ramp_width(relu.outputs[0]))


@tf.RegisterGradient("SoftPool")
def pass_pool(pool, gradient):
    """The gradient before a max-pooling of 2 x 2 positions: shared by those near the largest."""
    a, largest = pool.inputs[0], pool.outputs[0]

    def spread(pooled):
        """Each position's value at all four that it was pooled from; 0 at a left-over edge."""
        return tf.gradients(4 * tf.nn.avg_pool2d(a, 2, 2, "VALID"), a, pooled)[0]

    share = tf.exp(tf.minimum((a - spread(largest)) / ramp_width(a), 0))
    return share * spread(gradient / (4 * tf.nn.avg_pool2d(share, 2, 2, "VALID")))


def cost_and_gradient(cost, picture, soft=True):
    """The costs of a picture, as they are, and the gradient of the first, its kinks rounded.

    Args:
        cost: from `make_cost`, or any function from the picture to a tuple that begins with J. A
            plain one: inside a `tf.function` of its own the kinks would stay as they are.
        picture: tensor or variable. This is to be called within a `tf.function`.
        soft: whether to round the kinks; False gives the gradient as it is.

    Returns:
        what `cost` gives, and the gradient, of the picture's shape.
    """
    picture = tf.identity(picture)
    rounded = {"Relu": "SoftRelu", "MaxPool": "SoftPool"} if soft else {}
    with picture.graph.gradient_override_map(rounded):
        costs = cost(picture)
    return costs, tf.gradients(costs[0], picture)[0]
