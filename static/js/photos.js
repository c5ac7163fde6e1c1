// Photos of the inspection go up one by one as soon as they are taken, beside the form, which keeps what stands in it.
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Sends one photo; the page after it, or nothing where it was not taken. */
async function send(form, file) {
  const body = new FormData(form);
  body.delete("file");
  body.set("form_token", hex(crypto.getRandomValues(new Uint8Array(16))));
  body.append("file", file, file.name);
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Where the log-in is over, the answer leads to the page for it.
  return page.querySelector("form[data-action=log-in], main[data-page='account']") ? null : page;
}

/** The ticket's version is one higher with each photo, and the other forms act on it; if somebody else was here too, they are stale. */
function follow(page) {
  const fresh = Number(page.querySelector("form[data-action=inspect] [name=version]")?.value);
  for (const field of document.querySelectorAll("[name=version]")) {
    if (fresh === Number(field.value) + 1) field.value = fresh;
  }
}

document.addEventListener("change", async (event) => {
  const { target } = event;
  if (!target.matches("[data-take-photos]")) return;
  const state = document.querySelector("[data-photos-state]");
  const say = (text, count) => (state.textContent = text.replace("{n}", count));
  let saved = Number(state.dataset.count ?? 0);
  const failed = [];
  say(state.dataset.sending, "");
  for (const file of target.files) {
    const page = await send(target.form, file).catch(() => null);
    if (page) {
      saved += 1;
      follow(page);
    } else failed.push(file);
  }
  state.dataset.count = saved;
  target.value = "";
  say(failed.length > 0 ? state.dataset.failed : state.dataset.saved, failed.length || saved);
});

for (const button of document.querySelectorAll("[data-photos-send]")) button.hidden = true;
