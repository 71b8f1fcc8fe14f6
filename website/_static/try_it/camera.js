// The camera: a <video> shows what it sees.

import { Refused } from "./picture.js";

const FILE = "or choose a picture's file";
const WHY = {
  NotAllowedError: `The camera was refused: allow it for this page in the browser's settings, ${FILE}.`,
  NotFoundError: `There is no camera here: connect one, ${FILE}.`,
};
const OTHERWISE = `The camera could not be started: close other programs that use it, ${FILE}.`;

// Let a <video> show what the camera sees.
export async function start(video) {
  try {
    if (!navigator.mediaDevices) throw new DOMException("no secure context", "NotFoundError");
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
    await video.play();
  } catch (error) {
    stop(video);
    throw new Refused(WHY[error.name] ?? OTHERWISE);
  }
}

// Switch the camera off.
export function stop(video) {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}
