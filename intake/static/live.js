// Asks every few seconds what is new. Nothing that it shows moves what is under the finger.
"use strict";

const OFTEN_MS = 5_000;
const SELDOM_MS = 60_000; // nobody sees the page, or the server does not answer
const SOUND_KEPT = "intake:sound";

const place = document.querySelector("[data-live]");
const news = document.querySelector("[data-news]");
const sound = document.querySelector("[data-sound]");

let timer;
let wait = OFTEN_MS;
let known = 0; // new ones that were announced
let isAsking = false;
let audio;

// `page` says what is shown and looked at, and takes the counts.
export function watch(page) {
  if (!place) return;
  const again = (after) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(page, again), after);
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask(page, again);
  });
  if (sound) offerSound();
  again(OFTEN_MS / 5); // who else is here, soon
}

async function ask(page, again) {
  if (isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(address(page), { headers: { Accept: "application/json" } });
    if ([401, 403].includes(answer.status)) return signedOut();
    if (!answer.ok) throw new Error(answer.status);
    tell(page, await answer.json());
    wait = OFTEN_MS;
  } catch {
    wait = Math.min(wait * 2, SELDOM_MS);
  } finally {
    isAsking = false;
  }
  again(document.hidden ? SELDOM_MS : wait);
}

function address(page) {
  const url = new URL(place.dataset.live, location.href);
  const shown = page.shown().map((row) => `${row.dataset.item}:${row.dataset.status}`);
  url.searchParams.set("shown", shown.slice(0, 100).join(","));
  if (place.dataset.newest) url.searchParams.set("newest", place.dataset.newest);
  const looking = document.hidden ? null : page.looking();
  if (looking) url.searchParams.set("looking", looking.dataset.item);
  return url;
}

function tell(page, told) {
  page.count(told.counts);
  for (const row of page.shown()) {
    const id = row.dataset.item;
    write(row.querySelector("[data-looking]"), told.looking[id] ?? "");
    mark(row, told.changed[id]);
  }
  if (news) announce(told.new);
}

function write(where, words) {
  if (where && where.textContent !== words) where.textContent = words;
}

// What a colleague decided is told over the buttons, and stays where it is.
function mark(row, words) {
  const line = row.querySelector("[data-changed]");
  if (!line) return;
  row.classList.toggle("row--changed", Boolean(words));
  line.hidden = !words;
  if (words) write(line.querySelector("span"), words);
}

function announce(number) {
  if (number > known) ring();
  known = number;
  news.hidden = number === 0;
  if (number) write(news, `${number >= 1000 ? "Over 999" : number} new: show`);
}

function signedOut() {
  clearTimeout(timer);
  if (!news) return;
  news.textContent = "You were signed out: sign in";
  news.hidden = false;
}

function isSoundOn() {
  try {
    return localStorage.getItem(SOUND_KEPT) === "1";
  } catch {
    return false;
  }
}

// Off until somebody wants it. A browser plays nothing before the page was touched.
function offerSound() {
  const draw = () => {
    sound.setAttribute("aria-pressed", String(isSoundOn()));
  };
  sound.hidden = false;
  draw();
  sound.addEventListener("click", () => {
    try {
      localStorage.setItem(SOUND_KEPT, isSoundOn() ? "0" : "1");
    } catch {
      return; // storage is forbidden here
    }
    draw();
    ring();
  });
}

function ring() {
  if (!isSoundOn() || !sound) return;
  audio ??= new AudioContext();
  audio.resume();
  const [tone, loudness] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = 660;
  loudness.gain.setValueAtTime(0.06, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.3);
  tone.connect(loudness).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.3);
}
