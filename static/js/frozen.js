// Several frozen columns need to know how wide those before them are.
function place() {
  for (const row of document.querySelectorAll(".table tr:has(.frozen + .frozen)")) {
    let offset = 0;
    for (const cell of row.querySelectorAll(".frozen")) {
      cell.style.insetInlineStart = `${offset}px`;
      offset += cell.offsetWidth;
    }
  }
}

place();
addEventListener("resize", place);
