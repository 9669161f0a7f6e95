// One report from the keyboard. The server decides; this moves about, sends what was decided and shows what came of it.

import { Evidence, moved } from "./evidence.js";

const desk = document.getElementById("desk");
const path = decodeURIComponent(desk.dataset.path);
const here = `path=${encodeURIComponent(path)}`;

let hand = null; // the cell in hand
let editing = null; // the input in it
let sending = false; // is what was typed on its way?
let busy = Promise.resolve(); // one key after the other
let waiting = 0; // keys that are not done yet
let era = 0; // a new one begins where something did not come as expected: what was pressed before that was seen is dropped
let last = null; // the last answer of the server
let visible = 0; // milliseconds for which the page was looked at
let since = document.hidden ? null : performance.now();

const work = () => document.getElementById("work");
const cells = () => [...work().querySelectorAll("td[data-cell]")];
const cellOf = (name) => document.getElementById(`c-${name}`);
const order = () => work().dataset.order.split(" ").filter(Boolean);
const evidence = new Evidence((cell) => hold(cellOf(cell)));

// -- the cell in hand --------------------------------------------------------------------------------------------

function hold(cell, { scroll = true } = {}) {
  if (!cell) return;
  if (hand && hand !== cell) {
    hand.classList.remove("hand");
    hand.tabIndex = -1;
  }
  hand = cell;
  hand.classList.add("hand");
  hand.tabIndex = 0;
  hand.focus({ preventScroll: true });
  if (scroll) intoView(hand);
  evidence.point(hand.dataset.cell);
  card(hand);
  sums(hand);
}

function intoView(cell) {
  const pane = cell.closest(".scroll");
  const [inner, outer] = [cell.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (inner.top < outer.top + 30 || inner.bottom > outer.bottom - 20) {
    pane.scrollTop += inner.top - outer.top - outer.height / 2;
  }
  if (inner.left < outer.left || inner.right > outer.right) pane.scrollLeft += inner.left - outer.left - outer.width / 2;
}

/** What is to be known about the cell, below the form. */
function card(cell) {
  const name = cell.dataset.cell;
  const all = [...document.querySelectorAll("#cards > .card")];
  const found = all.find((each) => each.dataset.card === name) ?? all[0];
  for (const each of all) each.hidden = each !== found;
  if (found === all[0]) {
    found.querySelector("h3").textContent = cell.dataset.place;
  }
  const place = evidence.place(name);
  const value = cell.querySelector(".v")?.textContent;
  const nothing = cell.classList.contains("unread") ? desk.dataset.unread : desk.dataset.blank;
  found.querySelector(".value").textContent = value || nothing;
  const where = [];
  if (place.line) where.push(desk.dataset.line.replace("{line}", place.line));
  if (place.at) where.push(place.at);
  if (cell.classList.contains("settled")) where.push(desk.dataset.settled);
  else if (found === all[0]) where.push(desk.dataset.default);
  found.querySelector(".where").textContent = where.join(" · ");
  document.getElementById("cards").scrollTop = 0;
}

/** The sums in which the cell stands. */
function sums(cell) {
  let first = null;
  for (const line of work().querySelectorAll(".sums > li")) {
    const inside = line.dataset.cells.split(" ").includes(cell.dataset.cell);
    line.classList.toggle("here", inside);
    if (inside) first ??= line;
  }
  first?.scrollIntoView({ block: "nearest" });
}

function at(cell) {
  const [row, column, span] = cell.dataset.at.split(",").map(Number);
  const table = [...work().querySelectorAll("table")].indexOf(cell.closest("table"));
  return { line: table * 1000 + row, middle: column + span / 2 };
}

function vertically(step) {
  const from = at(hand);
  const places = cells().map((cell) => ({ cell, ...at(cell) }));
  const beyond = places.filter((each) => (each.line - from.line) * step > 0);
  if (!beyond.length) return;
  const line = step > 0 ? Math.min(...beyond.map((p) => p.line)) : Math.max(...beyond.map((p) => p.line));
  const row = beyond.filter((each) => each.line === line);
  row.sort((a, b) => Math.abs(a.middle - from.middle) - Math.abs(b.middle - from.middle));
  hold(row[0].cell);
}

function along(step) {
  const all = cells();
  hold(all[all.indexOf(hand) + step]);
}

function nextDoubt(step) {
  const names = order();
  if (!names.length) return along(step);
  const position = names.indexOf(hand.dataset.cell);
  const to = position < 0 ? (step > 0 ? 0 : names.length - 1) : (position + step + names.length) % names.length;
  hold(cellOf(names[to]));
}

// -- decisions ---------------------------------------------------------------------------------------------------

let arrival = () => hand?.dataset.cell; // which cell to take in hand when the form is drawn anew
let places = {}; // how far its panes are scrolled

document.body.addEventListener("htmx:beforeSwap", (event) => {
  last = event.detail.xhr;
  if (event.detail.target.id !== "work") return;
  places = Object.fromEntries([".form", ".sumpane"].map((name) => [name, work().querySelector(name).scrollTop]));
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "work") redrawn();
});

