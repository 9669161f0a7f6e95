// A report read blind, from the keyboard: only what the person types is known here, and it is kept until it is handed in.

import { Evidence, VIEW } from "./evidence.js";

const desk = document.getElementById("desk");
const form = document.getElementById("blanks");
const path = decodeURIComponent(desk.dataset.path);
const PAUSE = 1200; // milliseconds for which what came of it can be read
const KEPT = `crossfoot.blind ${path}`;

const evidence = new Evidence(() => {});
const inputs = [...form.querySelectorAll("input")];
original();
let done = false; // what comes after it was handed in must not be typed into

/** The original goes first here: the text is what the program made of it. The choice on the other pages stays. */
function original() {
  const chosen = sessionStorage.getItem(VIEW);
  evidence.show("original");
  if (chosen === null) sessionStorage.removeItem(VIEW);
  else sessionStorage.setItem(VIEW, chosen);
  const frame = document.querySelector("#source iframe");
  if (frame) frame.style.height = `${tall()}px`;
}

/** At least as many pixels as a web page of this text is high. It says nothing of itself to a page around it, and takes no keys:
 * so the pane scrolls, and not the frame. */
function tall() {
  const lines = [...document.querySelectorAll("#source .line .words")];
  return lines.reduce((sum, line) => sum + 32 * Math.ceil((line.textContent.length + 1) / 25), 2000);
}

function page(step) {
  const view = document.querySelector("#source .view:not([hidden])");
  view?.scrollBy({ top: step * 0.8 * view.clientHeight });
}

// -- what was typed ------------------------------------------------------------------------------------------------

function keep() {
  const typed = inputs.filter((each) => each.value).map((each) => [each.name, each.value]);
  sessionStorage.setItem(KEPT, JSON.stringify(typed));
}

function restore() {
  for (const [name, value] of JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")) {
    const input = inputs.find((each) => each.name === name);
    if (input) input.value = value;
  }
}

function wrong(input, words) {
  review.say(words);
  input.classList.add("wrong");
  input.focus();
  input.select();
}

// -- moving --------------------------------------------------------------------------------------------------------

function go(from, step) {
  const to = inputs[inputs.indexOf(from) + step];
  if (to) {
    to.focus();
    to.select();
  }
  return Boolean(to);
}

const squeezed = (text) => text.replace(/\s+/g, "");

/** Scroll to where the label of the row stands in the text: the shortest line with it is that of a table, no prose. */
function lookUp(label) {
  const wanted = squeezed(label);
  const lines = [...document.querySelectorAll("#source .line")];
  const found = lines.filter((line) => squeezed(line.lastElementChild.textContent).includes(wanted));
  found.sort((one, other) => one.textContent.length - other.textContent.length);
  if (found.length) evidence.center(found[0]);
}

// -- the server ----------------------------------------------------------------------------------------------------

async function handIn() {
  const empty = inputs.find((each) => !each.value.trim());
  if (empty) return wrong(empty, desk.dataset.empty);
  const sent = new URLSearchParams(desk.dataset.query);
  sent.set("path", path);
  sent.set("base", desk.dataset.base);
  for (const each of inputs) {
    sent.append("cell", each.name);
    sent.append("value", each.value);
  }
  const answer = await review.post("/blind", sent);
  const told = await answer.json();
  if (answer.ok) return finished(told);
  if (told.base) desk.dataset.base = told.base;
  const input = inputs.find((each) => each.name === told.cell);
  if (input) wrong(input, told.words);
  else review.say(told.words);
}

async function finished(told) {
  done = true;
  sessionStorage.removeItem(KEPT);
  for (const each of inputs) each.readOnly = true;
  review.say(told.words, told.there ? "warn" : "ok");
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  if (told.there) location.assign(told.there);
  else await next();
}

const next = () => review.next(desk.dataset.query, { current: desk.dataset.sha256, page: review.page });

const back = () => location.assign(document.getElementById("back").href);

let busy = false;
async function run(task) {
  if (busy) return;
  busy = true;
  try {
    await task();
  } catch {
    review.say(desk.dataset.lost);
  }
  busy = false;
}

// -- keys ----------------------------------------------------------------------------------------------------------

function enter(input) {
  if (!go(input, 1)) run(handIn);
}

function blank(input) {
  input.value = "_";
  input.classList.remove("wrong");
  keep();
  go(input, 1);
}

const edge = (input, end) => input.selectionStart === input.selectionEnd && input.selectionEnd === (end ? input.value.length : 0);

// No figure has one of these letters in it.
const ANYWHERE = {
  PageDown: () => page(1),
  PageUp: () => page(-1),
  Escape: back,
  q: back,
  n: () => run(next),
  o: () => evidence.toggle(),
  l: review.turnLanguage,
  "?": review.help,
};
const TYPING = {
  Enter: enter,
  ArrowDown: (input) => go(input, 1),
  ArrowUp: (input) => go(input, -1),
  b: blank,
};

function command(event, key) {
  if (Object.hasOwn(ANYWHERE, key)) return ANYWHERE[key];
  if (done || !inputs.includes(event.target)) return null;
  const input = event.target;
  if (key === "ArrowRight" && edge(input, true)) return () => go(input, 1);
  if (key === "ArrowLeft" && edge(input, false)) return () => go(input, -1);
  return Object.hasOwn(TYPING, key) ? () => TYPING[key](input) : null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("dialog")) return;
  if (review.isTyping(event) && review.isComposing(event)) return;
  const found = command(event, review.key(event));
  if (!found) return;
  event.preventDefault();
  if (!event.repeat || /^(Arrow|Page)/.test(event.key)) found();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!done) run(handIn);
});
form.addEventListener("input", (event) => {
  event.target.classList.remove("wrong");
  keep();
});
form.addEventListener("focusin", (event) => {
  if (event.target.dataset.label) lookUp(event.target.dataset.label);
});
document.getElementById("skip").addEventListener("click", () => run(next));

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "source") return;
  evidence.read();
  original();
  const input = document.activeElement;
  if (input?.dataset.label) lookUp(input.dataset.label);
});

// -- who has it in hand --------------------------------------------------------------------------------------------


review.keepInHand(path, desk.dataset.lost);
restore();
(inputs.find((each) => !each.value) ?? inputs[0])?.focus();
