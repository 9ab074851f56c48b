// Coursedesk inside another site's page: each link with data-coursedesk becomes the form it leads to.
// The link stays until the form is there, and for whoever runs no scripts. See docs/embedding.md.
(() => {
  "use strict";

  const script = document.currentScript;
  if (!script || !script.src) return;
  const desk = new URL(script.src).origin;
  const VERSION = 1;
  const PASSED_ON = { of: "of", source: "source", lang: "lang", voucher: "voucher" };
  const TALLEST = 50000;
  const embeds = [];

  const addressOf = (link) => {
    const told = link.dataset;
    const address = new URL("/embed/" + encodeURIComponent(told.coursedesk), desk);
    address.searchParams.set("site", location.origin);
    // What stands behind ? or # of the host's own address may be about somebody: it stays here.
    const back = new URL(told.back || location.pathname, location.href);
    address.searchParams.set("back", back.href);
    for (const [name, parameter] of Object.entries(PASSED_ON)) {
      if (told[name]) address.searchParams.set(parameter, told[name]);
    }
    return address.href;
  };

  // data-fill-name="Ada" goes to the field `name`; never by an address, because it is personal.
  const fillOf = (link) => {
    const values = {};
    for (const { name, value } of link.attributes) {
      if (name.startsWith("data-fill-")) values[name.slice("data-fill-".length)] = value;
    }
    return values;
  };

  const begin = (link) => {
    if (embeds.some((each) => each.link === link)) return;
    const frame = document.createElement("iframe");
    frame.src = addressOf(link);
    frame.title = link.textContent.trim() || "Registration";
    // By properties, which no policy forbids; the host's own style sheet has rules for frames too.
    Object.assign(frame.style, { width: "100%", height: "0", border: "0", visibility: "hidden" });
    embeds.push({ link, frame, shown: false, values: fillOf(link) });
    link.after(frame);
  };

  const show = (embed) => {
    embed.shown = true;
    embed.frame.style.visibility = "";
    embed.frame.style.display = "block";
    // Not by an attribute: a style sheet that says how links are shown would show it all the same.
    embed.link.style.display = "none";
    const { values } = embed;
    embed.frame.contentWindow.postMessage({ coursedesk: VERSION, type: "fill", values }, desk);
  };

  const grow = (embed, height) => {
    if (!Number.isFinite(height) || height < 0) return;
    embed.frame.style.height = Math.min(Math.ceil(height), TALLEST) + "px";
  };

  // A further page of the form begins at its top, which may be out of sight by now.
  const lookAt = (embed) => {
    if (embed.frame.getBoundingClientRect().top < 0) embed.frame.scrollIntoView();
  };

  addEventListener("message", (event) => {
    const said = event.data;
    if (event.origin !== desk || !said || said.coursedesk !== VERSION) return;
    const embed = embeds.find((each) => each.frame.contentWindow === event.source);
    if (!embed) return;
    if (said.type === "ready" && !embed.shown) show(embed);
    if (said.type === "height") grow(embed, said.height);
    if (said.type === "step") lookAt(embed);
    const how = { bubbles: true, detail: said };
    embed.link.dispatchEvent(new CustomEvent("coursedesk:" + said.type, how));
  });

  const look = () => document.querySelectorAll("a[data-coursedesk]").forEach(begin);
  // A page that adds a link later says so with this event.
  document.addEventListener("coursedesk:look", look);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look);
  else look();
})();
