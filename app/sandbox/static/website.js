// Lists what the embedded form tells the page that it stands in.
"use strict";

const told = document.getElementById("told");
for (const type of ["ready", "step", "submitted", "payment"]) {
  document.addEventListener("coursedesk:" + type, (event) => {
    const { step = "", outcome = "" } = event.detail;
    const line = document.createElement("li");
    line.textContent = [type, step, outcome].filter(Boolean).join(": ");
    told.append(line);
  });
}
