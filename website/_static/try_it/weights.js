// A painter's weights: half-precision numbers one after another, and a list of their shapes.

import { fetched } from "./refused.js";

const SIZE = (shape) => shape.reduce((product, side) => product * side, 1);

// The numbers of half precision: a sign, 5 bits of exponent and 10 of fraction.
export function singles(halves) {
  return Float32Array.from(halves, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = (bits & 1023) / 1024;
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
  });
}

// The weights of a painter by its name: a list of {shape, values}.
export async function fetchWeights(name) {
  const start = new URL(`painters/${name}`, import.meta.url);
  const shapes = await (await fetched(`${start}.json`)).json();
  const numbers = singles(new Uint16Array(await (await fetched(`${start}.bin`)).arrayBuffer()));
  let end = 0;
  return shapes.map((shape) => {
    const begin = end;
    end += SIZE(shape);
    return { shape, values: numbers.subarray(begin, end) };
  });
}

// The weights of one blend of the styles that a painter has learnt: its scales and shifts have a row
// for each style, and the shares, which add up to 1, say how much each row counts.
export function blended(weights, shares) {
  return weights.map(({ shape, values }) => {
    if (shape.length !== 2) return { shape, values };
    const [, channels] = shape;
    const mean = Float32Array.from({ length: channels }, (_, c) =>
      shares.reduce((sum, share, k) => sum + share * values[k * channels + c], 0),
    );
    return { shape: [channels], values: mean };
  });
}
