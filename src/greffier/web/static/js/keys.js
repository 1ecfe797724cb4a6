// Keys: whatever has data-key="j" (or "g l", "Shift+J") is clicked, or focused, by that key. A reader may change keys
// (kept in localStorage) or switch them off (data-shortcuts on <html>). No key acts while one writes in a field.
const STORE = "greffier-keys";
const FIELDS = "input, textarea, select, [contenteditable]";
const APART = 1000; // milliseconds within which the letters of "g l" follow each other
let unbind = () => {};
let firsts = new Set(); // first letters of sequences
let before = { key: "", at: -APART };
let last = before;

// A letter that ends "g a" is no "a" of its own.
window.addEventListener("keydown", (event) => {
  if (["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
  [before, last] = [last, { key: event.key.toLowerCase(), at: event.timeStamp }];
}, { capture: true });

const ends = (event) => firsts.has(before.key) && event.timeStamp - before.at < APART;

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
  if (!shown || shown.disabled || (event.repeat && shown.type === "submit")) return; // a key held down sends once
  event.preventDefault();
  if (shown.matches(FIELDS)) shown.focus();
  else shown.click();
}

/** Bind what the page has now; call it again after htmx has brought other elements. */
export function bindKeys() {
  unbind();
  const found = {};
  for (const given of new Set([...document.querySelectorAll("[data-key]")].map((one) => one.dataset.key))) {
    const key = keyOf(given);
    found[key] = (event) => awake(event) && (key.includes(" ") || !ends(event)) && press(given, event);
  }
  firsts = new Set(Object.keys(found).filter((key) => key.includes(" ")).map((key) => key.split(" ")[0].toLowerCase()));
  unbind = window.tinykeys.tinykeys(window, found);
  list();
}

/** What a key does, in words: without the letter that a button shows. */
function wordsOf(one) {
  const said = one.dataset.keyLabel ?? one.getAttribute("aria-label");
  if (said) return said;
  const plain = one.cloneNode(true);
  for (const kbd of plain.querySelectorAll("kbd")) kbd.remove();
  return plain.textContent;
}

/** Write into the dialog of keys what each key does. */
function list() {
  const body = document.querySelector("[data-keys]");
  if (!body) return;
  const rows = new Map();
  for (const one of document.querySelectorAll("[data-key]")) {
    if (!rows.has(one.dataset.key)) rows.set(one.dataset.key, wordsOf(one).trim().replace(/\s+/g, " "));
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
