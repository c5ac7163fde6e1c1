// The focused row link is the current row; Enter is the link's own.
const links = () => [...document.querySelectorAll("[data-rows] .row-link")];

document.addEventListener("row:move", (event) => {
  const all = links();
  if (all.length === 0) return;
  const row = document.activeElement?.closest("[data-rows] > tr") ?? document.querySelector("[data-rows] > [aria-current]");
  const start = all.findIndex((link) => row?.contains(link));
  const next = start < 0 ? 0 : Math.min(Math.max(start + event.detail, 0), all.length - 1);
  all[next].focus({ preventScroll: true });
  all[next].closest("tr").scrollIntoView({ block: "nearest" });
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] > tr");
  if (!row || event.target.closest("a, button, input, label, select, summary, .select")) return;
  if (String(getSelection())) return;
  const link = row.querySelector(".row-link");
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link?.click();
});

document.querySelector("[data-rows] > [aria-current]")?.scrollIntoView({ block: "nearest" });

// Back from a ticket, its row is where the keys go on from.
if (location.hash) document.querySelector(`[data-rows] > [data-key="${CSS.escape(location.hash.slice(1))}"] .row-link`)?.focus();
