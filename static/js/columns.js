// A list's columns: rows of the panel dragged or moved by their arrows, heads dragged sideways, a head's edge for its width. Each of
// them changes the panel's fields first; the table follows in place and the form is kept in the background. Only what the page has no
// cells for waits for the panel's button.
const STEP = 8;
const NARROWEST = 6;
const WIDEST = 60;
const steps = (pixels) => Math.min(Math.max(Math.round(pixels / STEP), NARROWEST), WIDEST);

const table = document.querySelector("table[data-columns-form]");
const form = document.getElementById(table?.dataset.columnsForm ?? "columns-form");
const list = form?.querySelector("[data-sortable]");
const items = () => [...(list?.children ?? [])];
const itemOf = (column) => items().find((item) => item.dataset.col === column);
const widthOf = (item) => item.querySelector("input.width");
const headOf = (column) => table?.querySelector(`thead th[data-col="${CSS.escape(column)}"]`);

// The classes that `list_layout.rs` gives a drawn column, for every column that has cells.
function classes() {
  const lead = table.querySelector("thead th.select") ? 5 : 0;
  const frozen = Number(form.elements.frozen.value);
  const drawn = new Map();
  let offset = lead;
  for (const item of items().filter((item) => headOf(item.dataset.col))) {
    const chosen = widthOf(item).value;
    const isFrozen = drawn.size < frozen;
    const width = chosen ? steps(Number(chosen)) : Number(item.dataset.usual);
    const names = chosen || isFrozen ? [`w-${width}`] : [];
    if (isFrozen) {
      names.push("frozen", `at-${offset}`);
      offset += width;
    }
    drawn.set(item.dataset.col, names);
  }
  return drawn;
}

function draw() {
  if (!table) return;
  const drawn = classes();
  for (const row of table.rows) {
    const cells = new Map([...row.cells].filter((cell) => cell.dataset.col).map((cell) => [cell.dataset.col, cell]));
    if (cells.size === 0) continue;
    const ordered = [...drawn.keys()].map((column) => cells.get(column)).filter(Boolean);
    const now = [...row.cells].filter((cell) => drawn.has(cell.dataset.col));
    if (ordered.some((cell, at) => cell !== now[at])) {
      const focused = row.contains(document.activeElement) ? document.activeElement : null;
      const behind = now.at(-1).nextElementSibling;
      for (const cell of ordered) row.insertBefore(cell, behind);
      focused?.focus({ preventScroll: true });
    }
    for (const [column, names] of drawn) {
      const cell = cells.get(column);
      if (!cell) continue;
      cell.classList.remove(...[...cell.classList].filter((name) => name === "frozen" || /^(w|at)-\d+$/.test(name)));
      cell.classList.add(...names);
    }
  }
  table.dataset.density = form.elements.density.value;
}

let waiting = 0;

async function keep() {
  clearTimeout(waiting);
  waiting = 0;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
    if (answer.type !== "opaqueredirect" && !answer.ok) form.requestSubmit();
    else form.dataset.kept = "";
  } catch {
    // Without a connection the table stays as it was arranged; the panel's button sends it again.
  }
}

function changed(item) {
  draw();
  delete form.dataset.kept;
  clearTimeout(waiting);
  waiting = setTimeout(keep, 400);
  const said = form.querySelector("[data-columns-said]");
  if (!said || !item) return;
  const name = item.querySelector(".check").textContent.trim();
  const place = items().indexOf(item) + 1;
  said.textContent = list.dataset.said.replace("{name}", name).replace("{place}", place);
}

// Whoever leaves at once leaves nothing behind.
addEventListener("pagehide", () => {
  if (waiting) keep();
});
form?.addEventListener("submit", () => clearTimeout(waiting));

// The panel: rows are dragged by their grips, with the mouse or a finger.
let dragged = null;

list?.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || !event.target.closest(".grip")) return;
  event.preventDefault();
  dragged = event.target.closest("li");
  dragged.classList.add("is-dragged");
  list.setPointerCapture(event.pointerId);
});

list?.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const over = items().find((item) => {
    const box = item.getBoundingClientRect();
    return event.clientY >= box.top && event.clientY < box.bottom;
  });
  if (!over || over === dragged) return;
  const isBehind = items().indexOf(over) > items().indexOf(dragged);
  over[isBehind ? "after" : "before"](dragged);
  dragged.scrollIntoView({ block: "nearest" });
});

