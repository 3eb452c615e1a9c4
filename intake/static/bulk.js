// Many at once: selects all on a page, and shows how far a bulk is. Everything works without it.

const pickAll = document.querySelector("[data-pick-all]");

if (pickAll) {
  const all = pickAll.querySelector("input");
  const picks = () => [...document.querySelectorAll('input[name="item"][form="bulk"]')];
  pickAll.hidden = false;
  all.addEventListener("change", () => {
    for (const pick of picks()) pick.checked = all.checked;
  });
  const many = document.querySelector("[data-many]");
  const picked = many.querySelector("[data-picked]");
  document.addEventListener("change", ({ target }) => {
    if (target.name === "item") all.checked = picks().every((pick) => pick.checked);
    const number = picks().filter((pick) => pick.checked).length;
    picked.textContent = number ? `(${number} selected)` : "";
    many.classList.toggle("many--picked", number > 0);
    if (number) many.open = true;
  });
}

const shown = document.querySelector("[data-progress]");
const PAUSE_MS = 700;

async function look() {
  try {
    const answer = await fetch(shown.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return location.reload();
    const now = await answer.json();
    if (!now.is_working) return location.reload();
    shown.querySelector("progress").value = now.reached;
    shown.querySelector("[data-sentence]").textContent = now.sentence;
  } catch {
    // The server is away for a moment: the next look may find it.
  }
  setTimeout(look, PAUSE_MS);
}

if (shown) setTimeout(look, PAUSE_MS);
