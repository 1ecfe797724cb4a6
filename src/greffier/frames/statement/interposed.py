"""« On nous a abandonnés, raconte une habitante. Personne n'est venu. »: attributions inside the quotation marks."""

from __future__ import annotations

from greffier.frames.statement.frame import Page, StatementFrame
from greffier.frames.statement.speakers import subject_after
from greffier.frames.statement.verbs import ReportingVerb, reporting_verb
from greffier.frames.statement.voices import argument

__all__ = ["find_interposed"]

_LONGEST = 14  # tokens of an attribution


def find_interposed(page: Page, bare: Page, s: int) -> list[StatementFrame]:
    """The statement whose attribution commas set off inside a quotation; its content is the quotation.

    `bare` is the page as if it had no quotations.
    """
    sentence = page.sentences[s]
    inside = [t.i for t in sentence.tokens if not page.outside(s, t.i) and t.lemma in page.reporting.cues]
    if not inside:
        return []
    found: list[StatementFrame] = []
    for i in inside:
        verb = reporting_verb(bare, s, i)
        frame = None if verb is None else _read(page, bare, verb)
        if frame is not None:
            found.append(frame)
    return found[:1]


def _read(page: Page, bare: Page, verb: ReportingVerb) -> StatementFrame | None:
    tokens = page.sentences[verb.s].tokens
    j = verb.left - 1
    cue = verb.take("quote")
    if cue is None or j < 1 or tokens[j].text != "," or page.outside(verb.s, j) or not verb.finite or verb.negated:
        return None
    head = verb.clitic if verb.clitic is not None else subject_after(bare, verb)
    if head is None or bare.reporting.word("first_person", bare.lower(verb.s, head).lstrip("-")):
        return None
    end = next((k for k in range(head, len(tokens)) if tokens[k].text in {",", ".", "»", "”", '"', "!", "?"}), None)
    if end is None or end - j > _LONGEST or any(t.feats.get("VerbForm") == "Fin" for t in tokens[verb.right : end]):
        return None
    content = page.quotations[page.quoted[verb.s][j]].content
    speaker = argument(bare, verb.s, head, "order", stop=end)
    rule = "statement.interposed"
    return StatementFrame(verb.s, verb.anchor, (speaker,), (), cue.act, "direct", content, None, False, rule, (verb.s,))
