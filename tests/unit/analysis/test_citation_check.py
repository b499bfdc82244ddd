"""Years and places are read from the labels of revisions as they are printed."""

from __future__ import annotations

import pytest

from commonground.analysis.citation_check import matching_revision, place_of, year_of
from commonground.domain.instrument import Instrument, InstrumentKind, Revision


@pytest.mark.parametrize(
    ("label", "year", "place"),
    [
        ("Rev. Busan, 2014", 2014, "busan"),
        ("Rév. Dubaï, 2018", 2018, "dubai"),
        ("Rev. Buenos Aires, 2017", 2017, "buenos aires"),
        ("RA-19", 2019, ""),
        ("Rev.WRC-97", 1997, ""),
        ("", None, ""),
    ],
)
def test_year_and_place(label: str, year: int | None, place: str) -> None:
    assert (year_of(label), place_of(label)) == (year, place)


def test_a_session_means_the_revision_of_its_year() -> None:
    revisions = (Revision("ITU-R 60-1 (RA, 2015)", 2015, ""), Revision("ITU-R 60-2 (RA, 2019)", 2019, ""))
    instrument = Instrument("RA Resolution 60", InstrumentKind.RESOLUTION, "RA", "ITU-R", "60", revisions)
    assert matching_revision(instrument, "RA-19") is revisions[1]
    assert matching_revision(instrument, "RA-23") is None
