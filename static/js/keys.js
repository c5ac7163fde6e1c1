// Single keys move the focus and open things; none of them decides anything.
// What a key asks of a list, the list answers by taking the event.
const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

const shortcuts = {
  "/": () => focus(document.querySelector("[data-search]")),
  a: () => focusForm("[data-action=approve], [data-action=finance-approve]") || focus(firstOf(document.querySelector("#action"))),
  r: () => focusForm("[data-action=reject], [data-action=finance-bounce]"),
  j: () => ask("row:move", 1),
  k: () => ask("row:move", -1),
  ArrowDown: () => ask("row:move", 1),
  ArrowUp: () => ask("row:move", -1),
  x: () => ask("row:select"),
  n: () => follow("[data-next]"),
  u: () => follow("[data-back]"),
  "?": () => openDialog("help"),
};

const ask = (name, detail) => !document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }));

function focus(element) {
  const fold = element?.closest("details");
  if (fold) fold.open = true;
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

const firstOf = (place) => place?.querySelector(":is(input, select, textarea, button, summary, a[href]):not([type=hidden], :disabled)");

function focusForm(selector) {
  const form = document.querySelector(`form:is(${selector})`);
  if (!form) return false;
  form.scrollIntoView({ block: "nearest" });
  return focus(form.querySelector("[aria-invalid=true]") ?? firstOf(form));
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog?.showModal || dialog.open) return false;
  dialog.showModal();
  return true;
}

function submitFocused() {
  const form = document.activeElement?.closest("form[method=post]");
  const button = form?.querySelector("button:not([type=button])");
  if (!button || button.disabled) return false;
  form.requestSubmit(button);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;

  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (submitFocused()) event.preventDefault();
    return;
  }

  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(`${typing}, dialog`)) return;
  if (event.key.startsWith("Arrow") && event.target.closest?.("input[type=radio]")) return; // chooses among its group
  if (/^[a-z]$/.test(event.key) && document.querySelector("[data-scan]")) return; // may be a scanner
  if (Object.hasOwn(shortcuts, event.key) && shortcuts[event.key]()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const jump = event.target.closest("a[data-jump]");
  const target = jump && document.querySelector(jump.hash);
  if (target) {
    event.preventDefault();
    focus(target);
  }
  const opener = event.target.closest("[data-dialog]");
  if (opener) openDialog(opener.dataset.dialog);
  if (event.target.closest("[data-print]")) window.print();
});
