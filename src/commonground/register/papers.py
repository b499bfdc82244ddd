"""Papers and exchange files from the open register, as bytes: one table of kinds and formats for every interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from commonground import __version__
from commonground.analysis.derivation import DerivedArea
from commonground.analysis.linkage import activities_of_matrix, links_of_matrix
from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.language import OFFICIAL_LANGUAGES, label_in
from commonground.domain.link import Link
from commonground.domain.profile import Profile
from commonground.errors import BadInput
from commonground.exports.canonical import canonical_json
from commonground.exports.delimited import areas_csv, delimited, findings_csv, matrix_csv
from commonground.exports.mappings import MappingSet, links_sssom, merged_links
from commonground.exports.page import areas_page, findings_page, matrix_page, paper_page
from commonground.exports.paper import Section, TitleBlock
from commonground.exports.table import Cell, Table
from commonground.exports.vocabulary import Scheme, areas_skos
from commonground.exports.word import areas_document, findings_document, matrix_document, paper_document
from commonground.exports.wording import word
from commonground.exports.workbook import areas_workbook, findings_workbook, matrix_workbook, tables_workbook
from commonground.register import models, reading
from commonground.register.facts import read_profile

REPORTS = ("areas", "derivation", "findings", "gaps", "overlaps")
EXCHANGES = ("sssom", "skos", "json")


@dataclass(frozen=True, slots=True)
class PaperOptions:
    """What is printed around a paper's content; what is empty is not printed."""

    language: str = "en"
    number: str = ""
    meeting: str = ""  # place and dates
    group: str = ""  # the group the paper is for


def state_date() -> date:
    """The day of the register's last change: the date of its papers, so that the same state gives the same bytes."""
    last = models.Change.objects.order_by("-pk").first()
    return (last.at if last else datetime(2000, 1, 1, tzinfo=UTC)).date()


def matrix_paper(theme: str, form: str, options: PaperOptions) -> bytes:
    """A pilot theme's matrix as a file of the format; raises NotFound for the theme, BadInput for the format."""
    profile = read_profile()
    value = reading.theme_state(theme, profile).matrix
    language, day = options.language, state_date()
    name = label_in(value.labels, language)[0] or value.theme
    title = _title(
        profile,
        options,
        title=word("matrix_caption", language, theme=name),
        summary=word("matrix_summary", language, theme=name),
        references=value.governing,
    )
    return _written(
        form,
        {
            "docx": lambda: matrix_document(value, title, profile.layout, language=language, generated=day),
            "xlsx": lambda: matrix_workbook(value, profile.layout, language=language, generated=day),
            "html": lambda: matrix_page(value, title, profile.layout, language=language),
            "csv": lambda: matrix_csv(value, profile.layout, language=language),
            "json": lambda: canonical_json(value.to_json()),
        },
    )


def report_paper(kind: str, form: str, options: PaperOptions) -> bytes:
    """A report of the kind as a file of the format; raises BadInput for an unknown kind or format."""
    if kind == "areas":
        return _areas_paper(form, options)
    if kind == "derivation":
        return _derivation_paper(form, options)
    makers = {"findings": reading.findings, "gaps": reading.gaps, "overlaps": reading.overlaps}
    if kind not in makers:
        raise BadInput(f"no report {kind!r}", advice=f"one of: {', '.join(REPORTS)}")
    return _findings_paper(kind, makers[kind](), form, options)


def exchange_file(kind: str) -> bytes:
    """Links as SSSOM, areas as SKOS, or areas, links and activities as JSON; BadInput for another kind."""
    profile = read_profile()
    makers: dict[str, Callable[[], bytes]] = {
        "sssom": lambda: _sssom(profile),
        "skos": lambda: areas_skos(_all_areas(profile), _scheme(profile)),
        "json": lambda: canonical_json(_whole(profile)),
    }
    if kind not in makers:
        raise BadInput(f"no export {kind!r}", advice=f"one of: {', '.join(EXCHANGES)}")
    return makers[kind]()


def _written(form: str, writers: Mapping[str, Callable[[], bytes]]) -> bytes:
    if form not in writers:
        raise BadInput(f"no format {form!r}", advice=f"one of: {', '.join(writers)}")
    return writers[form]()


def _title(
    profile: Profile, options: PaperOptions, *, title: str, summary: str = "", references: str = ""
) -> TitleBlock:
    language = options.language
    return TitleBlock(
        title=title,
        organization=label_in(profile.names, language)[0],
        group_meeting=options.group,
        meeting_place_dates=options.meeting,
        document_number=options.number,
        date=state_date().isoformat(),
        original_language="en",  # what is not translated in the register is in English
        source=word("secretariat", language),
        summary=summary,
        action_required=word("invited_to_note", language),
        references=references,
    )


