// The map and the timeline. The server groups what happened; here it is only drawn, and what is chosen is asked for.
import { bindKeys } from "./keys.js";
import { toast } from "./app.js";

const L = window.L;
const box = document.getElementById("map");
const card = document.getElementById("card");
const PLACE = "greffier-map";
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();

// --- the card ---------------------------------------------------------------------------------------------------------

/** Show what a path of the server tells, in the card; the answer is the server's own page, where all text is escaped. */
async function tell(path, byKey = false) {
  const answer = await fetch(path, { headers: { "HX-Request": "true" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  card.replaceChildren(...page.body.childNodes);
  card.scrollTop = 0;
  bindKeys();
  if (byKey) card.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-card]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  tell(link.getAttribute("href"), event.detail === 0).catch(() => location.assign(link.href));
  if (link.dataset.lat) map.setView([Number(link.dataset.lat), Number(link.dataset.lon)], Math.max(map.getZoom(), 6));
});

// --- signs of the map -------------------------------------------------------------------------------------------------

/** A dot with its number, and a ring around it where it stands for several places. */
const Sign = L.CircleMarker.extend({
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    renderer._updateCircle(this);
    const { label, ring, ink } = this.options;
    const ctx = renderer._ctx;
    const { x, y } = this._point;
    ctx.save();
    if (ring) {
      ctx.beginPath();
      ctx.arc(x, y, this._radius + 3.5, 0, 2 * Math.PI);
      ctx.strokeStyle = ring;
      ctx.lineWidth = 1.5;
      ctx.stroke();
    }
    if (label) {
      ctx.fillStyle = ink;
      ctx.font = "600 12px system-ui, sans-serif";
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(label, x, y + 0.5);
    }
    ctx.restore();
  },
});

const numbers = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
const sizeOf = (count) => Math.min(24, 7 + 3 * Math.log2(Math.max(1, count)));

function hatching(line) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const ctx = tile.getContext("2d");
  ctx.strokeStyle = line;
  ctx.globalAlpha = 0.55;
  ctx.beginPath();
  for (const from of [-8, 0, 8]) {
    ctx.moveTo(from, 8);
    ctx.lineTo(from + 8, 0);
  }
  ctx.stroke();
  return tile.getContext("2d").createPattern(tile, "repeat");
}

// --- the map ----------------------------------------------------------------------------------------------------------

const map = L.map(box, {
  minZoom: 1, maxZoom: 11, zoomSnap: 0.5, attributionControl: false, zoomControl: false, maxBounds: [[-88, -200], [88, 200]],
  zoomAnimation: !still, fadeAnimation: !still, inertia: !still,
});
L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);

// Each layer has a canvas of its own, one above the other; clicks are the map's, which looks for the nearest sign.
const layers = {};
for (const [name, height] of [["land", 200], ["areas", 350], ["dots", 450]]) {
  const pane = map.createPane(name);
  pane.style.zIndex = height;
  pane.style.pointerEvents = "none";
  layers[name] = { pane: name, renderer: L.canvas({ pane: name, tolerance: 8, padding: 0.3 }), interactive: false };
}
const areas = L.layerGroup().addTo(map);
const dots = L.layerGroup().addTo(map);
const shapes = new Map();
let signs = [];

function remember() {
  const { lat, lng } = map.getCenter();
  sessionStorage.setItem(PLACE, JSON.stringify([lat, lng, map.getZoom()]));
}

function begin() {
  const bounds = JSON.parse(box.dataset.bounds);
  let last = null;
  try {
    last = JSON.parse(sessionStorage.getItem(PLACE));
  } catch {
    last = null;
  }
  if (last) map.setView([last[0], last[1]], last[2]);
  else if (bounds.length) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 6 });
  else map.setView([30, 15], 1.5);
}

async function land() {
  const atlas = await (await fetch(box.dataset.land)).json();
  const found = window.topojson.feature(atlas, atlas.objects.countries);
  for (const one of found.features) shapes.set(String(one.id), one);
  const look = { color: colour("--line-strong"), weight: 0.7, fillColor: colour("--paper"), fillOpacity: 1 };
  L.geoJSON(found, { ...layers.land, style: look }).addTo(map);
}

/** What is known only to an area: its outline, or a circle as wide as it reaches, with its number in the middle. */
function drawArea(one, hatch) {
  const look = { color: colour("--s-1"), weight: 1.5, dashArray: "5 4", fillColor: hatch, fillOpacity: one.km > 1500 ? 0 : 1 };
  const shape = shapes.get(one.shape);
  const drawn = shape ? L.geoJSON(shape, { ...layers.areas, style: look })
    : L.circle([one.lat, one.lon], { ...layers.areas, ...look, radius: 1000 * (one.km || 40) });
  areas.addLayer(drawn);
  const label = new Sign([one.lat, one.lon], {
    ...layers.dots, radius: 11, color: colour("--s-1"), weight: 1.5, dashArray: "3 2", fillColor: colour("--paper"), fillOpacity: 0.9,
    label: numbers.format(one.count), ink: colour("--ink"),
  });
  dots.addLayer(label);
  signs.push({ lat: one.lat, lon: one.lon, radius: 12, query: ["spot", one.id] });
}

