async function copy(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  const source = button && document.getElementById(button.dataset.copy);
  const text = button?.dataset.copyText ?? source?.value ?? source?.textContent;
  if (text === undefined || button.dataset.busy) return;

  await copy(text.trim());

  const before = [...button.childNodes];
  button.style.minInlineSize = `${button.offsetWidth}px`;
  button.dataset.busy = "1";
  button.setAttribute("aria-live", "polite");
  button.replaceChildren(button.dataset.copied ?? "✓");
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.busy;
  }, 1500);
});
