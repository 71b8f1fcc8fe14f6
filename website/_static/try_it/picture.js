// Pictures: read a file, and scale what is to be painted.

import { Refused } from "./refused.js";

const SHORTEST = 32; // pixels of a side, as in load_image

// A picture's file (a Blob) as an ImageBitmap, upright.
export async function decoded(file, name) {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new Refused(
      file.type.startsWith("image/")
        ? `${name} cannot be read. It may be damaged, or of a kind that this browser does not know. Choose a JPEG, PNG or WebP file.`
        : `${name} is not a picture that this page can read. Choose a JPEG, PNG or WebP file.`,
    );
  }
}

// A picture or a camera's frame as ImageData whose longest side has so many pixels. What is
// transparent becomes white.
export async function scaled(source, longest) {
  const width = source.videoWidth ?? source.width;
  const height = source.videoHeight ?? source.height;
  const factor = longest / Math.max(width, height);
  const [across, down] = [width, height].map((side) => Math.round(factor * side));
  if (Math.min(across, down) < SHORTEST) {
    throw new Refused(
      `At this size the picture would be ${across} × ${down} pixels, and a side needs at least ` +
        `${SHORTEST}: cut off a part of it, or choose a larger size.`,
    );
  }
  const resized = await createImageBitmap(source, {
    resizeWidth: across,
    resizeHeight: down,
    resizeQuality: "high",
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [across, down];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "white";
  context.fillRect(0, 0, across, down);
  context.drawImage(resized, 0, 0);
  return context.getImageData(0, 0, across, down);
}

// The address of a PNG of ImageData, for an <img>.
export async function asAddress(picture) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").putImageData(picture, 0, 0);
  return URL.createObjectURL(await new Promise((resolve) => canvas.toBlob(resolve)));
}
