"""Papers and exchange files from the open register, as bytes: one table of kinds and formats for every interface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from commonground import __version__
from commonground.analysis.derivation import DerivedArea
from commonground.analysis.linkage import activities_of_matrix
from commonground.domain.area import Area
from commonground.domain.finding import Finding
from commonground.domain.language import OFFICIAL_LANGUAGES, label_in
from commonground.domain.profile import Profile
from commonground.domain.theme import EntryState
from commonground.errors import BadInput, Said
from commonground.exports.canonical import canonical_json
from commonground.exports.delimited import areas_csv, delimited, findings_csv, matrix_csv
from commonground.exports.mappings import MappingSet, links_sssom, merged_links
from commonground.exports.page import areas_page, findings_page, matrix_page, paper_page
from commonground.exports.paper import Section
from commonground.exports.suggestions import suggestions_sssom, suggestions_strm
from commonground.exports.table import Cell, Table
from commonground.exports.vocabulary import Scheme, areas_skos
from commonground.exports.word import areas_document, findings_document, matrix_document, paper_document
from commonground.exports.wording import word
from commonground.exports.workbook import areas_workbook, findings_workbook, matrix_workbook, tables_workbook
from commonground.register import reading
from commonground.register.exchange.outgoing import export_workbook
from commonground.register.exchange.reviews import categories, reviewed_links, stated_links
from commonground.register.exchange.vocabularies import exchanged_areas
from commonground.register.facts import read_profile
from commonground.register.mapping_papers import roll_up_paper
from commonground.register.paper_frame import PaperOptions, state_date, title_block, written
from commonground.register.proposal_papers import suggestions_paper
from commonground.register.suggestions import KeptSuggestion, kept_suggestions
from commonground.register.theme_matrix import theme_matrix
from commonground.register.themes import get_theme

__all__ = [
    "EXCHANGES",
    "REPORTS",
    "PaperOptions",
    "areas_paper",
    "exchange_file",
    "matrix_paper",
    "report_paper",
]

REPORTS = ("areas", "derivation", "findings", "gaps", "overlaps", "suggestions", "roll-up")
EXCHANGES = ("sssom", "suggestions", "strm", "skos", "xlsx", "json")


def matrix_paper(theme: str, form: str, options: PaperOptions) -> bytes:
    """A pilot theme's matrix as a file of the format; raises NotFound for the theme, BadInput for the format.

    What people added to it stands in it once a Sector agreed to it; proposals do not.
    """
    profile = read_profile()
    value = theme_matrix(get_theme(theme))
    language, day = options.language, state_date()
    name = label_in(value.labels, language)[0] or value.theme
    title = title_block(
        profile,
        options,
        title=word("matrix_caption", language, theme=name),
        summary=word("matrix_summary", language, theme=name),
        references=value.governing,
    )
    return written(
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
        return areas_paper(form, options)
    if kind == "derivation":
        return _derivation_paper(form, options)
    if kind == "suggestions":
        return suggestions_paper(form, options)
    if kind == "roll-up":
        return roll_up_paper(form, options)
    makers = {"findings": reading.findings, "gaps": reading.gaps, "overlaps": reading.overlaps}
    if kind not in makers:
        raise BadInput(
            Said("no report %(kind)s", kind=repr(kind)),
            advice=Said("one of: %(names)s", names=tuple(REPORTS)),
        )
    return _findings_paper(kind, makers[kind](), form, options)


def exchange_file(kind: str, language: str = "en") -> bytes:
    """The register in an exchange format; raises BadInput for a kind that is none.

    Stated and judged links as SSSOM; suggested ones as SSSOM or as STRM; areas as SKOS; everything that people edit as
    a workbook with headings in the language; areas, links and activities as JSON.
    """
    profile = read_profile()
    makers: dict[str, Callable[[], bytes]] = {
        "sssom": lambda: _sssom(profile),
        "suggestions": lambda: _suggestions_sssom(profile),
        "strm": lambda: _suggestions_strm(profile),
        "skos": lambda: areas_skos(exchanged_areas(profile), _scheme(profile)),
        "xlsx": lambda: export_workbook(language),
        "json": lambda: canonical_json(_whole(profile)),
    }
    if kind not in makers:
        raise BadInput(
            Said("no export %(kind)s", kind=repr(kind)),
            advice=Said("one of: %(names)s", names=tuple(EXCHANGES)),
        )
    return makers[kind]()


def areas_paper(
    form: str, options: PaperOptions, areas: Sequence[Area] | None = None, name: str = ""
) -> bytes:
    """The areas, or all of the register's, as a file of the format; `name` is the title where it is not the list."""
    if areas is None:
        areas = reading.areas().areas
    language, day = options.language, state_date()
    title = title_block(
        read_profile(),
        options,
        title=name or word("list_of_areas", language),
        summary="" if name else word("areas_summary", language),
    )
    return written(
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
    title = title_block(
        profile, options, title=word("derivation", language), summary=word("derivation_summary", language)
    )
    return written(
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
    title = title_block(read_profile(), options, title=heading)
    return written(
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


def _whole(profile: Profile) -> dict[str, Any]:
    """Areas, links and activities of the register as one JSON value."""
    states = reading.theme_states(None, profile)
    return {
        "profile": profile.code,
        "areas": [area.to_json() for area in _all_areas(profile)],
        "links": [link.to_json() for link in merged_links(stated_links(profile))],
        "activities": [a.to_json() for state in states for a in activities_of_matrix(state.matrix)],
    }


def _labels(profile: Profile) -> dict[str, str]:
    """Titles in English by id."""
    labels = {body.id: label_in(body.names, "en")[0] for body in profile.bodies if body.names}
    labels |= {question.id: question.title for question in profile.questions if question.title}
    labels |= {instrument.id: instrument.latest.title for instrument in profile.instruments}
    return labels | {area.id: label_in(area.labels, "en")[0] for area in _all_areas(profile)}


def _mapping_set(profile: Profile, name: str, about: str) -> MappingSet:
    day = state_date()
    return MappingSet(
        id=f"urn:commonground:{profile.code}:{name}",
        version=day.isoformat(),
        license="https://w3id.org/sssom/license/unspecified",
        published=day,
        title=f"{label_in(profile.names, 'en')[0]}: {about}",
        prefix=profile.code,
        namespace=f"urn:commonground:{profile.code}:",
        tool_version=__version__,
    )


def _sssom(profile: Profile) -> bytes:
    about = "links between bodies, Questions, instruments and areas"
    return links_sssom(
        stated_links(profile),
        _labels(profile),
        _mapping_set(profile, "links", about),
        reviewed_links(),
        categories(profile),
    )


def _suggestions_sssom(profile: Profile) -> bytes:
    kept = kept_suggestions()
    mapping_set = _mapping_set(
        profile, "suggestions", "links proposed by comparison, with what people decided"
    )
    return suggestions_sssom([k.suggestion for k in kept], _titles(profile, kept), mapping_set, _states(kept))


def _suggestions_strm(profile: Profile) -> bytes:
    kept = kept_suggestions()
    labels = _titles(profile, kept)
    return suggestions_strm([k.suggestion for k in kept], labels, _states(kept), reviewed_links())


def _states(kept: Sequence[KeptSuggestion]) -> dict[str, EntryState]:
    return {one.suggestion.key: one.state for one in kept}


def _titles(profile: Profile, kept: Sequence[KeptSuggestion]) -> dict[str, str]:
    ends = ((s.suggestion.left, s.titles[0]) for s in kept), ((s.suggestion.right, s.titles[1]) for s in kept)
    return {**_labels(profile), **{name: title for side in ends for name, title in side if title}}


def _scheme(profile: Profile) -> Scheme:
    day = state_date()
    return Scheme(
        address=f"urn:commonground:{profile.code}",
        labels={language: word("list_of_areas", language) for language in OFFICIAL_LANGUAGES},
        version=day.isoformat(),
        published=day,
    )
