// The page's end of the worker: `paint` sends it a picture and waits for the painting.

import { Refused } from "./refused.js";

let worker;
let count = 0;

// Args: a painter's name, the shares of its styles, an ImageData, and a function that is told what is
// waited for.
// Returns a promise of {picture, seconds, backend}.
export function paint(painter, shares, picture, note) {
  worker ??= new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const number = ++count;
  return new Promise((resolve, reject) => {
    function hear({ data }) {
      if (data.number !== number) return;
      if (data.note) return note(data.note);
      worker.removeEventListener("message", hear);
      if (data.error) reject(new (data.refused ? Refused : Error)(data.error));
      else resolve(data);
    }
    worker.addEventListener("message", hear);
    worker.addEventListener("error", (event) => reject(new Error(event.message)), { once: true });
    worker.postMessage({ number, painter, shares, picture });
  });
}
