// The queue by keyboard and thumb. Without this file every button still works, a page at a time.
import { count, decide, hideToast, rows, say, undo } from "./deciding.js";
import { watch } from "./live.js";

const ACTIONS = { a: "approve", d: "reject", s: "spam", t: "trash" };
const TWICE_MS = 350; // a second tap so soon was meant for the row that has just left
const KEYS_KEPT = "intake:keys";

const list = document.querySelector("[data-list]");
const alone = document.querySelector("[data-alone]");
const dialog = document.querySelector("[data-keys-dialog]");
const keysOn = document.querySelector("[data-keys-on]");

let leftAt = -TWICE_MS;

const current = () => alone ?? list.querySelector("[data-current]:not([hidden])");

// Marks where one is; the focus goes there too if `focus`.
function go(row, { focus = true } = {}) {
  list.querySelectorAll("[data-current]").forEach((old) => old.removeAttribute("data-current"));
  if (!row) {
    const empty = document.querySelector("[data-empty]");
    if (!empty) return;
    empty.hidden = false;
    empty.querySelector("a").focus();
    return;
  }
  row.setAttribute("data-current", "");
  if (!focus) return;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  if (alone) return;
  const shown = rows();
  const here = shown.indexOf(current());
  const isThere = here >= 0 && current().contains(document.activeElement);
  go(shown[isThere ? here + by : Math.max(here, 0)] ?? current());
}

function act(action) {
  const row = current();
  const button = row?.querySelector(`form.decide [value="${action}"]`);
  if (!button) say("This cannot be done here.");
  else if (alone) button.form.requestSubmit(button);
  else decide(row, action, go);
}

function takeBack() {
  if (alone) act("undo");
  else undo(go);
}

function all(action) {
  const bulk = document.getElementById("bulk");
  const button = bulk?.querySelector(`[name="action"][value="${action}"]`);
  if (!button || !selected().length) say("Nothing is selected.");
  else bulk.requestSubmit(button);
}

const boxes = () => (alone ? [] : rows().flatMap((row) => [...row.querySelectorAll(".pick")]));
const selected = () => boxes().filter((box) => box.checked);

function select(some, isOn) {
  for (const box of some) {
    if (box.checked === isOn) continue;
    box.checked = isOn;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  say(`${selected().length} selected`);
}

function putAway() {
  hideToast();
  const back = document.querySelector('[data-key="Escape"]');
  if (back) back.click();
  else if (selected().length) select(boxes(), false);
}

function follow(key) {
  const link = (current() ?? document).querySelector(`[data-key="${key}"]`);
  if (link) link.click();
  else say("This cannot be done here.");
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => follow("o"),
  r: () => follow("r"),
  e: () => follow("e"),
  u: takeBack,
  x: () => {
    const box = current()?.querySelector(".pick");
    if (box) select([box], !box.checked);
  },
  "*": () => select(boxes(), selected().length < boxes().length),
  "?": () => dialog.showModal(),
  Escape: putAway,
};

// The letter on the key where the layout has other letters, as Cyrillic has.
function letter(event) {
  if (event.key.length > 1 || /[\x21-\x7e]/.test(event.key)) return event.key;
  return event.code.startsWith("Key") ? event.code[3].toLowerCase() : event.key;
}

const isTyping = (place) =>
  place.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (dialog.open || isTyping(event.target)) return;
  const key = letter(event);
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "z") {
    event.preventDefault();
    takeBack();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!keysOn.checked && key !== "?" && key !== "Escape") return;
  const low = key.length === 1 ? key.toLowerCase() : key;
  const action = ACTIONS[low];
  const work = action ? () => (event.shiftKey ? all : act)(action) : KEYS[low];
  if (!work || (event.repeat && low !== "j" && low !== "k")) return;
  event.preventDefault();
  work();
});

function readKept() {
  try {
    return localStorage.getItem(KEYS_KEPT) !== "0";
  } catch {
    return true; // storage is forbidden here
  }
}

keysOn.checked = readKept();
keysOn.addEventListener("change", () => {
  try {
    localStorage.setItem(KEYS_KEPT, keysOn.checked ? "1" : "0");
  } catch {
    // It holds until the page is left.
  }
});

document.querySelector("[data-keys]")?.addEventListener("click", (event) => {
  event.preventDefault();
  dialog.showModal();
});
document.querySelector("[data-undo]").addEventListener("click", takeBack);

if (list) {
  list.addEventListener("submit", (event) => {
    if (!event.target.matches("form.decide") || !event.submitter) return;
    event.preventDefault();
    leftAt = performance.now();
    decide(event.target.closest("[data-item]"), event.submitter.value, go);
  });
  list.addEventListener("click", (event) => {
    const isSecond = event.detail > 1 || event.pointerType === "touch";
    const isSoon = performance.now() - leftAt < TWICE_MS;
    if (isSecond && isSoon && event.target.closest(".decide")) event.preventDefault();
  });
  list.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-item]");
    if (row) go(row, { focus: false });
  });
  if (rows().length) go(rows()[0], { focus: false });
}

watch({
  shown: () => (alone ? [alone] : rows()),
  looking: () => alone ?? document.activeElement?.closest("[data-item]"),
  count,
});
