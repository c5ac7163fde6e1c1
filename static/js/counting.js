// Counting and inspecting returned goods: the three counts of a line follow each other, keys count by one, and nothing stays ticked as
// fine that the counts or the verdict contradict. The server checks the same.
const units = (input) => (/^\d{1,9}$/.test(input.value.trim()) ? Number(input.value) : null);

function line(element) {
  const counts = element.querySelectorAll("[data-count]");
  return Object.fromEntries([...counts].map((input) => [input.dataset.count, input]));
}

function write({ received, good, defective }, goodUnits, defectiveUnits, typed) {
  const values = [[good, goodUnits], [defective, defectiveUnits], [received, goodUnits + defectiveUnits]];
  for (const [input, value] of values) if (input !== typed) input.value = value;
}

/** One count was typed, and received is good and defective together. Defective units come out of the good ones, unless somebody typed these. */
function follow(fields, typed) {
  const [received, good, defective] = [units(fields.received), units(fields.good), units(fields.defective)];
  if (received === null || good === null || defective === null) return;
  if (typed === fields.good) typed.dataset.typed = "";
  else if (typed === fields.received) delete fields.good.dataset.typed;
  if (typed === fields.good) write(fields, good, defective, typed);
  else if (typed === fields.defective && fields.good.dataset.typed !== undefined) write(fields, good, defective, typed);
  else if (typed === fields.defective) write(fields, Math.max(received - defective, 0), defective, typed);
  else write(fields, received - Math.min(defective, received), Math.min(defective, received), typed);
}

const steps = {
  fewer: (good, defective) => (good > 0 ? [good - 1, defective] : [good, Math.max(defective - 1, 0)]),
  more: (good, defective) => [good + 1, defective],
  defective: (good, defective) => [Math.max(good - 1, 0), defective + 1],
};

function count(button) {
  const fields = line(button.closest("[data-expected]"));
  const [good, defective] = [units(fields.good), units(fields.defective)];
  if (good === null || defective === null) return;
  write(fields, ...steps[button.dataset.step](good, defective));
  fields.received.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Whether fewer good units than expected came; what is above them does not count. */
function falls(element) {
  const { good } = line(element);
  return (units(good) ?? 0) < Number(element.dataset.expected);
}

function offerPass(form) {
  const isShort = [...form.querySelectorAll("[data-expected]")].some(falls);
  for (const part of form.querySelectorAll("[data-if-passed]")) {
    part.disabled = isShort;
    if (part.matches("fieldset")) part.hidden = isShort;
  }
  const reason = form.querySelector("[data-cannot-pass]");
  if (reason) reason.hidden = !isShort;
}

/** Ticks that nobody touched are those of a pass. */
function tickAsVerdict(form) {
  const passes = form.querySelector("[name=verdict]:checked")?.value === "PASS";
  for (const box of form.querySelectorAll("[data-conditions] [type=checkbox]:not([data-answered])")) {
    box.checked = passes && box.defaultChecked;
  }
}

document.addEventListener("input", (event) => {
  const element = event.target.matches("[data-count]") && event.target.closest("[data-expected]");
  if (!element) return;
  follow(line(element), event.target);
  offerPass(event.target.form);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-count]")) offerPass(target.form);
  if (target.matches("[data-conditions] [type=checkbox]")) target.dataset.answered = "";
  if (target.name === "verdict" && target.form.querySelector("[data-conditions]")) tickAsVerdict(target.form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  count(button);
  // After a finger or the mouse the next scan must not meet this key.
  if (event.detail > 0) document.querySelector("[data-scan]")?.focus();
});

// The empty scan field is a keyboard of its own: Enter does the usual thing with the opened parcel, `d` counts one of its goods as
// defective. A `d` that more follows is the beginning of a number.
const QUICK = 300; // milliseconds; a scanner, or a hand that types a number, has gone on by then
const keys = document.querySelector("[data-keys]");
let key;

// The line feed after a scanner's carriage return belongs to the scan before, so that Enter waits a moment.
if (keys) setTimeout(() => (keys.dataset.ready = ""), QUICK);

const usual = () => document.querySelector("[data-usual]:not(:disabled)");

document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("[data-scan]");
  if (!field || event.target.matches("[data-scan-loop]") || field.form !== event.target || field.value.trim()) return;
  if (field.name !== "q") return;
  event.preventDefault();
  if (keys?.dataset.ready === undefined) return;
  const button = usual();
  if (button) button.form.requestSubmit(button);
  else document.querySelector("[data-otherwise]")?.focus();
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-scan]")) return;
  clearTimeout(key);
  if (event.isComposing || event.target.value.toLowerCase() !== "d") return;
  const lines = [...document.querySelectorAll("form[data-action=receive] [data-expected]")];
  const next = lines.find((element) => units(line(element).good) > 0);
  if (!next) return;
  key = setTimeout(() => {
    if (event.target.value.toLowerCase() !== "d") return;
    event.target.value = "";
    count(next.querySelector("[data-step=defective]"));
  }, QUICK);
});

for (const steps of document.querySelectorAll("[data-steps]")) steps.hidden = false;
for (const form of document.querySelectorAll("form[data-action=receive]")) offerPass(form);
