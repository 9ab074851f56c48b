// Inside the frame: tells the host's page how high this one is and how far somebody has come, takes
// what the host knows already, and leaves the frame for paying. Comfort alone: forms work without.
// Nothing personal is told. See docs/embedding.md.
"use strict";

const { site, code, step, outcome } = document.body.dataset;
const VERSION = 1;
const within = Boolean(site) && parent !== window;

// Only the page of that very site hears it.
const tell = (type, more = {}) => {
  if (within) parent.postMessage({ coursedesk: VERSION, type, code, ...more }, site);
};

const measure = () => tell("height", { height: document.documentElement.getBoundingClientRect().height });

const FILLABLE = ["text", "email", "tel", "number", "date", "time", "url", "textarea", "select-one", "radio"];

const fillIn = (form, name, value) => {
  const named = Array.from(form.elements).filter(
    (each) => each.name.toLowerCase() === name.toLowerCase() && FILLABLE.includes(each.type),
  );
  const radio = named.filter((each) => each.type === "radio");
  if (radio.some((each) => each.checked)) return;
  const chosen = radio.find((each) => each.value === value);
  if (chosen) chosen.checked = true;
  const field = named.find((each) => each.type !== "radio" && !each.value);
  if (field) field.value = value;
  const changed = chosen || field;
  if (changed) changed.dispatchEvent(new Event("input", { bubbles: true }));
};

addEventListener("message", (event) => {
  const said = event.data;
  const form = document.querySelector("form.registering");
  if (!within || event.origin !== site || event.source !== parent) return;
  if (!form || !said || said.coursedesk !== VERSION || said.type !== "fill") return;
  for (const [name, value] of Object.entries(said.values || {})) fillIn(form, name, String(value));
});

// A way to pay that asks for nothing now stays in the frame.
const AT_ONCE = ["online", "deposit"];
for (const form of document.querySelectorAll("form[data-hands-over]")) {
  const leaves = () => {
    const plan = new FormData(form).get("plan");
    return plan === null || AT_ONCE.includes(plan);
  };
  form.addEventListener("submit", () => {
    const top = leaves();
    form.target = top ? "_top" : "_self";
    form.elements.namedItem("window").value = top ? "top" : "frame";
    if (top) tell("payment");
  });
}

new ResizeObserver(measure).observe(document.documentElement);
tell("ready");
tell("step", { step });
measure();
if (step === "done") tell("submitted", { outcome });
