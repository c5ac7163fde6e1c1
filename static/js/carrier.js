// The carrier is chosen by the number while that is typed, until somebody chooses one; a number whose letters name another is pointed out.
// The server goes by the same forms.
const DIGITS_LEAST = 5;

function formOf(number, forms) {
  return forms.find(({ prefix, digits }) => {
    if (!number.startsWith(prefix)) return false;
    if (digits) return number.length === digits && /^\d+$/.test(number);
    return number.slice(prefix.length).replace(/\D/g, "").length >= DIGITS_LEAST;
  });
}

function formsOf(select) {
  return select.dataset.numberForms.split(" ").map((text) => {
    const [prefix, digits, carriers] = text.split(",");
    const [carrier, ...branches] = carriers.split("/");
    return { prefix, digits: Number(digits), carrier, branches };
  });
}

const numberIn = (form) => (form.elements.tracking_no?.value ?? "").normalize("NFKC").replace(/\s/g, "").toUpperCase();

function follow(form) {
  const select = form.querySelector("[data-number-forms]");
  const field = form.elements.tracking_no;
  if (!select || !field) return;
  const number = numberIn(form);
  const said = formOf(number, formsOf(select));
  if (select.dataset.chosen === undefined) select.value = said?.carrier ?? "";
  const note = form.querySelector("[data-carrier-differs]");
  const differs = said && !said.digits && select.value && ![said.carrier, ...said.branches].includes(select.value);
  note.hidden = !differs;
  if (differs) {
    const name = [...select.options].find((option) => option.value === said.carrier)?.text.trim() ?? "";
    note.textContent = note.dataset.carrierDiffers.replace("{guessed}", name);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.name === "tracking_no" && event.target.form) follow(event.target.form);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-number-forms]")) return;
  event.target.dataset.chosen = "";
  follow(event.target.form);
});

// A form that came back has the carrier that its number said, or one that somebody chose.
for (const select of document.querySelectorAll("[data-number-forms]")) {
  const said = formOf(numberIn(select.form), formsOf(select))?.carrier;
  if (select.value && select.value !== said) select.dataset.chosen = "";
}
