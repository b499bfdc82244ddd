// What every page gains where scripts run; without them everything still works.
"use strict";

// Text that was typed is kept until its form is sent and answered, so that an ended session or a lost page costs nothing.
const KEPT = "form:";
const keyOf = (field) => KEPT + location.pathname + "|" + (field.form?.id || field.form?.getAttribute("action") || "") + "|" + field.name;
const isKept = (field) => field.matches?.("textarea[name], input[type=text][name]") && field.form?.method === "post" && !field.closest("[data-keep=no]");
document.addEventListener("input", (event) => {
  if (isKept(event.target)) { try { sessionStorage.setItem(keyOf(event.target), event.target.value); } catch { /* a full or closed store keeps nothing */ } }
});
function restore(root) {
  for (const field of root.querySelectorAll("form textarea[name], form input[type=text][name]")) {
    const kept = isKept(field) ? sessionStorage.getItem(keyOf(field)) : null;
    if (kept && field.value === "") { field.value = kept; }
  }
}
function forget(form) {
  for (const field of form.elements) { if (field.name) { sessionStorage.removeItem(keyOf(field)); } }
}

// A form is sent once: a second press while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") { return; }
  if ("renew" in form.dataset) { event.preventDefault(); event.stopImmediatePropagation(); renew(form); return; }
  if (form.dataset.sent === "yes") { event.preventDefault(); event.stopImmediatePropagation(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
}, true);
// Signing in, in another window, made the form's token old: it gets the new one before it is sent again.
async function renew(form) {
  delete form.dataset.renew;
  try {
    const text = await (await fetch("/about/")).text();
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("input[name=csrfmiddlewaretoken]");
    if (fresh) { form.querySelector("input[name=csrfmiddlewaretoken]").value = fresh.value; }
  } finally { form.requestSubmit(); }
}
addEventListener("pageshow", () => {
  for (const form of document.forms) { delete form.dataset.sent; }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form) { delete form.dataset.sent; if (event.detail.successful) { forget(form); } }
});
document.addEventListener("htmx:sendError", () => {
  const place = document.getElementById("messages");
  const text = document.getElementById("offline-text");
  if (place && text) { const line = document.createElement("p"); line.className = "notice wrong"; line.textContent = text.textContent; place.replaceChildren(line); }
});
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) { event.detail.headers["X-CSRFToken"] = token.value; }
});
document.addEventListener("htmx:load", (event) => restore(event.detail.elt));
document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("[data-form-done]")) { for (const form of document.forms) { forget(form); } }
  restore(document);
  for (const button of document.querySelectorAll("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
  for (const select of document.querySelectorAll("form.filters select")) { select.addEventListener("change", () => select.form.requestSubmit()); }
});
