"""Links as a mapping set in SSSOM's tab-separated form, and back without loss."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

import yaml

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.errors import BadInput, Said
from commonground.exports.curie import curie_of, identifier_of_curie
from commonground.exports.mapping_review import (
    PREDICATE_IDS,
    ReviewedLink,
    is_review,
    review_row,
    sorted_reviews,
)
from commonground.exports.printable import printable

JUSTIFICATIONS: Mapping[EvidenceKind, str] = {
    EvidenceKind.STATED: "semapv:ManualMappingCuration",
    EvidenceKind.CITED: "semapv:BackgroundKnowledgeBasedMatching",
    EvidenceKind.LEXICAL: "semapv:LexicalMatching",
    EvidenceKind.SEMANTIC: "semapv:SemanticSimilarityThresholdMatching",
    EvidenceKind.MANUAL: "semapv:ManualMappingCuration",
}
WITHOUT_EVIDENCE = "semapv:UnspecifiedMatching"
COLUMNS = (
    "record_id",
    "subject_id",
    "subject_label",
    "subject_category",
    "predicate_id",
    "predicate_modifier",
    "predicate_label",
    "object_id",
    "object_label",
    "object_category",
    "mapping_justification",
    "reviewer_label",
    "mapping_date",
    "review_date",
    "mapping_tool",
    "mapping_tool_version",
    "confidence",
    "see_also",
    "comment",
    "other",  # the extension once more, as one JSON object: programs that drop extensions keep this column
    "ext_evidence",
    "ext_period",
    "ext_theme",
    "ext_state",
    "ext_verdicts",
    "ext_review",
)
EXTENSIONS: Mapping[str, str] = {
    "ext_evidence": "evidence",  # kind, document and place of the evidence, as JSON
    "ext_period": "period",  # the study period
    "ext_theme": "theme",
    "ext_state": "state",  # how far the Sectors agree
    "ext_verdicts": "verdicts",  # the latest verdict of each Sector, as JSON
    "ext_review": "review",  # origin, access and note of a link that people judge, as JSON
}
"""Columns that the format does not have, declared in the head of the set, and their names in our vocabulary."""
_ADDRESS = re.compile(r"https?://[^\s|]+")
_TERMS = "urn:commonground:term:"
_CURIES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "cg": _TERMS,
}


@dataclass(frozen=True, slots=True)
class MappingSet:
    """What a mapping set says of itself. `prefix` and `namespace` make addresses of the register's ids."""

    id: str  # an address
    version: str
    license: str  # an address
    published: date
    title: str = ""
    description: str = ""
    prefix: str = "itu"
    namespace: str = "urn:commonground:itu:"
    tool: str = "Commonground"
    tool_version: str = ""