def _areas_paper(form: str, options: PaperOptions) -> bytes:
    profile = read_profile()
    areas = reading.areas().areas
    language, day = options.language, state_date()
    title = _title(
        profile,
        options,
        title=word("list_of_areas", language),
        summary=word("areas_summary", language),
    )
    return _written(
        form,
        {
            "docx": lambda: areas_document(areas, title, language=language, generated=day),
            "xlsx": lambda: areas_workbook(areas, language=language, generated=day),
            "html": lambda: areas_page(areas, title, language=language),
            "csv": lambda: areas_csv(areas),
            "json": lambda: canonical_json({"areas": [area.to_json() for area in areas]}),
        },
    )


def _derivation_paper(form: str, options: PaperOptions) -> bytes:
    profile = read_profile()
    result = reading.derivation()
    language, day = options.language, state_date()
    derived = tuple(area for area in result.areas if area.is_derived)
    tables = {
        word("derivation", language): _derivation_table(derived, word("derivation", language), language),
        word("difference", language): _derivation_table(
            result.listed_not_derived, word("listed_not_derived", language), language
        ),
    }
    sections = [Section(heading, tables=(table,)) for heading, table in tables.items()]
    title = _title(
        profile, options, title=word("derivation", language), summary=word("derivation_summary", language)
    )
    return _written(
        form,
        {
            "docx": lambda: paper_document(title, sections, language=language, generated=day),
            "xlsx": lambda: tables_workbook(tables, language=language, generated=day),
            "html": lambda: paper_page(title, sections, language=language),
            "csv": lambda: delimited(
                ("area", "derived", "listed", "why"),
                [(a.label, str(a.is_derived), str(a.is_listed), a.reason) for a in result.areas],
            ),
            "json": lambda: canonical_json(result.to_json()),
        },
    )


def _derivation_table(areas: Sequence[DerivedArea], caption: str, language: str) -> Table:
    columns = ("area", "sectors", "lists", "why")
    rows = tuple(
        (
            Cell.of(area.label),
            Cell.of(", ".join(area.sectors)),
            Cell.of(", ".join(dict.fromkeys(key.partition("#")[0] for key in area.listed_as))),
            Cell.of(area.reason),
        )
        for area in areas
    )
    return Table(
        columns=tuple(word(column, language) for column in columns),
        rows=rows,
        caption=caption,
        widths=(2.0, 1.0, 0.7, 3.3),
        notes=() if rows else (word("nothing_to_show", language),),
    )


def _findings_paper(kind: str, found: Sequence[Finding], form: str, options: PaperOptions) -> bytes:
    language, day = options.language, state_date()
    heading = word(kind, language)
    title = _title(read_profile(), options, title=heading)
    return _written(
        form,
        {
            "docx": lambda: findings_document(
                found, title, language=language, generated=day, caption=heading
            ),
            "xlsx": lambda: findings_workbook(found, language=language, generated=day, caption=heading),
            "html": lambda: findings_page(found, title, language=language, caption=heading),
            "csv": lambda: findings_csv(found),
            "json": lambda: canonical_json([finding.to_json() for finding in found]),
        },
    )


def _all_areas(profile: Profile) -> tuple[Area, ...]:
    """The areas of the lists, and the sub-topics of the themes below theirs."""
    areas = reading.areas().areas
    return (*areas, *reading.sub_topic_areas(profile, areas))


def _all_links(profile: Profile) -> tuple[Link, ...]:
    states = reading.theme_states(None, profile)
    return (*profile.links, *(link for state in states for link in links_of_matrix(state.matrix)))


def _whole(profile: Profile) -> dict[str, Any]:
    """Areas, links and activities of the register as one JSON value."""
    states = reading.theme_states(None, profile)
    return {
        "profile": profile.code,
        "areas": [area.to_json() for area in _all_areas(profile)],
        "links": [link.to_json() for link in merged_links(_all_links(profile))],
        "activities": [a.to_json() for state in states for a in activities_of_matrix(state.matrix)],
    }


def _sssom(profile: Profile) -> bytes:
    labels = {body.id: label_in(body.names, "en")[0] for body in profile.bodies if body.names}
    labels |= {question.id: question.title for question in profile.questions if question.title}
    labels |= {instrument.id: instrument.latest.title for instrument in profile.instruments}
    labels |= {area.id: label_in(area.labels, "en")[0] for area in _all_areas(profile)}
    day = state_date()
    mapping_set = MappingSet(
        id=f"urn:commonground:{profile.code}:links",
        version=day.isoformat(),
        license="https://w3id.org/sssom/license/unspecified",
        published=day,
        title=f"{label_in(profile.names, 'en')[0]}: links between bodies, Questions, instruments and areas",
        prefix=profile.code,
        namespace=f"urn:commonground:{profile.code}:",
        tool_version=__version__,
    )
    return links_sssom(_all_links(profile), labels, mapping_set)


def _scheme(profile: Profile) -> Scheme:
    day = state_date()
    return Scheme(
        address=f"urn:commonground:{profile.code}",
        labels={language: word("list_of_areas", language) for language in OFFICIAL_LANGUAGES},
        version=day.isoformat(),
        published=day,
    )
