// What every page does once it stands: the error summary takes the focus, a form is sent once.
"use strict";

const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
const told = document.querySelector("[data-takes-focus]");
if (told && !summary) told.focus();

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
// A page brought back by the back button may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
