// The page of statistics from the keyboard.
"use strict";

const BACK = ["u", "q", "Escape"];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = review.key(event);
  if (BACK.includes(key)) location.assign(document.getElementById("back").href);
  else if (key === "l") review.turnLanguage();
  else if (key === "?") review.help();
});
