"""What differs between two editions is said in words, in all six languages."""

from __future__ import annotations

import pytest

from commonground.analysis.edition_difference import RecordKind
from commonground.domain.activity import ActivityKind
from commonground.domain.instrument import InstrumentKind
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.organization import BodyKind
from commonground.exports.edition_words import value_word
from commonground.exports.wording import has_wording

KINDS = (
    *((RecordKind.BODY, kind) for kind in BodyKind),
    *((RecordKind.INSTRUMENT, kind) for kind in InstrumentKind),
    *((RecordKind.ACTIVITY, kind) for kind in ActivityKind),
)


@pytest.mark.parametrize(("record", "kind"), KINDS)
def test_every_kind_has_a_word_in_every_language(record: RecordKind, kind: str) -> None:
    assert has_wording(f"sort_{kind}")
    words = {language: value_word(record, "kind", str(kind), language) for language in OFFICIAL_LANGUAGES}
    assert "-" not in words["en"]
    assert all(words.values())
    assert len(set(words.values())) > 3


def test_a_kind_that_is_not_known_is_shown_without_its_dashes() -> None:
    assert value_word(RecordKind.BODY, "kind", "reading-circle", "en") == "reading circle"
