// A form with room for several lines shows those in use and one more; a key brings the next. Without this script all stand there.
for (const body of document.querySelectorAll("[data-rows-as-needed]")) {
  const rows = [...body.rows];
  const isUsed = (row) => [...row.querySelectorAll("input")].some((field) => field.value.trim() || field.matches("[aria-invalid=true]"));
  const used = rows.findLastIndex(isUsed) + 1;
  rows.forEach((row, at) => {
    row.hidden = at >= Math.max(used, 1);
  });
  const more = body.closest("form").querySelector("[data-one-row-more]");
  const show = () => {
    const next = rows.find((row) => row.hidden);
    if (next) next.hidden = false;
    more.disabled = !rows.some((row) => row.hidden);
    return next;
  };
  more?.addEventListener("click", () => show()?.querySelector("input")?.focus());
}
