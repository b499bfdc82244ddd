// A draft may be dropped on its form; while it is checked, the form says so. Without scripts a file is chosen as usual.
"use strict";

const form = document.getElementById("check-form");
if (form) {
  const field = form.querySelector("input[type=file]");
  const chosen = document.getElementById("chosen");
  const busy = document.getElementById("busy");
  const tell = () => {
    chosen.textContent = field.files.length ? `${chosen.dataset.chosen} ${field.files[0].name}` : "";
  };
  field.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.remove("over"); });
  }
  form.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; tell(); }
  });
  form.addEventListener("submit", () => { if (field.files.length) { busy.hidden = false; } });
  addEventListener("pageshow", () => { busy.hidden = true; });
}
