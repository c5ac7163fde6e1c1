// The warehouse desk: the field keeps the focus, scans queue up, hit and miss can be told by ear.
const waiting = [];
let sending = false;
let audio = null;

const field = () => document.querySelector("[data-scan]");

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
  } else {
    tone(220, now, 0.16, "square");
    tone(165, now + 0.18, 0.26, "square");
  }
}

function announce() {
  const kind = document.querySelector("main [data-sound]")?.dataset.sound;
  if (kind) play(kind);
}

async function sendNext() {
  if (sending || waiting.length === 0) return;
  sending = true;
  const form = field().form;
  const body = new URLSearchParams(new FormData(form));
  body.set(field().name, waiting[0]);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = document.querySelector("main");
    const next = page.querySelector("main");
    if (!next?.querySelector("[data-scan-loop]") || next.dataset.page !== main.dataset.page) {
      location.assign(answer.url);
      return;
    }
    const typed = field().value;
    main.replaceChildren(...next.childNodes);
    field().value = typed;
    field().focus();
    waiting.shift();
    announce();
  } catch {
    field().value = waiting[0];
    waiting.length = 0;
    form.submit();
    return;
  }
  sending = false;
  sendNext();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-scan-loop]")) return;
  event.preventDefault();
  const scanned = field().value.trim();
  if (!scanned) return;
  field().value = "";
  waiting.push(scanned);
  sendNext();
}, true);

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
