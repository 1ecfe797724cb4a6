// Keys: whatever has data-key="j" (or "g l", "Shift+J") is clicked, or focused, by that key. A reader may change keys
// (kept in localStorage) or switch them off (data-shortcuts on <html>). No key acts while one writes in a field.
const STORE = "greffier-keys";
const FIELDS = "input, textarea, select, [contenteditable]";
let unbind = () => {};

function changed() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}

/** The key of an element: the reader's own, else the page's. */
const keyOf = (given) => changed()[given] ?? given;

/** Whether keys may act now. */
function awake(event) {
  const open = document.querySelector("dialog[open]");
  return document.documentElement.dataset.shortcuts === "on" && !event.target.closest?.(FIELDS)
    && (!open || open.contains(event.target)) && !event.isComposing;
}

function press(given, event) {
  const shown = [...document.querySelectorAll(`[data-key="${CSS.escape(given)}"]`)].find((one) => one.checkVisibility());
  if (!shown || shown.disabled) return;
  event.preventDefault();
  if (shown.matches(FIELDS)) shown.focus();
  else shown.click();
}

/** Bind what the page has now; call it again after htmx has brought other elements. */
export function bindKeys() {
  unbind();
  const found = {};
  for (const one of document.querySelectorAll("[data-key]")) {
    const given = one.dataset.key;
    found[keyOf(given)] = (event) => awake(event) && press(given, event);
  }
  unbind = window.tinykeys.tinykeys(window, found);
  list();
}

/** Write into the dialog of keys what each key does. */
function list() {
  const body = document.querySelector("[data-keys]");
  if (!body) return;
  const rows = new Map();
  for (const one of document.querySelectorAll("[data-key]")) {
    const words = one.dataset.keyLabel ?? one.getAttribute("aria-label") ?? one.textContent;
    if (!rows.has(one.dataset.key)) rows.set(one.dataset.key, words.trim().replace(/\s+/g, " "));
  }
  body.replaceChildren(...[...rows].map(([given, words]) => row(given, words)));
}

function row(given, words) {
  const line = document.createElement("tr");
  const what = line.appendChild(document.createElement("th"));
  what.scope = "row";
  what.textContent = words;
  const field = line.insertCell().appendChild(document.createElement("input"));
  field.value = keyOf(given).replace("Shift+", "⇧ ");
  field.size = 6;
  field.setAttribute("aria-label", words);
  field.addEventListener("change", () => change(given, field.value));
  return line;
}

function change(given, said) {
  const own = changed();
  const key = said.trim().replace("⇧ ", "Shift+");
  if (key && key !== given) own[given] = key;
  else delete own[given];
  localStorage.setItem(STORE, JSON.stringify(own));
  bindKeys();
}

document.querySelector("[data-keys-reset]")?.addEventListener("click", () => {
  localStorage.removeItem(STORE);
  bindKeys();
});
document.addEventListener("htmx:after:swap", bindKeys);
