// Shortcuts of the review queue: single keys, only while the focus is in it, and only as long as they are switched on.
"use strict";

const KEYS = "review-keys";
let mayUse = true;
try { mayUse = localStorage.getItem(KEYS) !== "off"; } catch { /* without a store they are on until the page is left */ }

function prepare() {
  const queue = document.getElementById("queue");
  const box = queue?.querySelector("#use-keys");
  if (!box) { return; }
  queue.querySelector(".keys").hidden = false;
  box.checked = mayUse;
  show(queue);
  box.addEventListener("change", () => {
    mayUse = box.checked;
    try { localStorage.setItem(KEYS, mayUse ? "on" : "off"); } catch { /* as above */ }
    show(queue);
  });
}
function show(queue) {
  for (const key of queue.querySelectorAll("[data-key] kbd")) { key.hidden = !mayUse; }
  for (const one of queue.querySelectorAll("[data-key]")) {
    if (mayUse) { one.setAttribute("aria-keyshortcuts", one.dataset.key); } else { one.removeAttribute("aria-keyshortcuts"); }
  }
}
document.addEventListener("keydown", (event) => {
  if (!mayUse || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) { return; }
  const queue = event.target.closest?.("#queue");
  if (!queue || event.target.closest("input:not([type=checkbox]), textarea, select")) { return; }
  if (event.key === "?") {
    const help = queue.querySelector("#key-help");
    help.open = !help.open;
    if (help.open) { help.querySelector("summary").focus(); }
    event.preventDefault();
    return;
  }
  const key = event.key.toLowerCase();
  const wanted = [...queue.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
  if (wanted) { event.preventDefault(); wanted.click(); }
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "queue") { return; }
  prepare();
  const card = document.getElementById("card");
  card?.focus();
  if (card && matchMedia("(max-width: 47.99rem)").matches) { card.scrollIntoView({ block: "start" }); } // the bar would hide the rest
});
document.addEventListener("DOMContentLoaded", () => {
  prepare();
  if (location.hash === "#card") { document.getElementById("card")?.focus(); }
});
