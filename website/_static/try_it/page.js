// The page "Try it". Whoever chooses a picture, a painter or a size asks for a painting. Whatever
// fails, the last painting stays. Without this script the example and its note remain.

import * as camera from "./camera.js";
import { paint } from "./painter.js";
import { asAddress, decoded, scaled } from "./picture.js";
import { fetched, Refused } from "./refused.js";

const LIVE = 256; // pixels of the longest side of a camera's frames, which are painted one by one
const NAMES = { wasm: "the main processor", webgl: "the graphics processor", webgpu: "the graphics processor" };
const root = document.querySelector(".try-it");
const part = Object.fromEntries(
  [...root.querySelectorAll("[data-part]")].map((element) => [element.dataset.part, element]),
);

let source; // an ImageBitmap, or the <video> while the camera is on; at first nothing
let title; // of the source
let own; // {picture, name} of what the visitor gave last
let asked = false;
let busy = false;

const isLive = () => source === part.video;

function say(sentence) {
  if (part.note.textContent !== sentence) part.note.textContent = sentence; // else it is read out again
}

// Do what may fail. If it does, say why under the buttons, and return false.
async function succeeds(work) {
  try {
    await work();
    return true;
  } catch (error) {
    say("");
    part.refused.textContent =
      error instanceof Refused
        ? error.message
        : `It was not painted (${error.message}). Choose a smaller size, or load the page anew.`;
    part.refused.scrollIntoView({ block: "nearest" });
    return false;
  }
}

// Do what the visitor asks for. Why something else failed before is of no interest any more.
function act(work) {
  part.refused.textContent = "";
  return succeeds(work);
}

async function show(image, picture) {
  const before = image.src;
  image.src = await asAddress(picture);
  [image.width, image.height] = [picture.width, picture.height];
  URL.revokeObjectURL(before);
}

// Paint, and once more if meanwhile something else was chosen. A camera is painted until it stops.
async function repaint() {
  asked = true;
  part.full.scrollIntoView({ block: "nearest" });
  if (busy) return;
  busy = true;
  while (asked) {
    asked = false;
    const painted = await succeeds(paintOnce);
    part.result.ariaBusy = "false";
    if (!painted) part.caption.textContent = "The painting before";
    asked ||= painted && isLive();
  }
  busy = false;
}

async function paintOnce() {
  const live = isLive();
  const { painter, size } = Object.fromEntries(new FormData(part.form));
  const [shares, style] = [sharesOf(painter), titleOf(painter)];
  const name = title; // another picture may be chosen meanwhile
  const picture = await scaled(source, live ? LIVE : Number(size));
  if (!live) {
    await show(part.photograph, picture);
    part.photograph.alt = `Your picture: ${name}`;
    part.name.textContent = name;
    if (part.own.control.checked) await show(part.tile, picture);
    part.result.ariaBusy = "true"; // the painting is still the one before
    say("Painting…");
  }
  const { picture: painting, seconds, backend } = await paint(painter, shares, picture, say);
  await show(part.painting, painting);
  part.painting.alt = `${name}, painted in the style “${style}”`;
  part.caption.textContent =
    `${style}, ${painting.width} × ${painting.height} pixels, by ${NAMES[backend]}`;
  part.full.href = part.save.href = part.painting.src;
  part.save.download = `${name}_${painter}.png`.replaceAll(" ", "_");
  part.save.hidden = false;
  if (live) return say("The camera's image is painted live on your machine; it is not sent or stored.");
  part.full.scrollIntoView({ block: "nearest" });
  say(`Painted in ${seconds.toFixed(1)}\u00a0s.`);
}

// The sliders of a painter that has learnt several styles, and no other's.
function slidersOf(painter) {
  return [...part.form.querySelectorAll(`[data-painter="${painter}"] input`)];
}

// The shares of a painter's styles, which add up to 1: as its sliders say, or equal if all are at 0.
function sharesOf(painter) {
  const values = slidersOf(painter).map((slider) => slider.valueAsNumber);
  const given = values.some(Boolean) ? values : (values.length ? values : [1]).map(() => 1);
  const total = given.reduce((sum, share) => sum + share);
  return given.map((share) => share / total);
}

