// Sends decisions and goes on at once: a row leaves before the answer, which can bring it back.
"use strict";

const SILENT = "The server did not answer, so this may not have been done. Try again.";
const TOAST_MS = 12_000;

const list = document.querySelector("[data-list]");
const said = document.querySelector("[data-said]");
const toast = document.querySelector("[data-toast]");
const done = []; // decisions that Undo takes back, the last one first

let put_away;

export const rows = () => [...list.querySelectorAll("[data-item]:not([hidden])")];

// Tells a screen reader; the same words twice are told twice.
export function say(words) {
  said.textContent = "";
  requestAnimationFrame(() => { said.textContent = words; });
}

// Posts as the form would; whatever goes wrong is a sentence.
async function post(url, fields) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
      keepalive: true,
    });
    return { isDone: answer.ok, ...(await answer.json()) };
  } catch {
    return { isDone: false, detail: SILENT };
  }
}

// Decides about a row. `go` is told where to go on: the next row, or the one before the last.
export function decide(row, action, go) {
  const form = row.querySelector("form.decide");
  const token = form.elements.csrf_token.value;
  const shown = rows();
  const place = shown.indexOf(row);
  row.hidden = true;
  go(shown[place + 1] ?? shown[place - 1] ?? null);
  const decision = { row, token, go };
  // Not form.action: that is the buttons, which are called so.
  decision.told = post(form.getAttribute("action"), { csrf_token: token, seen: form.elements.seen.value, action });
  done.push(decision);
  decision.told.then((told) => settle(decision, told));
}

function settle(decision, told) {
  count(told.counts);
  if (told.isDone) {
    if (done.includes(decision)) show(told.sentence);
    return;
  }
  if (done.includes(decision)) done.splice(done.indexOf(decision), 1);
  bringBack(decision.row, told);
}

// Takes back what was decided last; also what is on its way still.
export async function undo(go) {
  const last = done.pop();
  if (!last) return undoShown();
  hideToast();
  last.row.hidden = false;
  go(last.row);
  const told = await last.told;
  if (!told.isDone) return; // it has come back already, with the reason
  const { url, ...fields } = told.undo;
  const answer = await post(url, { csrf_token: last.token, ...fields });
  count(answer.counts);
  if (answer.isDone) {
    renew(last.row, answer.row);
    say(answer.sentence);
  } else {
    bringBack(last.row, answer);
  }
}

// What was decided before this page was opened is offered by the page itself.
function undoShown() {
  const form = document.querySelector("form[data-told]");
  if (form) form.requestSubmit(form.querySelector("button"));
  else say("There is nothing to take back here.");
}

function bringBack(row, told) {
  const words = told.sentence ?? told.detail ?? SILENT;
  row.hidden = false;
  const shown = told.row ? renew(row, told.row) : row;
  if (!told.row) refuse(shown, words);
  notEmpty();
  hideToast();
  say(words);
}

function refuse(row, words) {
  const place = row.querySelector(".act");
  const line = place.querySelector(".refusal") ?? document.createElement("p");
  line.className = "refusal";
  line.textContent = words;
  place.prepend(line);
}

// Puts the row as the server draws it now in the place of the old one.
function renew(row, html) {
  const drawn = document.createElement("template");
  drawn.innerHTML = html;
  const fresh = drawn.content.querySelector("[data-item]");
  const hadFocus = row.contains(document.activeElement);
  fresh.toggleAttribute("data-current", row.hasAttribute("data-current"));
  row.replaceWith(fresh);
  if (hadFocus) fresh.focus({ preventScroll: true });
  notEmpty();
  return fresh;
}

// Says how many there are, in the tabs and in the browser's own tab.
export function count(counts) {
  if (!counts) return;
  for (const [tab, number] of Object.entries(counts)) {
    const place = document.querySelector(`[data-count="${tab}"]`);
    if (place) place.textContent = number;
  }
  const plain = document.title.replace(/^\([\d,+]+\) /, "");
  document.title = counts.waiting === "0" ? plain : `(${counts.waiting}) ${plain}`;
  notEmpty();
}

function notEmpty() {
  const empty = document.querySelector("[data-empty]");
  if (empty) empty.hidden = rows().length > 0;
}

function show(sentence) {
  toast.querySelector("[data-toast-says]").textContent = sentence;
  toast.hidden = false;
  say(sentence);
  clearTimeout(put_away);
  put_away = setTimeout(() => {
    if (!toast.matches(":hover, :focus-within")) hideToast();
  }, TOAST_MS);
}

export function hideToast() {
  toast.hidden = true;
}
