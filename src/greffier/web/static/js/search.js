// Marks the words that were found: ranges over the text as it stands, nothing is put into it.
const ranges = [];
for (const line of document.querySelectorAll("[data-marks]")) {
  const text = line.firstChild;
  for (const [start, stop] of JSON.parse(line.dataset.marks)) {
    if (!text || stop > text.length) continue;
    const range = new Range();
    range.setStart(text, start);
    range.setEnd(text, stop);
    ranges.push(range);
  }
}
if (window.Highlight && CSS.highlights) CSS.highlights.set("evidence", new Highlight(...ranges));
