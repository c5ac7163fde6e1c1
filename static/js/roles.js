// Roles that are better held by two people are named as soon as both are ticked. Without this script they are once the form was sent.
document.addEventListener("change", (event) => {
  if (event.target.name !== "role") return;
  const ticked = [...event.target.form.querySelectorAll("[name=role]:checked")].map((box) => box.value);
  for (const warning of event.target.form.querySelectorAll("[data-role-pair]")) {
    warning.hidden = !warning.dataset.rolePair.split(" ").every((role) => ticked.includes(role));
  }
});
