// The order of the columns: drag a row, or move it with its arrows. The hidden fields follow.
let dragged = null;

for (const item of document.querySelectorAll("[data-sortable] > li")) item.draggable = true;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-sortable] > li");
  dragged?.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const item = event.target.closest?.("[data-sortable] > li");
  if (!dragged || !item || item.parentNode !== dragged.parentNode) return;
  event.preventDefault();
  const box = item.getBoundingClientRect();
  const below = event.clientY > box.top + box.height / 2;
  item[below ? "after" : "before"](dragged);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sortable] button:is([name=up], [name=down])");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  if (button.name === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});
