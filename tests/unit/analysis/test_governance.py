"""An area shows the instruments that govern it."""

from __future__ import annotations

from commonground.analysis.governance import with_instruments
from commonground.domain.area import Area, ListEntry
from commonground.domain.instrument import Instrument, InstrumentKind, Revision


def _instrument(identifier: str, *revisions: Revision) -> Instrument:
    return Instrument(identifier, InstrumentKind.RESOLUTION, "PP", "General Secretariat", "1", revisions)


def test_an_area_has_the_instruments_of_all_its_names_under_their_newest_revision() -> None:
    entry = ListEntry("1.3", "1", "Gender equality")
    area = Area("gender", {"en": "Gender"}, entries=(entry,))
    older = Revision("Rev. Busan, 2014", 2014, "Gender", areas=("Gender",))
    newer = Revision("Rev. Dubai, 2018", 2018, "Gender")
    instruments = (
        _instrument("PP Resolution 70", older, newer),
        _instrument("RA Resolution 72", Revision("RA-23", 2023, "Equality", areas=("gender  Equality",))),
        _instrument("PP Resolution 21", Revision("Rev. Busan, 2014", 2014, "Calling", areas=("Calling",))),
    )
    (found,) = with_instruments([area], instruments)
    assert found.instruments == ("PP Resolution 70 (Rev. Dubai, 2018)", "RA Resolution 72 (RA-23)")


def test_an_area_without_instruments_has_none() -> None:
    (found,) = with_instruments([Area("water", {"en": "Water"})], ())
    assert found.instruments == ()


def test_a_suppressed_instrument_governs_nothing() -> None:
    suppressed = Revision("Rev. 2010", 2010, "Relief", areas=("Relief",), status="suppressed at PP-18")
    (found,) = with_instruments(
        [Area("relief", {"en": "Relief"})], [_instrument("PP Resolution 36", suppressed)]
    )
    assert found.instruments == ()
