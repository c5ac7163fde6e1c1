// An open ticket asks from time to time who else has it open and what others did. What was typed stays: only the notice changes.
const place = document.querySelector("[data-presence]");
const every = 20000;

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.presence);
    if (answer.ok && !answer.redirected) {
      const text = await answer.text();
      if (text.trim() !== place.dataset.shown) {
        place.dataset.shown = text.trim();
        place.innerHTML = text;
        const link = place.querySelector("[data-reload]");
        if (link) link.href = location.href;
      }
    }
  } catch {
    // Offline for a moment: the next round asks again.
  }
}

if (place) {
  setInterval(ask, every);
  document.addEventListener("visibilitychange", ask);
}
