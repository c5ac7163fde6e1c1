// Files that are too large, one or all together, are refused before they are sent: the rest of the form stays, and nothing travels in vain.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("input[type=file][data-most]")) return;
  const { most, mostTogether, tooLarge, tooMuch } = input.dataset;
  const sizes = [...input.files].map((file) => file.size);
  const sum = sizes.reduce((all, size) => all + size, 0);
  const isTooLarge = sizes.some((size) => size > Number(most));
  const isTooMuch = mostTogether && sum > Number(mostTogether);
  const problem = isTooLarge ? tooLarge : isTooMuch ? tooMuch : "";
  input.setCustomValidity(problem);
  if (problem) input.reportValidity();
});
