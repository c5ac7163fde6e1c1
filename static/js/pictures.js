// Files of evidence: several at once, chosen, pasted or dropped. Pictures are made smaller before they are sent; what this browser cannot
// decode is sent as it is. Without this script the field takes the files as they are.
const LONGEST = 2560;
const QUALITY = 0.85;
const PICTURES = "input[type=file][data-pictures]";

// The metadata of a JPEG, turned upright like the smaller picture. The server reads the time it was taken and keeps nothing else.
async function metadata(file) {
  const bytes = new DataView(await file.slice(0, 131072).arrayBuffer());
  try {
    if (bytes.getUint16(0) !== 0xffd8) return null;
    for (let at = 2; ; at += bytes.getUint16(at + 2) + 2) {
      const marker = bytes.getUint16(at);
      if (marker < 0xff00 || marker === 0xffda) return null;
      if (marker !== 0xffe1 || bytes.getUint32(at + 4) !== 0x45786966) continue;
      const start = at + 10;
      const isLittle = bytes.getUint16(start) === 0x4949;
      const directory = start + bytes.getUint32(start + 4, isLittle);
      const entries = bytes.getUint16(directory, isLittle);
      for (let entry = 0; entry < entries; entry += 1) {
        const place = directory + 2 + entry * 12;
        if (bytes.getUint16(place, isLittle) === 0x0112) bytes.setUint16(place + 8, 1, isLittle);
      }
      return bytes.buffer.slice(at, at + bytes.getUint16(at + 2) + 2);
    }
  } catch {
    return null;
  }
}

async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const scale = LONGEST / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!small || small.size >= file.size) return file;
  const about = await metadata(file);
  const parts = about ? [small.slice(0, 2), about, small.slice(2)] : [small];
  return new File(parts, file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

function show(input) {
  const list = input.parentElement.querySelector("[data-previews]");
  if (!list) return;
  list.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src));
  const rows = [...input.files].map((file, at) => {
    const row = document.createElement("li");
    if (file.type.startsWith("image/")) {
      row.append(Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "", width: 48, height: 48 }));
    }
    const leaveOut = Object.assign(document.createElement("button"), { type: "button", className: "button quiet compact", textContent: "×" });
    leaveOut.setAttribute("aria-label", `${list.dataset.leaveOut} ${file.name}`);
    leaveOut.addEventListener("click", () => put(input, [...input.files].filter((_, other) => other !== at)));
    row.append(file.name, leaveOut);
    return row;
  });
  list.replaceChildren(...rows);
}

function put(input, files) {
  const transfer = new DataTransfer();
  files.forEach((file) => transfer.items.add(file));
  input.files = transfer.files;
  show(input);
  input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "shrunk" }));
}

async function take(input, kept, added) {
  const buttons = [...(input.form?.querySelectorAll("button:not([type=button]):not([disabled])") ?? [])];
  buttons.forEach((button) => (button.disabled = true));
  try {
    put(input, [...kept, ...(await Promise.all(added.map(shrunk)))]);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

// Before the check of sizes: a large picture is small by then.
document.addEventListener("change", (event) => {
  if (!event.target.matches(PICTURES) || event.detail === "shrunk") return;
  event.stopImmediatePropagation();
  take(event.target, [], [...event.target.files]);
});

function add(event, files) {
  const input = event.target.closest?.("form")?.querySelector(PICTURES) ?? document.querySelector(PICTURES);
  if (!input || files.length === 0) return;
  event.preventDefault();
  take(input, [...input.files], [...files]);
  input.scrollIntoView({ block: "nearest" });
}

document.addEventListener("paste", (event) => {
  // Cells of a table come as text and as a picture of it: in a field they are text.
  const isText = event.clipboardData?.types.includes("text/plain") && event.target.matches?.("input, textarea");
  if (!isText) add(event, event.clipboardData?.files ?? []);
});
document.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes("Files") && document.querySelector(PICTURES)) event.preventDefault();
});
document.addEventListener("drop", (event) => add(event, event.dataTransfer?.files ?? []));

// The pictures of a ticket, large, one after the other.
function view(links, at, words) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "viewer" });
  const picture = document.createElement("img");
  const place = document.createElement("span");
  const go = (to) => {
    at = (to + links.length) % links.length;
    picture.src = links[at].href;
    picture.alt = links[at].querySelector("img").alt;
    place.textContent = `${at + 1} / ${links.length} · ${picture.alt}`;
  };
  const key = (text, label, act) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    return button;
  };
  const bar = Object.assign(document.createElement("div"), { className: "viewer-bar" });
  bar.append(
    key("←", words.previous, () => go(at - 1)),
    place,
    key("→", words.next, () => go(at + 1)),
    key("×", words.close, () => dialog.close()),
  );
  dialog.append(picture, bar);
  dialog.setAttribute("aria-label", words.title);
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "ArrowLeft") go(at - 1);
    if (event.key === "ArrowRight") go(at + 1);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  go(at);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-viewer] a[data-picture]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const box = link.closest("[data-viewer]");
  const links = [...box.querySelectorAll("a[data-picture]")];
  view(links, links.indexOf(link), box.dataset);
});
