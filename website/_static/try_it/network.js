// The painter's network: what `build_painter` and `paint` in utils/painter/network.py compute, with
// TensorFlow.js. An activation is (1, n_H, n_W, n_C), as there.

const MARGIN = 16; // pixels painted beyond each edge and cut off

// Continue an activation beyond its edges by its mirror image.
function mirrored(tf, a, [top, bottom], [left, right]) {
  return tf.mirrorPad(a, [[0, 0], [top, bottom], [left, right], [0, 0]], "reflect");
}

function convolved(tf, a, [kernel, bias], stride = 1) {
  const half = Math.floor(kernel.shape[0] / 2);
  const larger = mirrored(tf, a, [half, half], [half, half]);
  return tf.add(tf.conv2d(larger, kernel, stride, "valid"), bias);
}

// Instance normalisation: mean and variance are those of one channel, over its positions.
function normalised(tf, a, [scale, shift]) {
  const { mean, variance } = tf.moments(tf.reshape(a, [-1, a.shape[3]]), 0);
  return tf.batchNorm(a, mean, variance, shift, scale, 1e-5);
}

// A layer is [kernel, bias, scale, shift].
function layer(tf, a, weights, stride) {
  return normalised(tf, convolved(tf, a, weights, stride), weights.slice(2));
}

function residualBlock(tf, a, first, second) {
  return tf.add(a, layer(tf, tf.relu(layer(tf, a, first)), second));
}

function doubled(tf, a) {
  const [, height, width] = a.shape;
  return tf.image.resizeBilinear(a, [2 * height, 2 * width], false, true); // as Keras does
}

// Append channels of noise, which is mirrored, then repeated until it covers the activation.
function withNoise(tf, a, noise) {
  const [, height, width] = a.shape;
  const [rows, columns, channels] = noise.shape;
  const square = tf.mirrorPad(noise, [[0, rows], [0, columns], [0, 0]], "symmetric");
  const repeats = [height / (2 * rows), width / (2 * columns), 1].map(Math.ceil);
  const covering = tf.slice(tf.tile(square, repeats), [0, 0, 0], [height, width, channels]);
  return tf.concat([a, tf.expandDims(covering)], 3);
}

// Paint a picture, (1, H, W, 3) in [0, 1], in one pass. The weights are tensors in Keras's order;
// the only one of three axes is the noise.
export function paint(tf, weights, picture) {
  const noise = weights.find(({ shape }) => shape.length === 3);
  const others = weights.filter((tensor) => tensor !== noise);
  const layers = [];
  for (let k = 0; k < others.length; k += 4) layers.push(others.slice(k, k + 4));
  const [height, width] = picture.shape.slice(1);
  const margins = [height, width].map((side) => [MARGIN, MARGIN + ((4 - (side % 4)) % 4)]);
  let a = mirrored(tf, picture, ...margins);

  // go on with what f makes of the activation; all that it needed in between is freed
  function then(f) {
    const before = a;
    a = tf.tidy(() => f(before));
    before.dispose();
  }

  const count = layers.length;
  then((a) => tf.relu(layer(tf, tf.sub(a, 0.5), layers[0])));
  then((a) => tf.relu(layer(tf, a, layers[1], 2)));
  then((a) => withNoise(tf, tf.relu(layer(tf, a, layers[2], 2)), noise));
  for (let k = 3; k < count - 3; k += 2) {
    then((a) => residualBlock(tf, a, layers[k], layers[k + 1]));
  }
  then((a) => tf.relu(layer(tf, doubled(tf, a), layers[count - 3])));
  then((a) => tf.relu(layer(tf, doubled(tf, a), layers[count - 2])));
  then((a) => tf.sigmoid(convolved(tf, a, layers[count - 1])));
  return tf.slice(a, [0, MARGIN, MARGIN, 0], [1, height, width, 3]);
}
