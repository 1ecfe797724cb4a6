// Files dropped anywhere on the page are those of the form; how many there are is told below the field.
const zone = document.querySelector("[data-drop]");
const field = zone?.querySelector("input[type=file]");

function over(is) {
  zone.classList.toggle("over", is);
}

if (zone) {
  const files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? over(false));
  document.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    over(false);
    const all = new DataTransfer();
    for (const file of [...field.files, ...event.dataTransfer.files]) all.items.add(file);
    field.files = all.files;
    field.focus();
  });
}

// Where nobody knows the date, none can be written.
for (const box of document.querySelectorAll("[data-undated]")) {
  const day = document.getElementById(box.dataset.undated);
  const set = () => { day.disabled = box.checked; };
  box.addEventListener("change", set);
  set();
}
