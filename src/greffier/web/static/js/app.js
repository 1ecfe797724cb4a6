// What every page does: dialogs, keys, toasts. Pages add modules of their own beside this one.
import { bindKeys } from "./keys.js";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  const sure = event.target.closest("[data-dismiss]");
  if (sure) sure.closest(".toast, dialog")?.remove();
});

// A select or checkbox with data-submit sends its form at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form?.requestSubmit();
});

/** Tell something once, politely: shown for a while, and read out. */
export function toast(words) {
  const line = document.createElement("p");
  line.className = "toast";
  line.textContent = words;
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), 8000);
}

// What stands open beside a page on a wide screen begins closed above it on a narrow one.
if (!matchMedia("(min-width: 60rem)").matches) {
  for (const side of document.querySelectorAll("details[data-wide]")) side.open = false;
}

bindKeys();
