// Rows are chosen by their boxes, a range with Shift, all of the page by the box in the head. The bar appears with the first one.
const boxes = () => [...document.querySelectorAll("[data-rows] > tr > .select input[type=checkbox]:enabled")];
let last = null;

function show() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  for (const head of document.querySelectorAll("[data-select-all]")) {
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    bar.hidden = chosen === 0;
    bar.classList.toggle("is-on", chosen > 0);
    for (const count of bar.querySelectorAll("[data-bulk-count]")) count.textContent = chosen;
  }
}

function choose(box, withRange) {
  const all = boxes();
  const from = all.indexOf(last);
  const to = all.indexOf(box);
  if (withRange && from >= 0) {
    for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = box.checked;
  }
  last = box;
  show();
}

document.addEventListener("click", (event) => {
  const cell = event.target.closest("th.select, td.select");
  const box = cell?.querySelector("input[type=checkbox]:enabled");
  if (!box) return;
  if (event.target !== box) box.checked = !box.checked; // The whole cell is the target, not its 16 pixels.
  if (box.matches("[data-select-all]")) {
    for (const other of boxes()) other.checked = box.checked;
    show();
  } else {
    choose(box, event.shiftKey);
  }
});

// Shift extends the range of rows, not a selection of text.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest("td.select")) event.preventDefault();
});

document.addEventListener("row:select", (event) => {
  const row = document.activeElement?.closest("[data-rows] > tr") ?? document.querySelector("[data-rows] > [aria-current]");
  const box = row?.querySelector(":scope > .select input[type=checkbox]:enabled");
  if (!box) return;
  box.checked = !box.checked;
  choose(box, false);
  event.preventDefault();
});

document.addEventListener("reset", () => setTimeout(show));
addEventListener("pageshow", show);
