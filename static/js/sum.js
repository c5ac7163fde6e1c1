// The approval sum while it is typed. Informative: the server computes what counts.
const toMinor = (text, decimals) => {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match) return 0n;
  const minor = BigInt(match[2] + (match[3] ?? "").slice(0, decimals).padEnd(decimals, "0"));
  return match[1] ? -minor : minor;
};

const toText = (minor, decimals) => {
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return (minor < 0n ? "-" : "") + whole + (decimals ? `.${digits.slice(-decimals)}` : "");
};

const grouped = (text) => text.replace("-", "−").replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");

const amountOf = (input, attribute) => {
  if (input.disabled) return "0";
  if (input.type !== "checkbox") return input.value || "0";
  return input.checked ? input.dataset[attribute] : "0";
};

function recompute(form) {
  const total = form.querySelector("[data-sum-total]");
  if (!total) return;
  const decimals = (total.value.split(".")[1] ?? "").length;
  let sum = toMinor(form.dataset.base || "0", decimals);
  for (const input of form.querySelectorAll("[data-add]")) sum += toMinor(amountOf(input, "add"), decimals);
  for (const input of form.querySelectorAll("[data-subtract]")) sum -= toMinor(amountOf(input, "subtract"), decimals);
  total.value = toText(sum, decimals);
  total.textContent = grouped(total.value);
  total.classList.toggle("is-invalid", sum < 0n);
}

// What the chosen outcome of an inspection exception pays: whole, by accepted units, less a deduction; its button says so.
function decide(form) {
  const chosen = form.querySelector("[name=outcome]:checked");
  const button = form.querySelector("[data-outcome-button]");
  if (!chosen || !button) return;
  const decimals = (form.dataset.outcome.split(".")[1] ?? "").length;
  let sum = toMinor(form.dataset.outcome, decimals);
  if (chosen.value === "PARTIAL") {
    for (const input of form.querySelectorAll("[data-claimed]")) {
      const approved = toMinor(input.dataset.approved, decimals);
      const units = /^\d+$/.test(input.value.trim()) ? BigInt(input.value.trim()) : 0n;
      sum -= approved - (approved * units) / BigInt(input.dataset.claimed);
    }
  }
  if (chosen.value === "DEDUCT") {
    for (const input of form.querySelectorAll("[data-lower]")) {
      sum -= toMinor(input.dataset.lower, decimals) - toMinor(input.value || "0", decimals);
    }
    sum -= toMinor(form.querySelector("[data-deduction]").value || "0", decimals);
  }
  const pays = form.dataset.pays.replace("{outcome}", chosen.dataset.verb).replace("{amount}", grouped(toText(sum, decimals)));
  button.textContent = chosen.value === "SEND_BACK" ? chosen.dataset.verb : pays;
}

// A browser that comes back to a page may have put other values into its fields.
addEventListener("pageshow", () => {
  document.querySelectorAll("[data-sum]").forEach(recompute);
  document.querySelectorAll("form[data-outcome]").forEach(decide);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-sum]");
  if (form) recompute(form);
  const exception = event.target.closest("form[data-outcome]");
  if (exception) decide(exception);
});
