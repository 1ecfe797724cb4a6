// Words of a text that stands on the page just as it was read: places counted in code points, as the ledger counts, to
// places in UTF-16, as the browser counts, and back; marks on them, which put nothing into the text.

/** Places in a string, counted one way and the other. */
export class Places {
  constructor(text) {
    this.astral = []; // code point indices of characters that take two units
    let at = 0;
    for (const char of text) {
      if (char.length === 2) this.astral.push(at);
      at += 1;
    }
    this.length = at;
  }

  /** How many astral characters stand before code point `at`. */
  before(at) {
    let low = 0;
    let high = this.astral.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.astral[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Code points to UTF-16. */
  units(at) {
    return at + this.before(at);
  }

  /** UTF-16 to code points; the middle of a character counts as its beginning. */
  points(unit) {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.units(middle) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The text of a report on the page, with marks and words to select. */
export class Words {
  constructor(element) {
    element.normalize(); // a browser parts a long text
    this.element = element;
    this.node = element.firstChild ?? element.appendChild(document.createTextNode(""));
    this.text = this.node.data;
    this.places = new Places(this.text);
    this.whole = element.childNodes.length === 1 && this.places.length === Number(element.dataset.length);
    this.parts = null;
  }

  range([start, end]) {
    const range = new Range();
    range.setStart(this.node, this.places.units(start));
    range.setEnd(this.node, this.places.units(end));
    return range;
  }

  /** Mark stretches under a name, over marks of less weight. */
  mark(name, stretches, priority) {
    if (!this.whole || !globalThis.CSS?.highlights) return;
    const found = new Highlight(...stretches.map((one) => this.range(one)));
    found.priority = priority;
    CSS.highlights.set(name, found);
  }

  /** The exact words of a stretch in code points. */
  of([start, end]) {
    return this.text.slice(this.places.units(start), this.places.units(end));
  }

  /** The code point under a point of the window, null where there is none. */
  at(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y);
    const range = caret ? null : document.caretRangeFromPoint?.(x, y);
    const [node, offset] = caret ? [caret.offsetNode, caret.offset] : range ? [range.startContainer, range.startOffset] : [];
    return node === this.node ? this.places.points(offset) : null;
  }

  /** What is selected, in code points, without white space at its ends; null for nothing. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (range.startContainer !== this.node || range.endContainer !== this.node) return null;
    let [start, end] = [range.startOffset, range.endOffset];
    while (start < end && /\s/.test(this.text[start])) start += 1;
    while (end > start && /\s/.test(this.text[end - 1])) end -= 1;
    return start < end ? [this.places.points(start), this.places.points(end)] : null;
  }

  /** The words of the text, each with where it begins and ends in UTF-16. */
  get words() {
    if (this.parts === null) {
      const segmenter = new Intl.Segmenter(this.element.lang || "fr", { granularity: "word" });
      this.parts = [];
      for (const one of segmenter.segment(this.text)) {
        if (one.isWordLike) this.parts.push([one.index, one.index + one.segment.length]);
      }
    }
    return this.parts;
  }

  /** Select the words from one to another, by their numbers. */
  choose(first, last) {
    const [from, to] = first <= last ? [first, last] : [last, first];
    const selection = getSelection();
    if (first <= last) selection.setBaseAndExtent(this.node, this.words[from][0], this.node, this.words[to][1]);
    else selection.setBaseAndExtent(this.node, this.words[to][1], this.node, this.words[from][0]);
  }

  /** The number of the first word that ends after a code point. */
  wordAt(point) {
    const unit = this.places.units(point);
    const found = this.words.findIndex(([, end]) => end > unit);
    return found < 0 ? this.words.length - 1 : found;
  }
}
