// What stands unsent in the forms of a ticket's page is there again when one of them was sent, or the page was left: in this tab, for half
// an hour, while the ticket's status is the same.
const page = document.querySelector("main[data-page='tickets.show']");
const KEPT_FOR = 30 * 60 * 1000;

const ticket = location.pathname.split("/")[2];
const place = `kept:${ticket}`;
const status = page?.querySelector("[data-status]")?.dataset.status;
let sent = null;

const isText = (field) => field.name && !field.matches("[type=hidden], [type=file], button, [disabled]");
const stands = (field) => (field.matches("[type=checkbox], [type=radio]") ? String(field.checked) : field.value);
const stood = (field) => {
  if (field.matches("[type=checkbox], [type=radio]")) return String(field.defaultChecked);
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value;
  return field.defaultValue;
};

// The forms of an action differ by the thing they are about.
const subject = (form) => form.querySelector("[type=hidden][name=id]")?.value ?? "";

function typed(form) {
  const changed = [...form.elements].filter((field) => isText(field) && stands(field) !== stood(field));
  return changed.map((field) => [field.name, field.value, stands(field)]);
}

function keep() {
  const forms = [...page.querySelectorAll("form[data-action]")].filter((form) => form !== sent);
  const unsent = forms.map((form) => [form.dataset.action, typed(form), subject(form)]).filter(([, fields]) => fields.length > 0);
  if (unsent.length > 0) sessionStorage.setItem(place, JSON.stringify({ at: Date.now(), status, unsent }));
  else sessionStorage.removeItem(place);
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "null");
  sessionStorage.removeItem(place);
  if (!kept || kept.status !== status || Date.now() - kept.at > KEPT_FOR) return;
  let isThere = false;
  for (const [action, fields, of] of kept.unsent) {
    const forms = [...page.querySelectorAll(`form[data-action="${CSS.escape(action)}"]`)];
    const form = forms.find((one) => subject(one) === of);
    // A form that was refused shows what was sent.
    if (!form || form.querySelector("[aria-invalid=true]")) continue;
    for (const [name, value, text] of fields) {
      const field = [...form.elements].find((one) => one.name === name && (!one.matches("[type=radio]") || one.value === value));
      if (!field || !isText(field)) continue;
      if (field.matches("[type=checkbox], [type=radio]")) field.checked = text === "true";
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      isThere = true;
      const fold = field.closest("details");
      if (fold) fold.open = true;
    }
  }
  // What nobody remembers typing must not be sent unseen.
  const notice = page.querySelector("[data-kept-unsent]");
  if (!isThere || !notice) return;
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => {
    page.querySelectorAll("form[data-action]").forEach((form) => {
      form.reset();
      [...form.elements].forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
    });
    notice.hidden = true;
  });
}

if (page) {
  restore();
  page.addEventListener("submit", (event) => {
    sent = event.target;
  });
  addEventListener("pagehide", keep);
}