function drop() {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  changed(dragged);
  dragged = null;
}

list?.addEventListener("pointerup", drop);
list?.addEventListener("pointercancel", drop);

list?.addEventListener("click", (event) => {
  const button = event.target.closest("button:is([name=up], [name=down])");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  if (button.name === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
  item.scrollIntoView({ block: "nearest" });
  changed(item);
});

form?.addEventListener("change", (event) => {
  if (event.target.matches("input.width") && event.target.value) {
    event.target.value = steps(Number(event.target.value)) * STEP;
  }
  if (event.target.matches("input.width, [name=frozen], [name=density]")) changed(null);
});

// The heads.
const FAR_ENOUGH = 5;
let hand = null;

for (const head of table && form ? table.querySelectorAll("thead th[data-col]") : []) {
  if (!itemOf(head.dataset.col)) continue;
  const edge = document.createElement("span");
  edge.className = "edge";
  edge.setAttribute("aria-hidden", "true");
  head.append(edge);
}

// The head under the pointer; a frozen one hides those that are scrolled under it.
function headAt(x) {
  const heads = [...table.querySelectorAll("thead th[data-col]")];
  const under = heads.filter((head) => {
    const box = head.getBoundingClientRect();
    return x >= box.left && x < box.right;
  });
  return under.find((head) => head.classList.contains("frozen")) ?? under[0];
}

function move(event) {
  const { head, item, edge } = hand;
  if (edge) {
    widthOf(item).value = steps(hand.width + event.clientX - hand.x) * STEP;
    draw();
    return;
  }
  const over = headAt(event.clientX);
  const target = over && itemOf(over.dataset.col);
  if (!target || target === item) return;
  const box = over.getBoundingClientRect();
  const isBehind = over.cellIndex > head.cellIndex;
  // Past the middle: a narrow column dragged over a wide one would jump to and fro.
  const isPast = isBehind ? event.clientX > box.left + box.width / 2 : event.clientX < box.left + box.width / 2;
  if (!isPast) return;
  target[isBehind ? "after" : "before"](item);
  draw();
}

function release(event) {
  if (!hand) return;
  const { head, item, edge, isMoving, before } = hand;
  hand = null;
  table.classList.remove("is-arranging");
  for (const element of [head, edge]) element?.classList.remove("is-dragged");
  if (!isMoving) return;
  // The click that ends a drag sorts nothing.
  const swallow = (click) => {
    click.preventDefault();
    click.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
  if (event.type === "pointerup") {
    changed(item);
  } else {
    list.replaceChildren(...before.items);
    widthOf(item).value = before.width;
    draw();
  }
}

if (table && form) {
  table.addEventListener("pointerdown", (event) => {
    const head = event.target.closest("thead th[data-col]");
    const item = head && itemOf(head.dataset.col);
    const edge = event.target.closest(".edge");
    if (!item || event.button !== 0 || (event.pointerType === "touch" && !edge)) return;
    if (edge) event.preventDefault();
    const before = { items: items(), width: widthOf(item).value };
    hand = { head, item, edge, before, x: event.clientX, width: head.offsetWidth, isMoving: false, id: event.pointerId };
  });

  table.addEventListener("dblclick", (event) => {
    if (!event.target.closest(".edge")) return;
    const item = itemOf(event.target.closest("th").dataset.col);
    widthOf(item).value = "";
    changed(item);
  });

  // A link of a head is not dragged away.
  table.tHead?.addEventListener("dragstart", (event) => event.preventDefault());

  addEventListener("pointermove", (event) => {
    if (!hand || event.pointerId !== hand.id) return;
    if (!hand.isMoving) {
      if (Math.abs(event.clientX - hand.x) < FAR_ENOUGH) return;
      hand.isMoving = true;
      (hand.edge ?? hand.head).classList.add("is-dragged");
      if (!hand.edge) table.classList.add("is-arranging");
      table.setPointerCapture(hand.id);
    }
    move(event);
  });
  addEventListener("pointerup", release);
  addEventListener("pointercancel", release);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && hand?.isMoving) release(event);
  });
}
