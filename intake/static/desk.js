// Counts claims down, and says what is new on the desk or about an open card. Nothing that it shows moves anything.
"use strict";

const OFTEN_MS = 10_000;
const SELDOM_MS = 60_000; // nobody sees the page, or the server does not answer

const news = document.querySelector("[data-news]");
let wait = OFTEN_MS;
let timer;

countDown();
setInterval(countDown, 1_000);
if (news?.dataset.live) {
  timer = setTimeout(ask, OFTEN_MS);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
}

function countDown() {
  for (const line of document.querySelectorAll("[data-until]")) {
    const seconds = Math.floor((new Date(line.dataset.until) - Date.now()) / 1_000);
    if (seconds < 0) end(line);
    else write(left(line), `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`);
  }
}

// The words stand beside the sentence, unheard: a screen reader would say every second.
function left(line) {
  let shown = line.querySelector(".left");
  if (!shown) {
    shown = document.createElement("span");
    shown.className = "left";
    shown.setAttribute("aria-hidden", "true");
    line.append(" ", shown);
  }
  return shown;
}

function end(line) {
  const words = line.dataset.ended;
  line.removeAttribute("data-until");
  write(line, words);
  if (news) tell(words);
}

async function ask() {
  clearTimeout(timer);
  try {
    const answer = await fetch(news.dataset.live, { headers: { Accept: "application/json" } });
    if ([401, 403].includes(answer.status)) return tell("You were signed out.");
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    if ("said" in told) {
      if (told.said) tell(told.said);
    } else compare(told.open);
    wait = OFTEN_MS;
  } catch {
    wait = Math.min(wait * 2, SELDOM_MS);
  }
  timer = setTimeout(ask, document.hidden ? SELDOM_MS : wait);
}

function compare(open) {
  const shown = new Set([...document.querySelectorAll("[data-task]")].map((row) => row.dataset.task));
  const added = Object.keys(open).filter((id) => !shown.has(id)).length;
  const isMine = new URL(location.href).searchParams.get("tab") === "mine";
  if (added && !isMine) tell(added === 1 ? "One more waits." : `${added} more wait.`);
}

// Said once: a region that is written anew with the same words would be read out again.
function tell(words) {
  if (news.dataset.said === words) return;
  news.dataset.said = words;
  const again = document.createElement("a");
  again.href = location.pathname + location.search;
  again.textContent = `Show ${news.dataset.shown ?? "the desk"} as it is now`;
  news.replaceChildren(`${words} `, again);
}

function write(where, words) {
  if (where.textContent !== words) where.textContent = words;
}
