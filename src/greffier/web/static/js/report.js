// The page of a report: one entry is in focus; its words are marked in the text; keys judge it. A judgement shows at once
// and is sent behind, one after the other; what the server refuses is put back with its reason.
import { toast } from "./app.js";
import { bindKeys } from "./keys.js";
import { showPlaces } from "./place.js";
import { Words } from "./words.js";

const page = document.getElementById("report");
const pane = document.getElementById("pane");
const panel = document.getElementById("panel");
const list = document.getElementById("entries");
const map = document.getElementById("map");
const said = JSON.parse(page.dataset.said);
const words = new Words(document.getElementById("text"));
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const cards = () => [...list.querySelectorAll(".entry")];
const cardOf = (id) => document.getElementById(`e-${id}`);
let current = cardOf(page.dataset.focus);

if (!words.whole) toast(said.changed);

// --- marks and focus ---------------------------------------------------------------------------------------------------

const marks = (card) => JSON.parse(card.dataset.marks);

function markAll() {
  const shown = cards().filter((card) => card.dataset.status !== "rejected");
  words.mark("evidence", shown.flatMap((card) => marks(card).evidence), 0);
}

function markFocus() {
  const own = current ? marks(current) : { evidence: [], fillers: [], anchor: null };
  words.mark("focused", own.evidence, 1);
  words.mark("filler", own.fillers, 2);
  words.mark("anchor", own.anchor ? [own.anchor] : [], 3);
}

function reveal(stretch) {
  if (!words.whole) return;
  const box = words.range(stretch).getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  if (box.top < frame.top + 8 || box.bottom > frame.bottom - 8) pane.scrollTop += box.top - frame.top - frame.height / 3;
}

/** Put a card in focus: open it, mark its words, and bring both into view. */
function look(card, { steal = true } = {}) {
  if (current && current !== card) {
    current.classList.remove("focused");
    current.removeAttribute("aria-current");
  }
  current = card;
  if (!card) return markFocus();
  card.classList.add("focused");
  card.setAttribute("aria-current", "true");
  markFocus();
  if (steal) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  reveal(marks(card).anchor);
  history.replaceState(null, "", `${page.dataset.address}?entry=${card.dataset.entry}`);
  setTimeout(() => current === card && showPlaces(map, card.querySelector("[data-map]"), JSON.parse(card.dataset.places), page.dataset.atlas), 0);
}