function drawDot([lat, lon, count, places, spot, within]) {
  const radius = sizeOf(count);
  dots.addLayer(new Sign([lat, lon], {
    ...layers.dots, radius, color: colour("--paper"), weight: 1.5, fillColor: colour("--s-0"), fillOpacity: 1,
    label: count > 1 ? numbers.format(count) : "", ring: places > 1 ? colour("--s-0") : "", ink: colour("--on-accent"),
  }));
  signs.push({ lat, lon, radius: radius + 4, query: spot ? ["spot", spot] : ["box", within] });
}

let asking = new AbortController();

async function draw() {
  asking.abort();
  asking = new AbortController();
  const seen = map.getBounds().pad(0.2);
  const address = new URL(box.dataset.marks, location.href);
  address.searchParams.set("zoom", map.getZoom());
  address.searchParams.set("box", [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((d) => d.toFixed(3)));
  const answer = await fetch(address, { signal: asking.signal });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  areas.clearLayers();
  dots.clearLayers();
  signs = [];
  const hatch = hatching(colour("--s-1"));
  for (const one of found.areas) drawArea(one, hatch);
  for (const one of found.dots.reverse()) drawDot(one);
  box.dataset.drawn = String(signs.length);
}

const redraw = () => draw().catch((fault) => fault.name === "AbortError" || toast(box.dataset.failed));

function nearest(point) {
  let best = null;
  for (const sign of signs) {
    const away = map.latLngToContainerPoint([sign.lat, sign.lon]).distanceTo(point) - sign.radius;
    if (away <= 3 && (!best || away < best.away)) best = { sign, away };
  }
  return best?.sign ?? null;
}

map.on("click", (event) => {
  const sign = nearest(event.containerPoint);
  if (!sign) return;
  const address = new URL(box.dataset.at, location.href);
  address.searchParams.set(...sign.query);
  tell(address.pathname + address.search).catch(() => toast(box.dataset.failed));
});
map.on("mousemove", (event) => box.classList.toggle("pointing", nearest(event.containerPoint) !== null));

begin();
land().catch(() => toast(box.dataset.failed)).then(() => {
  redraw();
  map.on("moveend", () => {
    remember();
    redraw();
  });
});

// --- the timeline: arrow keys move, Shift and an arrow choose several, Enter or drawing over bars narrows the time ------

const strip = document.getElementById("strip");
const bars = strip ? [...strip.querySelectorAll(".bar")] : [];
let focused = 0;
let from = null;

function narrow(a, b) {
  const [first, last] = a <= b ? [a, b] : [b, a];
  const address = new URL(location.href);
  address.searchParams.set("from", bars[first].dataset.from);
  address.searchParams.set("to", bars[last].dataset.to);
  address.searchParams.delete("page");
  location.assign(address);
}

function choose(a, b) {
  const [first, last] = a <= b ? [a, b] : [b, a];
  bars.forEach((bar, n) => bar.classList.toggle("chosen", a !== null && n >= first && n <= last));
}

function focusOn(n) {
  bars[focused].setAttribute("tabindex", "-1");
  focused = Math.max(0, Math.min(bars.length - 1, n));
  bars[focused].setAttribute("tabindex", "0");
  bars[focused].focus();
}

if (bars.length) {
  bars.forEach((bar, n) => bar.setAttribute("tabindex", n ? "-1" : "0"));
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -Infinity, End: Infinity };
  strip.addEventListener("keydown", (event) => {
    if (event.key in steps) {
      event.preventDefault();
      from = event.shiftKey ? from ?? focused : null;
      focusOn(focused + steps[event.key]);
      choose(from, focused);
    } else if (event.key === "Enter" && from !== null) {
      event.preventDefault();
      narrow(from, focused);
    }
  });
  strip.addEventListener("dragstart", (event) => event.preventDefault());
  const barAt = (event) => {
    const at = bars.findIndex((bar) => event.clientX < bar.querySelector(".hit").getBoundingClientRect().right);
    return at < 0 ? bars.length - 1 : at;
  };
  let drawing = null;
  strip.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch") drawing = { x: event.clientX, at: barAt(event), moved: false };
  });
  strip.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    drawing.moved ||= Math.abs(event.clientX - drawing.x) > 4;
    if (drawing.moved) choose(drawing.at, barAt(event));
  });
  addEventListener("pointerup", (event) => {
    const done = drawing;
    drawing = null;
    if (done?.moved) narrow(done.at, barAt(event));
  });
  strip.addEventListener("click", (event) => {
    if (document.querySelector(".bar.chosen")) event.preventDefault();
  });
}
