// The page "Try it". Whoever chooses a picture, a painter or a size asks for a painting. Whatever
// fails, the last painting stays. Without this script the example and its note remain.

import * as camera from "./camera.js";
import { paint } from "./painter.js";
import { asAddress, decoded, Refused, scaled } from "./picture.js";

const LIVE = 256; // pixels of the longest side of a camera's frames, which are painted one by one
const NAMES = { wasm: "WebAssembly", webgl: "WebGL", webgpu: "WebGPU" };
const root = document.querySelector(".try-it");
const part = Object.fromEntries(
  [...root.querySelectorAll("[data-part]")].map((element) => [element.dataset.part, element]),
);

let source; // an ImageBitmap, or the <video> while the camera is on
let asked = false;
let busy = false;

const isLive = () => source === part.video;

function say(sentence, refused = false) {
  if (part.note.textContent !== sentence) part.note.textContent = sentence; // else it is read out again
  part.note.classList.toggle("refused", refused);
}

// Do what may fail. If it does, say why, and return false.
async function succeeds(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Refused) say(error.message, true);
    else say(`It was not painted (${error.message}): choose a smaller size, or load the page anew.`, true);
    return false;
  }
}

async function show(image, picture) {
  const before = image.src;
  image.src = await asAddress(picture);
  [image.width, image.height] = [picture.width, picture.height];
  URL.revokeObjectURL(before);
}

// Paint, and once more if meanwhile something else was chosen. A camera is painted until it stops.
async function repaint() {
  asked = Boolean(source);
  if (busy) return;
  busy = true;
  while (asked) {
    asked = false;
    const painted = await succeeds(paintOnce);
    asked ||= painted && isLive();
  }
  busy = false;
}

async function paintOnce() {
  const live = isLive();
  const { painter, size } = Object.fromEntries(new FormData(part.form));
  const picture = await scaled(source, live ? LIVE : Number(size));
  if (!live) {
    await show(part.photograph, picture);
    part.photograph.alt = "Your picture";
    say("Painting…");
  }
  const { picture: painting, seconds, backend } = await paint(painter, picture, say);
  await show(part.painting, painting);
  const title = part.form.querySelector('[name="painter"]:checked + span').textContent;
  part.painting.alt = `The painting of your picture, in the style “${title}”`;
  part.caption.textContent =
    `${title}, ${painting.width} × ${painting.height} pixels, ` +
    `painted in ${seconds.toFixed(2)} s with ${NAMES[backend]}`;
  part.save.href = part.painting.src;
  part.save.download = `${painter}.png`;
  part.save.hidden = false;
  say(live ? "The camera is painted live, and larger when you take the picture." : "The painting is finished.");
}

// Paint another picture from now on; whatever the camera showed is over.
function choose(picture) {
  setCamera(false);
  source = picture;
  repaint();
  part.result.scrollIntoView({ block: "nearest" });
}

function setCamera(on) {
  if (!on) camera.stop(part.video);
  part.video.hidden = !on;
  part.photograph.hidden = on;
  part.camera.textContent = on ? "Take the picture" : "Use the camera";
}

async function chooseFile(file) {
  if (file) await succeeds(async () => choose(await decoded(file, file.name)));
  else say("That was no file: drop a picture from a folder of your computer.", true);
}

async function chooseOurs(button) {
  const answer = await fetch(button.dataset.picture);
  choose(await decoded(await answer.blob(), button.dataset.picture));
}

async function useCamera() {
  if (isLive()) return choose(await createImageBitmap(part.video));
  say("Waiting for the camera…");
  await camera.start(part.video);
  setCamera(true);
  source = part.video;
  repaint();
}

part.form.addEventListener("submit", (event) => event.preventDefault());
part.settings.addEventListener("change", repaint);
part.file.addEventListener("change", () => {
  if (part.file.files.length) chooseFile(part.file.files[0]);
  part.file.value = ""; // so that the same file can be chosen again
});
part.camera.addEventListener("click", () => succeeds(useCamera));
for (const button of root.querySelectorAll("[data-picture]")) {
  button.addEventListener("click", () => succeeds(() => chooseOurs(button)));
}
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  chooseFile(event.dataTransfer.files[0]);
});

if (globalThis.WebAssembly && globalThis.createImageBitmap) {
  part.form.hidden = false;
  say("Choose a picture, and it is painted at once.");
}
