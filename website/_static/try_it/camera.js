// The camera: a <video> shows what it sees.

import { Refused } from "./refused.js";

const WHY = {
  NotAllowedError: "The camera was refused. Allow it for this page in the browser's settings, or choose a file.",
  NotFoundError: "No camera was found. Connect one, or choose a file.",
};
const OTHERWISE = "The camera could not be started. Close other programs that use it, or choose a file.";

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
