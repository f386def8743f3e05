// What pages do more comfortably with JavaScript. Every page works without it.
"use strict";

// A form is sent once: a second press while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
});

// Coming back with the browser finds forms ready to be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// <select data-submits> and <input data-submits> send their form when changed; without JavaScript a button does.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) { event.target.form.requestSubmit(); }
});

// <button data-prints>: opens the print dialogue.  <button data-copies="#id">: copies the text of an element.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) { window.print(); }
  const copies = event.target.closest("[data-copies]");
  if (copies) { navigator.clipboard.writeText(document.querySelector(copies.dataset.copies).textContent.trim()); }
});

// The token of the session goes along with what htmx sends.
document.addEventListener("htmx:configRequest", (event) => {
  const field = document.querySelector('input[name="csrf"]');
  if (field && event.detail.verb !== "get") { event.detail.headers["X-CSRF-Token"] = field.value; }
});
