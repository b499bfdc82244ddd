"""Values that the tests of the exports print: a climate matrix, areas, findings, links."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonground.domain.area import Area, AreaStatus, ListEntry, Origin
from commonground.domain.document import Locator
from commonground.domain.finding import Finding
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.domain.theme import EmptyState, EntryState, MatrixEntry, MatrixRow, ThemeMatrix
from commonground.exports.paper import TitleBlock

GENERATED = date(2020, 5, 18)
R, T, D = "ITU-R", "ITU-T", "ITU-D"

LAYOUT: dict[str, Any] = {
    "matrix_columns": [R, T, D],
    "column_headings": {
        R: {
            "en": ["RADIOCOMMUNICATION", "ITU-R"],
            "fr": ["RADIOCOMMUNICATIONS"],
            "es": ["RADIOCOMUNICACIONES"],
            "ru": ["РАДИОСВЯЗЬ"],
            "ar": ["الاتصالات الراديوية"],
            "zh": ["无线电通信"],
        },
        T: {
            "en": ["STANDARDIZATION", "ITU-T"],
            "fr": ["NORMALISATION"],
            "es": ["NORMALIZACIÓN"],
            "ru": ["СТАНДАРТИЗАЦИЯ"],
            "ar": ["تقييس الاتصالات"],
            "zh": ["标准化"],
        },
        D: {
            "en": ["DEVELOPMENT", "ITU-D"],
            "fr": ["DÉVELOPPEMENT"],
            "es": ["DESARROLLO"],
            "ru": ["РАЗВИТИЕ"],
            "ar": ["تنمية الاتصالات"],
            "zh": ["发展"],
        },
    },
    "row_groups": {
        "Events": {
            "en": ["Events", "EVENTS"],
            "fr": ["Manifestations"],
            "es": ["Eventos"],
            "ru": ["Мероприятия"],
            "ar": ["الأحداث"],
            "zh": ["活动"],
        },
        "Partnership": {
            "en": ["Partnership with other organizations", "Partnership"],
            "fr": ["Partenariats avec d'autres organisations"],
            "es": ["Asociaciones con otras organizaciones"],
            "ru": ["Партнерство с другими организациями"],
            "ar": ["الشراكة مع منظمات أخرى"],
            "zh": ["与其他组织的伙伴关系"],
        },
        "Resolutions": {
            "en": ["Resolutions"],
            "fr": ["Résolutions"],
            "es": ["Resoluciones"],
            "ru": ["Резолюции"],
            "ar": ["القرارات"],
            "zh": ["决议"],
        },
        "Web page": {
            "en": ["Web page", "Webpage"],
            "fr": ["Page web"],
            "es": ["Página web"],
            "ru": ["Веб-страница"],
            "ar": ["صفحة الويب"],
            "zh": ["网页"],
        },
    },
}


def entry(text: str, *columns: str, state: EntryState = EntryState.STATED) -> MatrixEntry:
    """An entry of the matrix."""
    return MatrixEntry(text, columns, state=state)


def sub_topic(label: str, *entries: MatrixEntry, **labels: str) -> MatrixRow:
    """A row of the first part of the matrix."""
    return MatrixRow("Sub-topics", label, entries, labels={"en": label, **labels})


def climate_matrix() -> ThemeMatrix:
    """A matrix with everything the pilot theme has: spans, several entries, groups, states, empty cells."""
    water = {"fr": "Eau", "es": "Agua", "ru": "Вода", "ar": "المياه", "zh": "水"}
    energy = {"fr": "Énergie", "es": "Energía", "ru": "Энергия", "ar": "الطاقة", "zh": "能源"}
    not_examined = {D: EmptyState.NOT_EXAMINED}
    none = {R: EmptyState.NONE}
    rows = (
        sub_topic("Environment", entry("Study Group 7", R), entry("Study Group 5", T)),
        sub_topic("Earth observation", entry("Study Group 7 - WP 7B", R), entry("Study Group 2 - Q6/2", D)),
        MatrixRow(
            "Sub-topics",
            "Energy",
            (
                entry("Study Group 7", R),
                entry("Study Group 5 - Q6/5", T, state=EntryState.AGREED),
                entry("FG-AI4EE", T, state=EntryState.PROPOSED),
            ),
            not_examined,
            {"en": "Energy", **energy},
        ),
        MatrixRow("Sub-topics", "Water", (entry("Study Group 5", T),), none, {"en": "Water", **water}),
        MatrixRow("Events", "EVENTS", (entry("Symposium on ICTs and Climate Change", T),)),
        MatrixRow("Events", "", (entry("WSIS – Action Line C7 (e-Environment)", R, T, D),)),
        MatrixRow("Events", "", (entry("World Telecommunication/ICT Policy Forum", T, D),)),
        MatrixRow("Partnership", "Partnership", (entry("WMO", R), entry("U4SSC", T))),
        MatrixRow("Partnership", "", (entry("GEO", R), entry("E-waste Coalition", T, D))),
        MatrixRow(
            "Resolutions",
            "Resolutions",
            (
                entry("Resolution 60 (RA-19)", R),
                entry("Resolution 73 (Rev. Hammamet, 2016)", T),
                entry("Resolution 66 (Rev. Buenos Aires, 2017)", D, state=EntryState.DISPUTED),
            ),
        ),
        MatrixRow(
            "Web page",
            "Webpage",
            (
                entry(
                    "https://www.itu.int/en/action/environment-and-climate-change/Pages/default.aspx", R, T, D
                ),
            ),
        ),
    )
    labels = {
        "en": "Climate change",
        "fr": "Changements climatiques",
        "es": "Cambio climático",
        "ru": "Изменение климата",
        "ar": "تغير المناخ",
        "zh": "气候变化",
    }
    return ThemeMatrix("Climate change", (R, T, D), rows, labels, "PP Resolution 182 (Rev. Busan, 2014)")


def title_block(title: str = "Review of activities related to climate change") -> TitleBlock:
    """The head of a paper."""
    return TitleBlock(
        title=title,
        organization="International Telecommunication Union",
        group_meeting="Telecommunication Development Advisory Group (TDAG)",
        meeting_place_dates="25th meeting, virtual, 2-5 June 2020",
        document_number="TDAG-20/99",
        date="18 May 2020",
        original_language="en",
        source="Chair, Inter-Sector Coordination Group",
        summary="This document shows which groups of the three Sectors work on the pilot theme.",
        action_required="TDAG is invited to note this document and give guidance.",
        references="Resolution 191 (Rev. Dubai, 2018)\nResolution 182 (Rev. Busan, 2014)",
    )


def areas() -> tuple[Area, ...]:
    """Areas with a hierarchy, aliases, two lists, six languages, and one from a resolution only."""
    climate = ListEntry(
        "1.3",
        "27",
        "Climate change",
        origins=(Origin("report.docx", Locator(paragraph=70)),),
        list_title="From the mapping of resolutions:",
    )
    gap = ListEntry("1.1", "3", "Bridging the Standards Gap", group="(subject areas of work)")
    same_gap = ListEntry("1.3", "13", "Bridging the standardization gap (BSG)")
    remote = ListEntry("1.4", "1.1", "Remote participation", parent="1")
    labels = climate_matrix().labels
    return (
        Area(
            "climate-change",
            labels,
            entries=(climate,),
            instruments=("PP Resolution 182",),
            related=("energy",),
        ),
        Area(
            "energy", {"en": "Energy", "fr": "Énergie"}, parent="climate-change", status=AreaStatus.SUB_TOPIC
        ),
        Area(
            "bsg",
            {"en": "Bridging the standardization gap"},
            aliases=("BSG",),
            entries=(gap, same_gap),
            sources=("https://www.itu.int/",),
        ),
        Area("remote", {"en": "Remote participation"}, entries=(remote,), definition="Taking part from afar"),
    )


def findings() -> tuple[Finding, ...]:
    """Two findings, one with a text that a spreadsheet could run."""
    place = Locator(table=2, row=5, column=4)
    return (
        Finding(
            "wrong-sector-column",
            "Q4/20 of ITU-T stands under Development",
            "report.docx",
            place,
            "move it to Standardization",
        ),
        Finding("revision-missing", '=HYPERLINK("x")', "report.docx", Locator(paragraph=3)),
    )


def links() -> tuple[Link, ...]:
    """Links with none, one and two pieces of evidence."""
    origin = Origin("report.docx", Locator(table=2, row=9, column=3))
    stated = Evidence(origin, 'Study Group 5 - Q7/5\tof "five" # not a comment', EvidenceKind.STATED)
    close = Evidence(Origin("b.docx"), "both cite\nResolution 182 | e-waste", EvidenceKind.SEMANTIC, 0.8125)
    return (
        Link("ITU-T Q7/5", Predicate.ADDRESSES, "e-waste", "2017-2020", "Climate change", (stated, close)),
        Link("WTSA Resolution 73", Predicate.CARRIES_OUT, "PP Resolution 182"),
        Link(
            "ITU-R WP 7C",
            Predicate.OVERLAPS,
            "ITU-T Q6/5",
            evidence=(Evidence(origin, "", EvidenceKind.LEXICAL, 1 / 3),),
        ),
    )
