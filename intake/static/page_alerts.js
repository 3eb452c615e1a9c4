// Alerts on an open page: asked for every 20 seconds while it is looked at, and shown on top.
"use strict";

(function () {
  const EVERY_MS = 20000;
  const script = document.currentScript;
  const seen = new Set();
  let place = null;

  function show(alert) {
    const key = alert.path + " " + alert.text;
    if (seen.has(key)) return;
    seen.add(key);
    if (!place) {
      place = document.createElement("div");
      place.className = "panel panel--wrong";
      place.setAttribute("role", "alert");
      document.querySelector("main").prepend(place);
    }
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = alert.path;
    link.textContent = alert.text;
    line.append(link);
    place.append(line);
  }

  async function ask() {
    if (document.hidden) return; // what nobody sees is not delivered
    try {
      const body = new URLSearchParams({ csrf_token: script.dataset.token });
      const answer = await fetch(script.dataset.url, { method: "POST", body });
      if (answer.ok && !answer.redirected) (await answer.json()).alerts.forEach(show);
    } catch {
      // No network just now: what waits is asked for again.
    }
  }

  ask();
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
})();
