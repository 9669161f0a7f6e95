// The source beside the form: which line, which figure and which box of a page belong to the cell in hand.

export const VIEW = "crossfoot.view";

let pointer = "";
let still = false;

/** Where the page scrolls below a pointer that rests, nobody has pointed at anything. */
export const moved = () => !still;

for (const kind of ["mouseover", "mousemove"]) {
  const follow = (event) => {
    const there = `${event.screenX},${event.screenY}`;
    if (kind === "mouseover") still = there === pointer;
    pointer = there;
  };
  document.addEventListener(kind, follow, true);
}

export class Evidence {
  /** @param {(cell: string) => void} take  called when a figure of the source is chosen */
  constructor(take) {
    this.take = take;
    this.cell = null;
    this.read();
    document.addEventListener("mouseover", (event) => this.hover(event));
    document.addEventListener("click", (event) => this.click(event));
  }

  /** Take in the source as it now stands in the page. */
  read() {
    this.pane = document.getElementById("source");
    this.places = new Map();
    for (const place of this.pane.querySelectorAll("#places > i")) this.places.set(place.dataset.cell, place.dataset);
    this.figures = new Map();
    for (const figure of this.pane.querySelectorAll(".fig")) {
      const known = this.figures.get(figure.dataset.cell);
      if (known) known.push(figure);
      else this.figures.set(figure.dataset.cell, [figure]);
    }
    if (sessionStorage.getItem(VIEW) === "original") this.show("original");
    if (this.cell) this.point(this.cell);
  }

  get ready() {
    return this.pane.dataset.ready === "yes";
  }

  place(cell) {
    return this.places.get(cell) ?? {};
  }

  /** Show the evidence of *cell*. */
  point(cell) {
    this.cell = cell;
    for (const old of this.pane.querySelectorAll(".here")) old.classList.remove("here");
    for (const old of this.pane.querySelectorAll(".box")) old.remove();
    const figures = this.figures.get(cell) ?? [];
    for (const figure of figures) figure.classList.add("here");
    const line = figures[0]?.closest(".line") ?? this.line(this.place(cell).line);
    if (line) {
      line.classList.add("here");
      const folded = line.closest("details");
      if (folded) folded.open = true;
      this.center(line);
    }
    this.frame(this.place(cell));
  }

  line(number) {
    return number ? this.pane.querySelector(`.line[data-line="${number}"]`) : null;
  }

  goto(number) {
    const line = this.line(number);
    if (!line) return;
    this.show("text");
    for (const old of this.pane.querySelectorAll(".line.here")) old.classList.remove("here");
    line.classList.add("here");
    this.center(line);
  }

  /** The box of the figure on the image of its page. */
  frame(place) {
    if (!place.page) return;
    const page = this.pane.querySelector(`.sheetpage[data-page="${place.page}"]`);
    if (!page) return;
    if (!place.box) {
      this.center(page);
      return;
    }
    const [left, top, right, bottom] = place.box.split(",").map(Number);
    const [width, height] = [Number(page.dataset.width), Number(page.dataset.height)];
    const box = document.createElement("div");
    box.className = "box";
    const pad = 3;
    box.style.left = `${(100 * (left - pad)) / width}%`;
    box.style.top = `${(100 * (top - pad)) / height}%`;
    box.style.width = `${(100 * (right - left + 2 * pad)) / width}%`;
    box.style.height = `${(100 * (bottom - top + 2 * pad)) / height}%`;
    page.append(box);
    this.center(box);
  }

  center(element) {
    const view = element.closest(".view");
    if (!view || view.hidden) return;
    const [inner, outer] = [element.getBoundingClientRect(), view.getBoundingClientRect()];
    if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 40) {
      view.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    }
  }

  toggle() {
    const original = this.pane.querySelector(".view.original");
    if (original) this.show(original.hidden ? "original" : "text");
  }

  show(name) {
    const original = this.pane.querySelector(".view.original");
    if (!original) return;
    if (name === "original") this.load(original);
    for (const view of this.pane.querySelectorAll(".view")) view.hidden = !view.classList.contains(name);
    for (const tab of this.pane.querySelectorAll("[role=tab]")) {
      tab.setAttribute("aria-selected", String(tab.dataset.view === name));
    }
    sessionStorage.setItem(VIEW, name);
    if (this.cell) this.point(this.cell);
  }

  load(original) {
    if (original.dataset.frame && !original.firstElementChild) {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "");
      frame.setAttribute("referrerpolicy", "no-referrer");
      frame.tabIndex = -1;
      frame.title = original.dataset.title;
      frame.src = original.dataset.frame;
      original.append(frame);
    }
    for (const image of original.querySelectorAll("img[data-src]")) {
      image.src = image.dataset.src;
      image.removeAttribute("data-src");
    }
  }

  hover(event) {
    if (!moved()) return;
    for (const old of document.querySelectorAll("td.over")) old.classList.remove("over");
    const figure = event.target.closest?.("#source .fig");
    if (!figure) return;
    const cell = document.getElementById(`c-${figure.dataset.cell}`);
    if (!cell) return;
    cell.classList.add("over");
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  click(event) {
    const tab = event.target.closest?.("#source [role=tab]");
    if (tab) this.show(tab.dataset.view);
    const figure = event.target.closest?.("#source .fig");
    if (figure) this.take(figure.dataset.cell);
    const note = event.target.closest?.("[data-goto]");
    if (note) this.goto(note.dataset.goto);
  }
}