function step(by) {
  const all = cards();
  if (!all.length) return;
  const at = all.indexOf(current);
  look(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

/** The entry to look at after this one: the next that is not judged, from the top again at the end. */
function nextAfter(card) {
  const all = cards();
  const at = all.indexOf(card) + 1;
  return [...all.slice(at), ...all.slice(0, at)].find((one) => one !== card && one.dataset.status === "unreviewed");
}

function goOn(card) {
  const next = nextAfter(card);
  if (next) return look(next);
  look(card);
  toast(said.done);
}

// --- judging -----------------------------------------------------------------------------------------------------------

let queue = Promise.resolve();
const ATTEMPTS = 3;

const key = () => (crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`).replaceAll("-", "");

async function send(data) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(`${page.dataset.address}/judge`, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "application/json" } });
      if (answer.status < 500) return answer.headers.get("content-type")?.includes("json") ? await answer.json() : { ok: false, said: `HTTP ${answer.status}` };
      if (attempt === ATTEMPTS) return { ok: false, said: `HTTP ${answer.status}` };
    } catch {
      if (attempt === ATTEMPTS) return { ok: false, said: said.offline };
    }
    await new Promise((wait) => setTimeout(wait, 250 * attempt)); // the same key: it is judged once
  }
}

/** Judge behind what is judged already; `back` puts things back where the server refuses. */
function judge(data, back = () => {}) {
  document.documentElement.dataset.judging = String(Number(document.documentElement.dataset.judging ?? 0) + 1);
  const turn = queue.then(() => send(data)).then((answer) => {
    if (!answer.ok) {
      back();
      toast(fill(said.failed, { why: answer.said }));
    }
    if (answer.cards) renew(answer);
    return answer;
  }).finally(() => {
    document.documentElement.dataset.judging = String(Number(document.documentElement.dataset.judging) - 1);
  });
  queue = turn.catch(() => {});
  return turn;
}

// Parts of pages come from our own templates, which escape every word; what is parsed so runs no script.
const parsed = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
const refill = (holder, html) => holder.replaceChildren(...parsed(html));
const made = (html) => parsed(html).find((node) => node.nodeType === Node.ELEMENT_NODE);

/** Put what the server made anew in place of what it was. */
function renew(answer) {
  const focus = current?.dataset.entry;
  const writing = current?.querySelector("[data-editor]:not([hidden])");
  for (const [id, html] of Object.entries(answer.cards)) {
    if (writing && id === focus && answer.focus !== id) continue; // somebody writes in it
    const line = made(html);
    const old = cardOf(id)?.closest("li");
    if (id === focus) map.remove();
    if (old) old.replaceWith(line);
    else list.append(line);
  }
  const wanted = new Set(answer.order);
  for (const card of cards()) if (!wanted.has(card.dataset.entry)) card.closest("li").remove();
  if (answer.order.some((id, n) => list.children[n]?.dataset.line !== id)) for (const id of answer.order) list.append(cardOf(id).closest("li"));
  refill(document.getElementById("bar"), answer.bar);
  refill(document.getElementById("record"), answer.record);
  const none = document.getElementById("none");
  if (none) none.hidden = answer.order.length > 0;
  bindKeys();
  markAll();
  const card = cardOf(answer.focus ?? focus) ?? cardOf(focus) ?? cards()[0] ?? null;
  const typing = document.activeElement?.closest?.("form[data-form]");
  if (card !== current || card?.dataset.entry === focus) look(card, { steal: !typing });
}

function showStatus(card, status) {
  const chip = card.querySelector("[data-status-chip]");
  const before = [card.dataset.status, [...chip.childNodes]];
  card.dataset.status = status;
  const shown = card.querySelector(`[data-chip="${status}"]`);
  if (shown) chip.replaceChildren(...shown.cloneNode(true).childNodes);
  return () => {
    const same = cardOf(card.dataset.entry);
    if (!same) return;
    [same.dataset.status] = before;
    same.querySelector("[data-status-chip]").replaceChildren(...before[1]);
    markAll();
    look(same);
  };
}

function submitted(form) {
  const data = Object.fromEntries(new FormData(form));
  data.key = key();
  if (data.verdict === "accept" || data.verdict === "reject") {
    const card = cardOf(data.entry);
    const back = showStatus(card, data.verdict === "accept" ? "accepted" : "rejected");
    goOn(card);
    judge(data, back);
  } else if (data.verdict === "nothing") {
    const stretch = words.selected();
    if (stretch) [data.start, data.end] = stretch;
    judge(data).then((answer) => answer.ok && toast(answer.said));
  } else {
    judge(data).then((answer) => answer.ok && toast(answer.said));
  }
}

// --- correcting and adding ---------------------------------------------------------------------------------------------

let armed = null; // the field that takes words from the text

async function fetched(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  return answer.ok ? answer.text() : null;
}

async function open(holder, address) {
  const html = await fetched(address);
  if (html === null) return;
  refill(holder, html);
  holder.hidden = false;
  const facts = holder.parentElement.querySelector("[data-facts]");
  if (facts && holder !== panel) facts.hidden = true;
  const form = holder.querySelector("form");
  form.dataset.from = address;
  form.dataset.key = key();
  (form.querySelector("[data-kinds]") ?? form.querySelector("select, input:not([type=hidden])"))?.focus();
  holder.scrollIntoView({ block: "nearest" });
  bindKeys();
}

function close(form) {
  disarm();
  const holder = form.parentElement;
  holder.hidden = true;
  holder.replaceChildren();
  const facts = holder.parentElement.querySelector("[data-facts]");
  if (facts) facts.hidden = false;
  if (current) look(current);
}

function save(form) {
  const data = [...new FormData(form)].filter(([name]) => name !== "key");
  data.push(["key", form.dataset.key ?? key()]);
  const error = form.querySelector("[data-error]");
  error.hidden = true;
  judge(data).then((answer) => {
    if (answer.ok) {
      if (form.isConnected) close(form);
      toast(answer.said);
      if (answer.focus) look(cardOf(answer.focus));
      return;
    }
    form.dataset.key = key(); // what is sent next is another thing
    error.textContent = answer.said;
    error.hidden = false;
  });
}

/** Another kind has other fields: what was chosen for fields that both have stays. */
async function changeKind(select) {
  const form = select.form;
  const address = new URL(form.dataset.from, location.href);
  address.searchParams.set("kind", select.value);
  const anchor = form.querySelector('[data-field="anchor"] input[type=checkbox]:checked');
  if (anchor && !form.elements.entry) {
    const { start, end } = JSON.parse(anchor.value);
    address.searchParams.set("start", start);
    address.searchParams.set("end", end);
  }
  const html = await fetched(address.pathname + address.search);
  if (html === null) return;
  const holder = form.parentElement;
  const { from, key: mine } = form.dataset;
  refill(holder, html);
  const next = holder.querySelector("form");
  next.dataset.from = from;
  next.dataset.key = mine;
  next.querySelector("[data-kinds]").value = select.value;
  next.querySelector("[data-kinds]").focus();
  bindKeys();
}

function disarm() {
  armed?.classList.remove("armed");
  armed = null;
  pane.classList.remove("taking");
}

/** Let a field take the next words that are selected in the text. */
function arm(field) {
  disarm();
  armed = field;
  field.classList.add("armed");
  pane.classList.add("taking");
  if (words.selected()) return take();
  toText();
}

function chosen(field, stretch) {
  const exact = words.of(stretch);
  const name = field.dataset.field;
  const named = field.dataset.form.startsWith("filler");
  const gold = named ? { name: exact, text: exact, start: stretch[0], end: stretch[1] } : { start: stretch[0], end: stretch[1], exact };
  const line = document.createElement("li");
  const label = line.appendChild(document.createElement("label"));
  label.className = "tick";
  const tick = label.appendChild(document.createElement("input"));
  Object.assign(tick, { type: "checkbox", name: `w.${name}`, value: JSON.stringify(gold), checked: true });
  const shown = label.appendChild(document.createElement("span"));
  Object.assign(shown, { lang: words.element.lang, dir: "auto", textContent: ` ${exact}` });
  return line;
}

function take() {
  const stretch = words.selected();
  if (!stretch || !armed?.isConnected) return disarm();
  const field = armed;
  const places = field.querySelector("[data-chosen]");
  if (field.dataset.form === "span" || field.dataset.form === "filler") places.replaceChildren();
  places.append(chosen(field, stretch));
  disarm();
  getSelection().removeAllRanges();
  field.querySelector("[data-take]").focus();
  toast(fill(said.taken, { words: words.of(stretch) }));
}

function addHere() {
  const stretch = words.selected();
  if (!stretch) {
    toast(said.select);
    return toText();
  }
  open(panel, `${page.dataset.address}/add?start=${stretch[0]}&end=${stretch[1]}`);
}

// --- the text ----------------------------------------------------------------------------------------------------------

let base = 0; // numbers of words: where a selection began, and where it is
let head = 0;

function toText() {
  pane.focus();
  if (!words.selected() && words.words.length) {
    base = head = words.wordAt(current ? marks(current).anchor[0] : 0);
    words.choose(base, head);
  }
}

function entriesAt(point) {
  const size = ([start, end]) => end - start;
  return cards().map((card) => ({ card, own: marks(card) }))
    .filter(({ own }) => own.evidence.some(([start, end]) => start <= point && point < end))
    .sort((a, b) => Math.abs(a.own.anchor[0] - point) - Math.abs(b.own.anchor[0] - point) || size(a.own.evidence[0]) - size(b.own.evidence[0]))
    .map(({ card }) => card);
}

/** Look at the entry of the words there; again, at the next one that rests on them. */
function lookAt(point) {
  const found = entriesAt(point);
  if (!found.length) return;
  const at = found.indexOf(current);
  look(found[(at + 1) % found.length]);
}

pane.addEventListener("click", (event) => {
  if (event.detail === 0) return toText(); // a key, not a mouse
  if (words.selected()) return armed ? take() : undefined;
  const point = words.at(event.clientX, event.clientY);
  if (point !== null && !armed) lookAt(point);
});

const MOVES = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10, Home: -Infinity, End: Infinity };

pane.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !words.words.length) return;
  if (event.key in MOVES) {
    event.preventDefault();
    const rightToLeft = getComputedStyle(words.element).direction === "rtl" && event.key.match(/Left|Right/);
    head = Math.min(words.words.length - 1, Math.max(0, head + (rightToLeft ? -1 : 1) * MOVES[event.key]));
    if (!event.shiftKey) base = head;
    words.choose(base, head);
    reveal(words.selected());
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (armed) take();
    else if (words.selected()) lookAt(words.selected()[0]);
  } else if (event.key === "Escape" && armed) {
    const field = armed;
    disarm();
    field.querySelector("[data-take]").focus();
  }
});

// --- what is clicked, sent, changed ------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-form]") && event.submitter?.formMethod !== "get") {
    event.preventDefault();
    save(form);
  } else if (form.matches("[data-judge]")) {
    event.preventDefault();
    submitted(form);
  } else if (form.matches("[data-why]")) {
    event.preventDefault();
    because(form);
  }
});

async function because(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } });
  button.disabled = false;
  if (answer.ok) refill(form.parentElement.querySelector("[data-because]"), await answer.text());
}

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest(selector);
  const link = hit("[data-edit], [data-add]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (link.matches("[data-add]")) addHere();
    else {
      look(link.closest(".entry"));
      open(current.querySelector("[data-editor]"), link.getAttribute("href"));
    }
  } else if (hit("[data-step]")) step(Number(hit("[data-step]").dataset.step));
  else if (hit("[data-skip]")) goOn(current);
  else if (hit("[data-take]")) arm(hit("[data-field]"));
  else if (hit("[data-cancel]")) close(hit("form"));
  else if (hit("[data-span]")) {
    const stretch = hit("[data-span]").dataset.span.split(",").map(Number);
    reveal(stretch);
    words.mark("shown", [stretch], 4);
    setTimeout(() => words.mark("shown", [], 4), 1600);
  } else if (hit(".entry") && !hit("a, button:not([data-look]), input, select, summary, label, details")) {
    if (hit(".entry") !== current || hit("[data-look]")) look(hit(".entry"));
  }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-form]");
  if (event.key === "Escape" && form) close(form);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-kinds]") && event.target.value) changeKind(event.target);
});

markAll();
look(current, { steal: false });