/** Send one decision. True where it was kept. */
async function decide(action, values = {}, { moveOn = true } = {}) {
  const before = order();
  const from = hand.dataset.cell;
  const reason = document.getElementById("reason");
  last = null;
  const sent = {
    path,
    action,
    base: work().dataset.base,
    reason: reason.value,
    ...values,
  };
  if (action === "sign") sent.seconds = String(Math.round(seconds()));
  // Called once the new form is there, before it is seen.
  arrival = (status) => (status === 200 && moveOn ? following(before, from, values.cell) : from);
  try {
    await htmx.ajax("POST", "/edit", { values: sent, source: document.body, target: "#work", swap: "outerHTML" });
  } catch {
    last = null;
  }
  const kept = last?.status === 200;
  if (!kept) era += 1;
  if (!kept && last?.status !== 409) review.say(last?.responseText || desk.dataset.lost);
  return kept;
}

/** The form was drawn anew: take the cell in hand up again, or the next, and look at the same place. */
function redrawn() {
  const scrolled = places;
  for (const [name, top] of Object.entries(scrolled)) work().querySelector(name).scrollTop = top;
  const name = arrival(last?.status);
  hand = null;
  editing = null; // It went with the old form.
  hold(cellOf(name) ?? cells()[0]);
  review.hear(document.getElementById("said").innerText);
}

/** Where to go on: the next cell to look at behind those that were decided on. */
function following(before, from, decided = [from]) {
  const left = order();
  if (!left.length || !before.includes(from)) return from;
  const behind = before.slice(before.indexOf(from) + 1);
  return behind.find((name) => left.includes(name) && !decided.includes(name)) ?? left[0];
}

function seconds() {
  return (visible + (since === null ? 0 : performance.now() - since)) / 1000;
}

async function accept() {
  const { doubts, open, signed } = work().dataset;
  if (signed) return remark(desk.dataset.done);
  if (hand.classList.contains("doubt")) return decide("accept", { cell: [hand.dataset.cell] });
  if (Number(doubts)) {
    nextDoubt(1);
    return remark(desk.dataset.move);
  }
  if (Number(open)) return remark(desk.dataset.stillsums.replace("{count}", open));
  return decide("sign");
}

/** Say why nothing was decided. */
function remark(words) {
  era += 1;
  review.say(words, "warn");
}

function reportIsWrong() {
  const open = [...work().querySelectorAll(".sums > li.open")];
  const own = open.filter((line) => line.dataset.cells.split(" ").includes(hand.dataset.cell));
  return decide("printed", { rule: (own.length ? own : open).map((line) => line.dataset.rule) });
}

/** What the suggestion changes that now has this number; null where there is none. */
function suggested(number) {
  const item = document.querySelector(`#cards > .card:not([hidden]) [data-take="${number}"]`);
  const moves = [...(item?.querySelectorAll("i") ?? [])];
  return item && JSON.stringify({ cell: moves.map((m) => m.dataset.cell), value: moves.map((m) => m.dataset.typed) });
}

/** Take over the suggestion that was seen under this number, if it still stands there: a second click means the first. */
function takeOver(number) {
  const seen = suggested(number);
  return () => (seen && seen === suggested(number) ? decide("correct", JSON.parse(seen)) : undefined);
}

let warned = null; // what was in view when the person was told whose entry they would take back

