// Folding menus close on Escape and on a click elsewhere; a chosen language is sent at once.
const open = () => document.querySelectorAll("details:is(.menu, .chip)[open]");

// Beside an open panel a click closes the panel and does nothing else: what was ticked in it is still there.
document.addEventListener(
  "click",
  (event) => {
    const beside = [...open()].filter((menu) => !menu.contains(event.target));
    if (beside.length === 0 || !event.target.closest("[data-rows] > tr")) return;
    for (const menu of beside) menu.open = false;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  for (const menu of open()) {
    const focusInside = menu.contains(document.activeElement);
    menu.open = false;
    if (focusInside) menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});
