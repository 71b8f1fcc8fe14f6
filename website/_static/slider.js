// A still picture becomes a slider through pictures that were painted beforehand. The browser's own
// range input brings keyboard, touch and what screen readers need. Without scripts the still
// picture and its caption remain.
"use strict";

for (const figure of document.querySelectorAll("figure.slider")) {
  const { label, titles, pictures, subject, start } = JSON.parse(figure.dataset.slider);
  const image = figure.querySelector("img");
  const caption = figure.querySelector("figcaption");
  const range = document.createElement("input");
  const name = document.createElement("label");
  const shown = document.createElement("output");
  const unit = document.createElement("span");

  range.type = "range";
  range.min = 0;
  range.max = titles.length - 1;
  range.step = 1;
  range.value = start;
  unit.textContent = `${label}: `;
  unit.append(shown);
  name.append(unit, range);

  function show() {
    const title = titles[range.value];
    image.src = pictures[range.value];
    image.alt = `${subject}. ${label}: ${title}.`;
    shown.textContent = title;
    range.setAttribute("aria-valuetext", title);
  }

  // the other pictures are fetched when somebody is about to move the slider
  function fetchAll() {
    for (const picture of pictures) new Image().src = picture;
  }

  range.addEventListener("input", show);
  for (const event of ["pointerenter", "focus", "touchstart"]) {
    range.addEventListener(event, fetchAll, { once: true, passive: true });
  }
  caption.replaceChildren(name);
  show();
}
