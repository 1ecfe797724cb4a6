// A small map of where an entry is said to have happened. A town is a dot; a country its outline, a region or sea a soft
// circle as wide as it reaches, never a point.
let map = null;
let land = null;
let drawn = null;

async function atlas(address) {
  const answer = await fetch(address);
  const data = await answer.json();
  return window.topojson.feature(data, data.objects.countries);
}

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

async function start(box, address) {
  map = window.L.map(box, { attributionControl: false, zoomControl: false, keyboard: false, preferCanvas: true, worldCopyJump: true, fadeAnimation: false, zoomAnimation: false });
  map.createPane("land").style.zIndex = 200;
  map.createPane("where").style.zIndex = 450;
  const canvas = window.L.canvas({ pane: "land" });
  map.setView([30, 15], 1);
  land = await atlas(address);
  window.L.geoJSON(land, { pane: "land", renderer: canvas, interactive: false,
    style: { color: style("--line-strong"), weight: 0.6, fillColor: style("--sunk"), fillOpacity: 1 } }).addTo(map);
  drawn = window.L.featureGroup().addTo(map);
}

function shape(place, canvas) {
  const soft = { pane: "where", renderer: canvas, interactive: false, color: style("--accent"), weight: 1.5, dashArray: "4 4", fillColor: style("--accent"), fillOpacity: 0.25 };
  const dot = { pane: "where", renderer: canvas, interactive: false, radius: 6, color: style("--paper"), weight: 2, fillColor: style("--accent"), fillOpacity: 1 };
  const at = [place.lat, place.lon];
  const outline = place.country && land.features.find((one) => one.id === place.country);
  if (outline) return window.L.geoJSON(outline, { ...soft, style: () => soft });
  if (place.precision === "country" || place.km) return window.L.circle(at, { ...soft, radius: (place.km ?? 250) * 1000 });
  return window.L.circleMarker(at, dot);
}

let canvas = null;
let turn = 0;

/** Show the map in `slot` with these places; nothing where there are none. */
export async function showPlaces(box, slot, places, address) {
  const mine = (turn += 1);
  box.hidden = !slot || !places.length;
  if (box.hidden || !window.L || !window.topojson) return;
  slot.append(box);
  if (!map) {
    await start(box, address);
    canvas = window.L.canvas({ pane: "where" });
  }
  if (mine !== turn || !drawn) return;
  map.invalidateSize();
  drawn.clearLayers();
  for (const place of places) drawn.addLayer(shape(place, canvas));
  const wide = places.some((one) => one.precision === "country" || one.precision === "sea");
  map.fitBounds(drawn.getBounds().pad(0.4), { maxZoom: wide ? 4 : 5, animate: false });
  box.dataset.shown = places.map((one) => one.name).join("|");
}
