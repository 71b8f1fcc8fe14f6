// Paints beside the page, which stays usable meanwhile. A message {number, painter, shares, picture}
// holds an ImageData and the shares of the painter's styles. It is answered by {number, picture,
// seconds, backend}, by {number, note} while it waits for something, and by {number, error, refused}
// if it fails.

import { hasten, load } from "./backend.js";
import { paint } from "./network.js";
import { Refused } from "./refused.js";
import { blended, fetchWeights } from "./weights.js";

const TRIAL = 128; // pixels of the picture on which a graphics processor is tried
const weights = {}; // of the painters that were fetched, by name
let tf;

// The painting of a picture: numbers in [0, 1], red, green and blue of each pixel in turn.
async function painted(name, shares, numbers, height, width) {
  const painting = tf.tidy(() => {
    const tensors = blended(weights[name], shares).map(({ shape, values }) => tf.tensor(values, shape));
    return paint(tf, tensors, tf.tensor(numbers, [1, height, width, 3]));
  });
  const found = await painting.data();
  painting.dispose();
  return found;
}

async function prepare(name, shares, note) {
  if (!tf) {
    note("Loading TensorFlow.js…");
    tf = await load();
  }
  if (!weights[name]) {
    note("Loading the painter…");
    const first = Object.keys(weights).length === 0;
    weights[name] = await fetchWeights(name);
    if (first) {
      const ramp = Float32Array.from({ length: 3 * TRIAL ** 2 }, (_, k) => (k % 601) / 600);
      await hasten(tf, () => painted(name, shares, ramp, TRIAL, TRIAL));
    }
    note("Painting…");
  }
}

async function answer(name, shares, picture) {
  const { data, width, height } = picture;
  const numbers = new Float32Array(3 * width * height);
  for (let k = 0; k < numbers.length; k++) numbers[k] = data[k + Math.floor(k / 3)] / 255;
  const began = performance.now();
  let found;
  try {
    found = await painted(name, shares, numbers, height, width);
  } catch (error) {
    if (tf.getBackend() === "wasm") throw error;
    await tf.setBackend("wasm"); // a graphics processor may have too little memory
    found = await painted(name, shares, numbers, height, width);
  }
  const seconds = (performance.now() - began) / 1000;
  const painting = new ImageData(width, height);
  painting.data.fill(255);
  found.forEach((x, k) => (painting.data[k + Math.floor(k / 3)] = 255 * x)); // which rounds
  return { picture: painting, seconds, backend: tf.getBackend() };
}

self.onmessage = async ({ data: { number, painter, shares, picture } }) => {
  try {
    await prepare(painter, shares, (note) => postMessage({ number, note }));
    postMessage({ number, ...(await answer(painter, shares, picture)) });
  } catch (error) {
    postMessage({ number, error: error.message, refused: error instanceof Refused });
  }
};