/** Take back the last entry; another person's only when asked twice in view of the same. */
async function undo() {
  const { base } = work().dataset;
  const others = warned === base ? { others: "yes" } : {};
  const kept = await decide("undo", others, { moveOn: false });
  warned = kept ? null : base;
}

const next = () => review.next(desk.dataset.query, { current: desk.dataset.sha256, page: review.page });

// -- typing ------------------------------------------------------------------------------------------------------

const FIGURE = /^[+\-−－]?[\d０-９]|^[-—–－/／\\_＿无空]+$/;

function edit(start = null) {
  editing = document.createElement("input");
  editing.className = "edit";
  editing.autocomplete = "off";
  editing.spellcheck = false;
  editing.setAttribute("aria-label", hand.dataset.place);
  editing.value = start ?? hand.querySelector(".v").textContent;
  hand.append(editing);
  if (start === null) editing.select();
  else editing.setSelectionRange(start.length, start.length);
  editing.focus();
  editing.addEventListener("keydown", typed);
  const before = hand.querySelector(".v").textContent;
  editing.addEventListener("blur", (event) => {
    const text = event.target.value;
    if (sending) return; // What was sent loses the focus when its form is taken away.
    if (editing === event.target && text !== before) review.say(desk.dataset.dropped.replace("{text}", text), "warn");
    stopEditing(false);
  });
}

function stopEditing(focus = true) {
  const input = editing;
  editing = null; // First: to take the input away makes it lose the focus, which ends the editing, too.
  input?.remove();
  if (input && focus) hand.focus({ preventScroll: true });
}

function typed(event) {
  event.stopPropagation();
  if (review.isComposing(event)) return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return queue(event); // What is typed on is for the cell that comes next.
  }
  const key = event.key;
  if (key === "Escape") {
    event.preventDefault();
    stopEditing();
    review.say("");
  } else if (key === "Enter" || key === "Tab") {
    event.preventDefault();
    if (event.repeat) return; // The key that opened the input is still held down.
    const input = event.target;
    input.dataset.sent = "yes";
    run(() => commit(input));
  }
}

/** Send what was typed, if its cell is still in hand. */
async function commit(input) {
  if (input !== editing) return;
  const text = input.value;
  const parts = text.trim().split(/\s+/);
  const several = parts.length > 1 && parts.every((part) => FIGURE.test(part));
  const values = several ? parts : [text];
  const row = [...hand.closest("tr").querySelectorAll("td[data-cell]")];
  const filled = row.slice(row.indexOf(hand), row.indexOf(hand) + values.length);
  if (filled.length < values.length) return wrong(desk.dataset.toomany);
  sending = true;
  const kept = await decide("correct", { cell: filled.map((cell) => cell.dataset.cell), value: values });
  sending = false;
  if (!kept && editing) wrong(last?.responseText || desk.dataset.lost);
}

/** Say at the cell what is wrong with what was typed there. */
function wrong(words) {
  era += 1;
  review.say(words);
  if (editing) delete editing.dataset.sent;
  const bubble = hand.querySelector(".bubble") ?? document.createElement("span");
  bubble.className = "bubble";
  bubble.setAttribute("role", "alert");
  bubble.textContent = words;
  hand.append(bubble);
  editing?.addEventListener("input", () => bubble.remove(), { once: true });
  editing?.addEventListener("blur", () => bubble.remove(), { once: true });
}

// -- keys --------------------------------------------------------------------------------------------------------

const MOVES = {
  ArrowUp: () => vertically(-1),
  ArrowDown: () => vertically(1),
  ArrowLeft: () => along(-1),
  ArrowRight: () => along(1),
  Home: () => hold(cells()[0]),
  End: () => hold(cells().at(-1)),
  Tab: () => nextDoubt(1),
  o: () => evidence.toggle(),
  n: next,
  u: () => location.assign(document.getElementById("back").href),
  q: () => location.assign(document.getElementById("back").href),
  l: review.turnLanguage,
  "?": review.help,
};

