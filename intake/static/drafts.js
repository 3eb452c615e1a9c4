// Keeps what is being typed on a card until it is sent, in this tab alone, for whoever signed in.
"use strict";

const PREFIX = "draft:";
const mine = document.querySelector("[data-drafts]"); // whose, and of which item; on a card only
const told = document.querySelector(".told")?.textContent ?? "";

for (const box of mine ? document.querySelectorAll("main textarea[name]") : []) keep(box);
forgetOthers();
forgetClosed();
document.querySelector("form.who")?.addEventListener("submit", forgetAll);

function keep(box) {
  const key = `${PREFIX}${mine.dataset.drafts}:${box.name}`;
  const draft = read(key);
  if (draft && isWritten(draft.words)) forget(key);
  else if (draft && !box.value.trim()) restore(box, draft.words);
  box.addEventListener("input", () => {
    if (box.value.trim()) write(key, { words: box.value });
    else forget(key);
  });
  // Sent is not yet arrived: whoever was signed out meanwhile finds it again.
  box.form?.addEventListener("submit", () => {
    if (box.value.trim()) write(key, { words: box.value, isSent: true });
  });
}

function restore(box, words) {
  box.value = words;
  const line = document.createElement("p");
  line.className = "note";
  line.setAttribute("role", "status");
  box.before(line);
  line.textContent = "What you had typed is here again. It was not sent.";
}

// What arrived stands on the card among the notes and answers.
function isWritten(words) {
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const shown = [...document.querySelectorAll("main .words")];
  return shown.some((each) => plain(each.textContent) === plain(words));
}

// Somebody else has signed in since in this tab.
function forgetOthers() {
  if (!mine) return;
  const whose = PREFIX + mine.dataset.drafts.split(":")[0] + ":";
  keys().filter((key) => !key.startsWith(whose)).forEach(forget);
}

// An answer whose button closes the item too leads to the desk, which says so.
function forgetClosed() {
  for (const key of keys()) {
    const reference = key.split(":")[2];
    if (read(key)?.isSent && told.includes(`Closed ${reference}.`)) forget(key);
  }
}

function forgetAll() {
  keys().forEach(forget);
}

function keys() {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return []; // a browser that keeps nothing
  }
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full, or forbidden: it is typed on as without.
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // It was not kept either.
  }
}
