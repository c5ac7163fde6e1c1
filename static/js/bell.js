// The bell of an open page asks once a minute whether there is word to its person.
const bell = document.querySelector("[data-bell]");
const every = 60000;

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(bell.dataset.bell);
    if (answer.ok && !answer.redirected) bell.innerHTML = await answer.text();
  } catch {
    // Offline for a moment: the next round asks again.
  }
}

if (bell) setInterval(ask, every);
