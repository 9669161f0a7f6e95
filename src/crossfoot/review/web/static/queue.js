// The queue from the keyboard.
"use strict";

const links = () => [...document.querySelectorAll("#list .name a")];
const filters = document.getElementById("filters");
const search = document.getElementById("search");

function filled() {
  return [...new FormData(filters)].filter(([, value]) => value);
}

function move(step) {
  const all = links();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[to].focus();
}

async function next() {
  try {
    await review.next(filled());
  } catch {
    review.say("✗");
  }
}

const COMMANDS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  j: () => move(1),
  k: () => move(-1),
  Home: () => links()[0]?.focus(),
  End: () => links().at(-1)?.focus(),
  PageDown: () => move(10),
  PageUp: () => move(-10),
  ArrowRight: () => document.querySelector("#list .later")?.click(),
  ArrowLeft: () => document.querySelector("#list .earlier")?.click(),
  n: next,
  "/": () => search.select(),
  l: review.turnLanguage,
  "?": review.help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (review.isTyping(event) && review.isComposing(event)) return;
  const key = review.key(event);
  if (review.isTyping(event)) {
    if (key === "Escape" || (event.target === search && (key === "ArrowDown" || key === "Enter"))) {
      event.preventDefault();
      event.target.blur();
      move(1);
    }
    return;
  }
  if (Object.hasOwn(COMMANDS, key)) {
    event.preventDefault();
    COMMANDS[key]();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#next")) next();
  const row = event.target.closest?.("tr");
  if (row && !event.target.closest("a")) row.querySelector("a")?.click();
});

document.body.addEventListener("htmx:configRequest", (event) => {
  for (const [key, value] of [...event.detail.formData]) if (!value) event.detail.formData.delete(key);
});
