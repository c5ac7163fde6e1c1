// A form is sent once. The button goes off after the browser has read the form.
const sent = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[method=post]")) return;
  if (event.submitter?.hasAttribute("data-file")) return; // A file leaves the page where it is.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button]):enabled")) {
      button.disabled = true;
      button.setAttribute("aria-busy", "true");
      sent.add(button);
    }
  });
});

addEventListener("pageshow", () => {
  for (const button of sent) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
  sent.clear();
});