const DECISIONS = {
  a: accept,
  A: () => decide("accept"),
  c: () => edit(),
  Enter: () => edit(),
  F2: () => edit(),
  b: () => decide("correct", { cell: [hand.dataset.cell], value: [""] }),
  Delete: () => decide("correct", { cell: [hand.dataset.cell], value: [""] }),
  B: () => {
    const row = [...hand.closest("tr").querySelectorAll("td.doubt")].map((cell) => cell.dataset.cell);
    return row.length ? decide("correct", { cell: row, value: row.map(() => "") }) : nextDoubt(1);
  },
  s: reportIsWrong,
  z: undo,
  r: () => {
    const reason = document.getElementById("reason");
    reason.hidden = false;
    reason.focus();
  },
};

function command(event) {
  const key = review.key(event);
  if (event.shiftKey && key === "Tab") return () => nextDoubt(-1);
  if (Object.hasOwn(MOVES, key)) return MOVES[key];
  const shifted = event.shiftKey && /^Digit([1-9])$/.exec(event.code);
  let decision = null;
  if (shifted) decision = takeOver(Number(shifted[1]));
  else if (Object.hasOwn(DECISIONS, key)) decision = DECISIONS[key];
  else if (/^[0-9０-９]$/.test(key)) decision = () => edit(key);
  if (!decision) return null;
  return document.getElementById("held").hidden ? decision : () => review.say(desk.dataset.readonly, "warn");
}

/** Run a command behind those that are still running. */
function run(task) {
  const pressed = era;
  waiting += 1;
  busy = busy
    .then(() => (pressed === era ? task() : undefined))
    .catch(() => {
      era += 1;
      review.say(desk.dataset.lost);
    })
    .finally(() => (waiting -= 1));
}

/** A key that was pressed before the input was there for which it was meant. */
function late(key) {
  if (key === "Enter" || key === "Tab") return commit(editing);
  if (key === "Escape") return stopEditing();
  if (key === "Backspace") editing.value = editing.value.slice(0, -1);
  else if (key.length === 1) editing.value += key;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("dialog")) return;
  if (review.isTyping(event) && review.isComposing(event)) return;
  if (event.target.id === "reason") {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      if (event.key === "Escape") event.target.value = "";
      if (!event.target.value) event.target.hidden = true;
      hand.focus({ preventScroll: true });
    }
    return;
  }
  if (review.isTyping(event)) return;
  queue(event);
});

/** Do what a key says behind the keys before it; what they do may decide what it is for. */
function queue(event) {
  const key = review.key(event);
  const found = command(event);
  if (!found && !waiting) return;
  if (found) event.preventDefault();
  // A key that is held down moves on and on, but decides once.
  if (event.repeat && !Object.values(MOVES).includes(found)) return;
  run(() => (editing ? late(key) : found?.()));
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("#work td[data-cell]");
  if (cell && event.target !== editing) hold(cell, { scroll: false });
  const term = event.target.closest?.("#work .term[data-cell]");
  if (term) hold(cellOf(term.dataset.cell));
  const take = event.target.closest?.("#work [data-take]");
  if (take && document.getElementById("held").hidden) run(takeOver(Number(take.dataset.take)));
});

document.addEventListener("dblclick", (event) => {
  if (event.target.closest?.("#work td[data-cell]")) run(DECISIONS.c);
});

/** Moving over a cell shows its evidence; leaving the form goes back to that of the cell in hand. */
document.addEventListener("mouseover", (event) => {
  if (editing || !hand || !moved()) return;
  const cell = event.target.closest?.("#work td[data-cell], #work .term[data-cell]");
  const name = cell?.dataset.cell ?? (event.target.closest?.("#work") ? hand.dataset.cell : null);
  if (name && name !== evidence.cell) evidence.point(name);
});

// -- the document may come later than the page -------------------------------------------------------------------

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "source") return;
  evidence.read();
  run(async () => {
    if (editing) return;
    arrival = () => hand.dataset.cell;
    await htmx.ajax("GET", `/work?${here}`, { source: document.body, target: "#work", swap: "outerHTML" });
  });
});

// -- who has it in hand ------------------------------------------------------------------------------------------

document.addEventListener("visibilitychange", () => {
  if (document.hidden && since !== null) visible += performance.now() - since;
  since = document.hidden ? null : performance.now();
});

review.keepInHand(path, desk.dataset.lost);
hold(cellOf(order()[0] ?? cells()[0]?.dataset.cell));
