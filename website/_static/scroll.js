// Tables and formulas that are wider than the page scroll. Only then a stop of the Tab key leads to
// them, so that they also scroll by keyboard.
"use strict";

function reachWhatScrolls() {
  for (const element of document.querySelectorAll(".bd-article table, math[display=block]")) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}

addEventListener("load", reachWhatScrolls);
addEventListener("resize", reachWhatScrolls);
