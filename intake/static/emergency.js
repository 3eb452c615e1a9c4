// Says whom to call now as soon as words of emergency are typed. Nothing that is typed leaves here.
"use strict";

const alarm = document.querySelector("[data-emergency]");
if (alarm) watch(alarm, JSON.parse(alarm.dataset.emergency), alarm.closest("form"));

function watch(alarm, phrases, form) {
  const look = () => {
    const typed = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [type=radio])")];
    const texts = typed.filter((field) => !field.closest(".trap")).map((field) => normal(field.value));
    if (!texts.some((text) => phrases.some((phrase) => text.includes(phrase)))) return;
    alarm.append(alarm.querySelector("template").content.cloneNode(true));
    form.removeEventListener("input", look); // once said, it stays
  };
  if (alarm.querySelector(".emergency-box")) return; // the server has said it
  form.addEventListener("input", look);
  look(); // a page that is shown again, or gone back to, has what was typed
}

// The same as normal() in submissions/emergencies.py.
function normal(text) {
  const bare = text.replace(/['\u2019\u02bc`\u00b4]/g, "").normalize("NFKD").toLowerCase().replaceAll("ß", "ss");
  const words = bare.replace(/\p{M}/gu, "").split(/[^\p{L}\p{N}]+/u);
  return ` ${words.filter(Boolean).join(" ")} `;
}
