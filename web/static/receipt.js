// Leaving: what stood here is gone at once, and the button that goes back does not lead here.
"use strict";

document.addEventListener("click", (event) => {
  const leaves = event.target.closest("[data-leaves]");
  if (!leaves) { return; }
  event.preventDefault();
  document.body.hidden = true;
  location.replace(leaves.href);
});

// Coming back by the browser's own memory of a page shows an empty form.
window.addEventListener("pageshow", (event) => { if (event.persisted) { location.replace(location.pathname); } });
