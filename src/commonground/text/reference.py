"""Find the references of a text, each with its span in the source and the entity it means."""

from __future__ import annotations

import re
from functools import cache

from commonground.domain.reference import Reference, ReferenceContext
from commonground.text.grammar import ReferenceGrammar
from commonground.text.language import detect_language
from commonground.text.normalise import Folded, fold
from commonground.text.reading import MentionReader
from commonground.text.resolution import Claim, Claimant, settle

_WORDS = re.compile("[A-Za-z]{5}")
NO_CONTEXT = ReferenceContext()


def find_references(
    text: str, grammar: ReferenceGrammar, context: ReferenceContext = NO_CONTEXT
) -> tuple[Reference, ...]:
    """The references in the text, in order of position, none overlapping another.

    Never fails, whatever the text. `text[r.start:r.end] == r.text` holds for each. Where nothing decides
    between several entities, `id` is None and `candidates` holds them, best first.
    """
    folded = fold(text)
    claimant = Claimant(grammar, context)
    claims = [
        claim for mention in MentionReader(folded.text, grammar).read() for claim in claimant.claims(mention)
    ]
    if not claims:
        return ()
    settle(claims, grammar, context)

    @cache
    def language() -> str | None:
        return context.language or detect_language(text)

    found = []
    last = 0
    for claim in claims:
        reference = _reference(
            claim, folded, grammar, claim.language or language() or _plain_language(claim, folded.text)
        )
        if reference.start >= last and reference.end > reference.start:
            found.append(reference)
            last = reference.end
    return tuple(found)


def _plain_language(claim: Claim, text: str) -> str | None:
    """English for words that several languages print alike and nothing around them tells, as in a short cell."""
    printed = text[claim.start : claim.end]
    return "en" if printed.isascii() and _WORDS.search(printed) else None


def _reference(claim: Claim, folded: Folded, grammar: ReferenceGrammar, language: str | None) -> Reference:
    start, end = folded.span(claim.start, claim.end)
    options = claim.options
    ids = (options[0][0],) if len(options) == 1 else tuple(dict.fromkeys([one for one, _ in options]))
    decided = ids[0] if len(ids) == 1 else None
    return Reference(
        text=folded.source[start:end],
        start=start,
        end=end,
        kind=claim.kind,
        id=decided,
        candidates=ids,
        language=language,
        revision=claim.revision,
        is_known=decided is not None and (claim.is_always_known or decided in grammar.known),
    )