def links_sssom(
    links: Sequence[Link],
    labels: Mapping[str, str],
    mapping_set: MappingSet,
    reviewed: Sequence[ReviewedLink] = (),
    categories: Mapping[str, str] | None = None,
) -> bytes:
    """The links as a mapping set: one row per piece of evidence, one for a link that has none, one per review.

    Rows are sorted by link. Links with the same subject, predicate, object, period and theme are one link
    with the evidence of all. `reviewed` are the links that people propose and judge; `categories` say what each
    id is: body, question, ...
    """
    output = StringIO()
    output.writelines(header_lines(mapping_set, extensions=EXTENSIONS))
    writer = csv.writer(output, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    kinds = categories or {}
    rows = [row for link in merged_links(links) for row in _rows(link, labels, kinds, mapping_set.prefix)]
    rows += [review_row(link, labels, kinds, mapping_set.prefix) for link in sorted_reviews(reviewed)]
    for row in rows:
        row["mapping_tool_version"] = mapping_set.tool_version if row.get("mapping_tool") else ""
        writer.writerow([printable(row.get(column, "")) for column in COLUMNS])
    return output.getvalue().encode()


def header_lines(mapping_set: MappingSet, extensions: Mapping[str, str] | None = None) -> list[str]:
    """What stands above the columns of a mapping set, as lines of comments."""
    text = yaml.safe_dump(
        _header(mapping_set, extensions or {}), allow_unicode=True, sort_keys=False, width=10_000
    )
    return [f"#{line}\n" for line in text.splitlines()]


def merged_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links sorted, those that claim the same thing brought together, each piece of evidence once."""
    evidence: dict[tuple[str, Predicate, str, str, str], dict[Evidence, None]] = {}
    for link in links:
        key = (link.subject, link.predicate, link.object, link.period, link.theme)
        evidence.setdefault(key, {}).update(dict.fromkeys(link.evidence))
    return tuple(Link(*key, evidence=tuple(evidence[key])) for key in sorted(evidence))


def read_links_sssom(data: bytes, where: str = "") -> tuple[Link, ...]:
    """The links that a mapping set states, those with reviews aside; the inverse of `links_sssom`.

    A row that other programs wrote needs only subject, predicate and object: without our own columns, its
    predicate is taken from `predicate_id` and its evidence is what `comment` says.
    """
    rows = read_rows(data, where)
    return merged_links(
        link_of(row, f"{where} row {n}".strip()) for n, row in enumerate(rows, 1) if not is_review(row)
    )


def read_rows(data: bytes, where: str = "") -> list[dict[str, str]]:
    """The rows of a mapping set by column, none left out; raises BadInput for what is no mapping set."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(Said("the mapping set is not in UTF-8"), where=where) from error
    lines = text.splitlines(keepends=True)
    body = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rows = csv.DictReader(StringIO("".join(lines[body:]), newline=""), delimiter="\t")
    missing = {"subject_id", "predicate_id", "object_id"} - set(rows.fieldnames or ())
    if missing:
        advice = Said("write the mapping set in SSSOM's tab-separated form")
        raise BadInput(
            Said("there is no column %(columns)s", columns=", ".join(sorted(missing))),
            where=where,
            advice=advice,
        )
    try:
        return [{key: text or "" for key, text in row.items() if isinstance(key, str)} for row in rows]
    except csv.Error as error:
        raise BadInput(Said("the table cannot be read: %(error)s", error=str(error)), where=where) from error


def set_name(data: bytes) -> str:
    """What a mapping set calls itself: its id and version; "" where its head says nothing that can be read."""
    head = [line[1:] for line in data.decode("utf-8-sig", "replace").splitlines() if line.startswith("#")]
    try:
        said = yaml.safe_load("\n".join(head))
    except yaml.YAMLError:
        return ""
    if not isinstance(said, dict):
        return ""
    return " ".join(str(said[k]) for k in ("mapping_set_id", "mapping_set_version") if said.get(k))


def _header(mapping_set: MappingSet, extensions: Mapping[str, str]) -> dict[str, object]:
    header: dict[str, object] = {
        "sssom_version": "1.1",
        "mapping_set_id": mapping_set.id,
        "mapping_set_version": mapping_set.version,
        "mapping_set_title": mapping_set.title,
        "mapping_set_description": mapping_set.description,
        "license": mapping_set.license,
        "publication_date": mapping_set.published.isoformat(),
        "mapping_tool": mapping_set.tool,
        "mapping_tool_version": mapping_set.tool_version,
        "subject_source": f"{mapping_set.prefix}:register",
        "object_source": f"{mapping_set.prefix}:register",
    }
    header = {key: printable(str(value)) for key, value in header.items() if value}
    if extensions:
        header["extension_definitions"] = [
            {"slot_name": slot, "property": f"cg:{name}", "type_hint": "xsd:string"}
            for slot, name in extensions.items()
        ]
    header["curie_map"] = {mapping_set.prefix: mapping_set.namespace, **_CURIES}
    return header


def _rows(
    link: Link, labels: Mapping[str, str], categories: Mapping[str, str], prefix: str
) -> Iterator[dict[str, str]]:
    about = {"period": link.period, "theme": link.theme}
    shared = {
        "subject_id": curie_of(link.subject, prefix),
        "subject_label": labels.get(link.subject, ""),
        "subject_category": categories.get(link.subject, ""),
        "predicate_id": PREDICATE_IDS[link.predicate],
        "predicate_label": str(link.predicate),
        "object_id": curie_of(link.object, prefix),
        "object_label": labels.get(link.object, ""),
        "object_category": categories.get(link.object, ""),
        **{f"ext_{name}": text for name, text in about.items()},
    }
    if not link.evidence:
        yield {**shared, "mapping_justification": WITHOUT_EVIDENCE, "other": _compact(about)}
    for evidence in link.evidence:
        origin = evidence.origin
        found = {"kind": str(evidence.kind), "document": origin.document, "locator": origin.locator.to_json()}
        yield {
            **shared,
            "mapping_justification": JUSTIFICATIONS[evidence.kind],
            "confidence": repr(float(evidence.strength)),
            "see_also": origin.document if _ADDRESS.fullmatch(origin.document) else "",
            "comment": evidence.text,
            "ext_evidence": _compact(found),
            "other": _compact({**about, **found}),
        }


def _compact(value: Mapping[str, object]) -> str:
    """What is not empty, as one line of JSON; nothing at all is an empty text."""
    kept = {key: inner for key, inner in value.items() if inner}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def _object_of(text: str) -> dict[str, object]:
    """Our own object from a column; another program's text there is no part of a link."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def link_of(value: Mapping[str, str], where: str) -> Link:
    """The link that a row states, with the one piece of evidence it gives; raises BadInput naming the place."""
    other = _object_of(value.get("other", "")) | _object_of(value.get("ext_evidence", ""))
    try:
        return Link(
            subject=identifier_of_curie(value["subject_id"]),
            predicate=_predicate_of(value),
            object=identifier_of_curie(value["object_id"]),
            period=value.get("ext_period") or str(other.get("period", "")),
            theme=value.get("ext_theme") or str(other.get("theme", "")),
            evidence=_evidence_of(value, other),
        )
    except BadInput as error:
        raise BadInput(error.message, where=where, advice=error.advice) from error
    except (ValueError, TypeError) as error:
        raise BadInput(
            Said("the row holds a value that does not fit: %(error)s", error=str(error)), where=where
        ) from error


def _predicate_of(value: Mapping[str, str]) -> Predicate:
    label = value.get("predicate_label", "")
    if label in set(Predicate):
        return Predicate(label)
    if value["predicate_id"] == PREDICATE_IDS[Predicate.CARRIES_OUT]:
        return Predicate.CARRIES_OUT
    return Predicate.OVERLAPS


def _evidence_of(value: Mapping[str, str], other: Mapping[str, object]) -> tuple[Evidence, ...]:
    kind = other.get("kind")
    if not kind and not value.get("comment"):
        return ()
    locator = other.get("locator")
    return (
        Evidence(
            origin=Origin(
                str(other.get("document", "")),
                Locator.from_json(locator if isinstance(locator, dict) else {}),
            ),
            text=value.get("comment", ""),
            kind=EvidenceKind(str(kind)) if kind else EvidenceKind.MANUAL,
            strength=float(value.get("confidence") or 1.0),
        ),
    )
