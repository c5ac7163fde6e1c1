// What is applied for, while the units are typed. Informative: the server computes what counts, by the same rule.
const toMinor = (text) => BigInt(text.replace(".", ""));

function show(data, minor, decimals) {
  const digits = String(minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  data.value = decimals ? `${whole}.${digits.slice(-decimals)}` : whole;
  data.textContent = data.value.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

function recompute(form) {
  const total = form.querySelector("[data-amount=to-apply]");
  if (!total) return;
  const decimals = (total.value.split(".")[1] ?? "").length;
  let sum = 0n;
  for (const row of form.querySelectorAll("tr[data-left-value]")) {
    const left = BigInt(row.dataset.returnable);
    const typed = row.querySelector("input[name^=qty_]").value.trim();
    const units = /^\d{1,9}$/.test(typed) ? BigInt(typed) : 0n;
    const worth = units > 0n && units <= left ? (toMinor(row.dataset.leftValue) * units) / left : 0n;
    show(row.querySelector("[data-line-worth]"), worth, decimals);
    sum += worth;
  }
  show(total, sum, decimals);
}

addEventListener("pageshow", () => document.querySelectorAll("form[data-worth]").forEach(recompute));
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-worth]");
  if (form && event.target.name?.startsWith("qty_")) recompute(form);
});
