// A refused form: its problems say which field they are about, and the first of these fields has the focus.
const problems = document.querySelector("[data-errors]");

// The answer to a refused form stands at the form's own address, where nothing can be read again. Back and reload lead to the page that the
// form was on.
const answered = performance.getEntriesByType("navigation")[0]?.responseStatus;
if ([409, 422].includes(answered) && document.referrer.startsWith(`${location.origin}/`)) {
  history.replaceState(history.state, "", document.referrer);
}

const fieldOf = (error) =>
  document.querySelector(`[aria-describedby~="${CSS.escape(error.id)}"]`) ??
  error.closest("form")?.elements.namedItem(error.dataset.errorFor);

function show(field) {
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.focus();
}

for (const link of problems?.querySelectorAll("a") ?? []) {
  const error = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const field = error && fieldOf(error);
  if (!(field instanceof HTMLElement)) continue;
  const label = field.labels?.[0]?.firstChild?.textContent.trim();
  if (label) link.prepend(`${label} · `);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(field);
  });
}

if (problems) document.querySelector("main [aria-invalid=true]")?.focus();
