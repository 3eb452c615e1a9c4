// Two comforts that the forms work without: focus on what is wrong, and remembering a name.
"use strict";

const summary = document.querySelector("[data-summary]");
if (summary) summary.focus();

const form = document.querySelector("form[data-remembers]");
const box = document.querySelector("[data-save-name]");
if (form && box) remember(form, box, "intake:" + form.dataset.remembers);

// Keeps name and website, never the e-mail address, in the visitor's own browser, and only if ticked.
function remember(form, box, key) {
  const { name, website, save_name: tick } = form.elements;
  const kept = read(key);
  if (kept === undefined) return; // storage is forbidden here, so the box stays hidden
  box.hidden = false;
  if (kept) {
    name.value ||= kept.name;
    website.value ||= kept.website;
    tick.checked = true;
  }
  form.addEventListener("submit", () => {
    if (tick.checked) {
      localStorage.setItem(key, JSON.stringify({ name: name.value, website: website.value }));
    } else {
      localStorage.removeItem(key);
    }
  });
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && typeof kept.name === "string" && typeof kept.website === "string" ? kept : null;
  } catch (error) {
    return error instanceof SyntaxError ? null : undefined;
  }
}
