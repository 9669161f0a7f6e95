// What both pages share: keys as characters, the list of keys, the language, sentences of the server.
"use strict";

const HEARTBEAT = 60_000;

const review = {
  /** Names this page among those of the same reviewer. Without https there is no better chance. */
  page: crypto.randomUUID?.() ?? String(Math.random()),

  /** The character of a key press. An input method for Chinese hides it behind "Process"; and Caps Lock, by which many
   * switch that off, makes a letter large that is not meant to be. */
  key(event) {
    if (/^[a-z]$/i.test(event.key)) return event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
    if (event.key !== "Process" && event.key !== "Unidentified") return event.key;
    const letter = /^Key([A-Z])$/.exec(event.code);
    if (letter) return event.shiftKey ? letter[1] : letter[1].toLowerCase();
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    if (digit) return digit[1];
    return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.key;
  },

  /** Is the key for an input method? Of its first one only the old code tells. */
  isComposing(event) {
    return event.isComposing || event.keyCode === 229;
  },

  isTyping(event) {
    return event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
  },

  help() {
    const dialog = document.getElementById("help");
    if (dialog.open) dialog.close();
    else dialog.showModal();
  },

  turnLanguage() {
    const there = new URL(location.href);
    there.searchParams.set("lang", document.documentElement.lang === "en" ? "zh" : "en");
    location.assign(there);
  },

  say(words, kind = "error") {
    const said = document.getElementById("said");
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = words;
    said.replaceChildren(...(words ? [part] : []));
    review.hear(words);
  },

  /** Have *words* read aloud, where somebody listens: the element stays where it is when parts of the page are drawn anew. */
  hear(words) {
    const heard = document.getElementById("heard");
    if (heard) heard.textContent = words;
  },

  /** Post a form; the page's own address is told along, as the guard asks. */
  post(address, values, more = {}) {
    return fetch(address, { method: "POST", body: new URLSearchParams(values), ...more });
  },

  /** Go to the next report of those that `query` asks for, and put back the one in hand, if there is one. */
  async next(query, inHand = {}) {
    const values = new URLSearchParams(query);
    for (const [name, value] of Object.entries(inHand)) values.set(name, value);
    const answer = await review.post("/next", values);
    const words = await answer.text();
    if (answer.ok) location.assign(words);
    else review.say(words, "warn");
  },

  /** Keep a report in hand as long as its page is open, and put it back when that is left; `lost` is said without a server. */
  keepInHand(path, lost) {
    const page = review.page;
    const heartbeat = async () => {
      try {
        const answer = await review.post("/hold", { path, page });
        const held = document.getElementById("held");
        held.hidden = answer.status !== 423;
        held.textContent = answer.status === 423 ? await answer.text() : "";
      } catch {
        review.say(lost);
      }
    };
    addEventListener("pagehide", () => void review.post("/release", { path, page }, { keepalive: true }).catch(() => {}));
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload(); // What is kept of a page that was left is old.
    });
    heartbeat();
    // Where the page was loaded anew, the old one's farewell may have come later than this one's greeting.
    setTimeout(heartbeat, 2000);
    setInterval(heartbeat, HEARTBEAT);
  },
};

document.addEventListener("click", (event) => {
  if (event.target.closest?.("a.turn")) {
    event.preventDefault();
    review.turnLanguage();
  }
});

document.getElementById("help").addEventListener("keydown", (event) => {
  event.stopPropagation();
  if (["?", "Escape", "Enter", "q"].includes(review.key(event))) {
    event.preventDefault();
    event.currentTarget.close();
  }
});
document.getElementById("help").addEventListener("click", (event) => event.currentTarget.close());