const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

// How the page calls what a painter paints: “Blend: 50 % Swirling night, 50 % Poppy field”.
function titleOf(painter) {
  const title = part.form.querySelector(`[value="${painter}"] + span`).textContent;
  const shares = sharesOf(painter);
  const styles = slidersOf(painter).map((slider, k) =>
    `${percent(shares[k])} ${slider.parentElement.querySelector("span").textContent}`,
  );
  return [title, styles.filter((_, k) => shares[k]).join(", ")].filter(Boolean).join(": ");
}

// Show the sliders of the painter that is chosen, and what they amount to.
function showSliders() {
  const { value } = part.form.elements.painter;
  for (const group of part.form.querySelectorAll("[data-painter]")) {
    group.hidden = group.dataset.painter !== value;
  }
  const shares = sharesOf(value);
  slidersOf(value).forEach((slider, k) => {
    slider.ariaValueText = percent(shares[k]);
    slider.parentElement.querySelector("output").textContent = slider.ariaValueText;
  });
}

// Paint another picture from now on: what the camera sees, the visitor's own, or one of ours.
function choose(picture, name) {
  setCamera(picture === part.video);
  [source, title] = [picture, name];
  repaint();
}

// Paint a picture of the visitor's, which gets a tile, so that it can be chosen again.
function chooseOwn(picture, name) {
  own = { picture, name };
  part.own.hidden = false;
  part.own.control.checked = true;
  choose(picture, name);
}

function setCamera(on) {
  if (!on) camera.stop(part.video);
  part.video.hidden = !on;
  part.photograph.hidden = on;
  part.stop.hidden = !on;
  part.drop.hidden = on;
  part.camera.textContent = on ? "Take the picture" : "Use the camera";
}

async function chooseFile(file) {
  if (!file) throw new Refused("That was no file: drop a picture from a folder of your computer.");
  chooseOwn(await decoded(file, file.name), file.name.replace(/\.[^.]*$/, ""));
}

async function chooseTile() {
  const radio = part.form.querySelector('[name="picture"]:checked');
  if (radio === part.own.control) return choose(own.picture, own.name);
  const answer = await fetched(new URL(`pictures/${radio.value}.jpg`, import.meta.url));
  choose(await decoded(await answer.blob(), radio.value), radio.nextSibling.textContent);
}

async function useCamera() {
  if (isLive()) return chooseOwn(await createImageBitmap(part.video), "Camera picture");
  say("Waiting for the camera…");
  await camera.start(part.video);
  part.name.textContent = "Camera, live at 256 pixels";
  choose(part.video, "Camera picture");
}

// Switch the camera off and go back to the first of our pictures.
async function stopCamera() {
  setCamera(false);
  source = undefined;
  part.camera.focus({ preventScroll: true }); // the button that was pressed is gone
  part.form.elements.picture[0].checked = true;
  await chooseTile();
}

part.form.addEventListener("submit", (event) => event.preventDefault());
// A click, because what is chosen already shall be painted, too; the arrow keys click as well.
part.form.addEventListener("click", ({ target }) => {
  if (target.type === "radio") act(source && target.name !== "picture" ? repaint : chooseTile);
});
part.form.addEventListener("change", showSliders);
part.form.addEventListener("input", ({ target }) => {
  if (target.type !== "range") return;
  showSliders();
  act(source ? repaint : chooseTile);
});
part.size.addEventListener("change", () => act(source ? repaint : chooseTile));
part.file.addEventListener("change", () => {
  const [file] = part.file.files;
  if (file) act(() => chooseFile(file));
  part.file.value = ""; // so that the same file can be chosen again
});
part.camera.addEventListener("click", () => act(useCamera));
part.stop.addEventListener("click", () => act(stopCamera));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isLive()) act(stopCamera);
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  act(() => chooseFile(file));
});

if (globalThis.WebAssembly && globalThis.createImageBitmap) {
  part.form.hidden = false;
  showSliders(); // a browser may remember what was chosen before
  say("This is an example, painted in advance. Change the picture, the painter or the size, and your own painting starts at once.");
}
