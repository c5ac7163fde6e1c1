// The application offers the reasons and the fields of the chosen type. Without this script each reason says which types it applies to.
function offerReasons(form) {
  const type = form.querySelector("[name=type]:checked")?.value;
  for (const option of form.querySelectorAll("option[data-types]")) {
    const applies = !type || option.dataset.types.split(",").includes(type);
    option.hidden = option.disabled = !applies;
    if (!applies && option.selected) option.closest("select").value = "";
  }
  for (const group of form.querySelectorAll("optgroup")) group.hidden = [...group.children].every((option) => option.hidden);
  for (const part of form.querySelectorAll("[data-for-types]")) {
    part.hidden = Boolean(type) && !part.dataset.forTypes.split(",").includes(type);
  }
}

const applications = [...document.forms].filter((form) => form.querySelector("option[data-types]"));
applications.forEach(offerReasons);
document.addEventListener("change", (event) => {
  if (event.target.name === "type" && applications.includes(event.target.form)) offerReasons(event.target.form);
});
