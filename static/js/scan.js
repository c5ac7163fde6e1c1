// The warehouse desk: the field keeps the focus, hit and miss can be told by ear. A scan is kept in the browser until the server has
// answered it, with a form token and a time of its own: a lost network, a reload or an expired log-in loses none and doubles none. Scans
// wait for the person who made them.
let unsaved = null; // the waiting scans of a browser that keeps nothing
let sending = false;
let failing = "";
let pause = 0;
let retry;
let skew = 0; // what the server's clock is ahead of the browser's, in milliseconds
let audio = null;

const loop = () => document.querySelector("[data-scan-loop]");
const field = () => document.querySelector("[data-scan]");
const store = () => `scans:${loop().dataset.clerk}`;

function waiting() {
  if (unsaved) return unsaved;
  try {
    return JSON.parse(localStorage.getItem(store()) ?? "[]");
  } catch {
    return [];
  }
}

function keep(scans) {
  if (unsaved) unsaved = scans;
  else {
    try {
      localStorage.setItem(store(), JSON.stringify(scans));
    } catch {
      unsaved = scans;
    }
  }
}

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function take(number) {
  const scan = {
    tracking_no: number,
    form_token: hex(crypto.getRandomValues(new Uint8Array(16))),
    scanned_at: new Date(Date.now() + skew).toISOString(),
  };
  const place = loop().elements.warehouse?.value;
  keep([...waiting(), place ? { ...scan, warehouse: place } : scan]);
}

function tone(frequency, start, length, shape) {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.type = shape;
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0.2, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + length);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + length);
}

function play(kind) {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  const now = audio.currentTime + 0.02;
  if (kind === "hit") {
    tone(1320, now, 0.12, "sine");
  } else if (kind === "elsewhere") {
    tone(880, now, 0.12, "triangle");
    tone(660, now + 0.16, 0.2, "triangle");
  } else if (kind === "kept") {
    tone(660, now, 0.12, "sine");
  } else {
    tone(220, now, 0.16, "square");
    tone(165, now + 0.18, 0.26, "square");
  }
}

function announce() {
  const kind = document.querySelector("main [data-sound]")?.dataset.sound;
  if (kind) play(kind);
}

/** Says how many scans wait, and why. */
function show() {
  const count = waiting().length;
  for (const note of document.querySelectorAll("[data-waiting]")) {
    const text = note.querySelector("[data-text]");
    text.textContent = text.dataset.text.replace("{n}", count);
    note.hidden = count === 0 || note.dataset.waiting !== failing;
  }
}

/** Puts an answer in the place of the page; what is typed and chosen meanwhile stays. */
function replace(next) {
  const [typed, place] = [field().value, loop().elements.warehouse?.value];
  const rail = next.ownerDocument.querySelector("#rail .rail-inner");
  if (rail) document.querySelector("#rail .rail-inner")?.replaceWith(rail);
  document.querySelector("main").replaceChildren(...next.childNodes);
  field().value = typed;
  const choice = loop().elements.warehouse;
  if (choice && [...choice.options].some((option) => option.value === place)) choice.value = place;
  field().focus();
}

/** The desk in an answer; nothing where the answer is another page, and "logged-out" where it is the log-in. */
async function desk(answer) {
  if (answer.status >= 500 || answer.status === 429) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("form[data-action=log-in]")) return "logged-out";
  const main = page.querySelector("main");
  return main?.querySelector("[data-scan-loop]") ? main : null;
}

async function send(scan) {
  const form = loop();
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(scan)) body.set(name, value);
  const next = await desk(await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(20_000) }));
  if (next === "logged-out") return next;
  if (next) {
    replace(next);
    return "";
  }
  // Somebody may have logged in anew in another tab: the form's secret is another one then, and perhaps the person.
  const fresh = await desk(await fetch(form.dataset.scanLoop, { signal: AbortSignal.timeout(20_000) }));
  if (fresh && fresh !== "logged-out") replace(fresh);
  return fresh === "logged-out" ? fresh : "network";
}

async function sendNext() {
  clearTimeout(retry);
  const [scan] = waiting();
  if (sending || !scan) return;
  sending = true;
  const failed = await send(scan).catch(() => "network");
  sending = false;
  if (failed) {
    if (!failing) play("miss");
    failing = failed;
    pause = Math.min(pause * 2 || 1_000, 30_000);
    retry = setTimeout(sendNext, pause);
  } else {
    failing = "";
    pause = 0;
    keep(waiting().filter((other) => other.form_token !== scan.form_token));
    announce();
    sendNext();
  }
  show();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-scan-loop]")) return;
  event.preventDefault();
  const scanned = field().value.trim();
  if (!scanned) return;
  field().value = "";
  take(scanned);
  if (failing) play("kept");
  show();
  sendNext();
}, true);

// Scanners end in Enter, Tab or a line feed, which a browser takes for Ctrl+J; each sends what stands in the field. A key that is held
// down sends nothing.
document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (!target.matches?.("[data-scan]")) return;
  if (event.isComposing || event.keyCode === 229) return warn(target, true);
  if (event.key === "Enter" && event.repeat) event.preventDefault();
  const ends = (event.key === "Tab" && !event.shiftKey) || (event.ctrlKey && /^[jm]$/i.test(event.key));
  if (!ends || !target.value.trim()) return;
  event.preventDefault();
  target.form.requestSubmit();
}, true);

/** Says that an input method is on, where the next scan would go through it; what it has made of the last one stays in the field. */
function warn(target, isOn) {
  const note = target.form.querySelector("[data-input-method]");
  if (note) note.hidden = !isOn;
}

document.addEventListener("compositionstart", (event) => {
  if (event.target.matches("[data-scan]")) warn(event.target, true);
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-scan]") && !event.isComposing && /^[\x20-\x7e]+$/.test(event.target.value)) {
    if (event.inputType === "insertText") warn(event.target, false);
  }
});

addEventListener("online", () => loop() && sendNext());

// A scan that arrives while nothing has the focus still lands in the field.
document.addEventListener("keydown", (event) => {
  const idle = document.activeElement === document.body || document.activeElement?.id === "main";
  if (idle && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field()?.focus();
}, true);

document.addEventListener("focusout", (event) => {
  if (!event.target.matches("[data-scan]")) return;
  setTimeout(() => {
    if (document.hasFocus() && document.activeElement === document.body) field()?.focus();
  }, 150);
});

if (field()) {
  field().focus();
  announce();
}

if (loop()) {
  skew = Number(loop().dataset.now) - Date.now();
  sendNext();
}
