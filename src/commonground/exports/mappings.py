"""Links as a mapping set in SSSOM's tab-separated form, and back without loss."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

import yaml

from commonground.domain.area import Origin
from commonground.domain.document import Locator
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
from commonground.errors import BadInput
from commonground.exports.curie import curie_of, identifier_of_curie
from commonground.exports.printable import printable

# How near each of our predicates comes to the predicates that mapping sets share. The exact one is
# in `predicate_label`. A Sector's resolution that carries out another's is narrower than it.
PREDICATE_IDS: Mapping[Predicate, str] = {
    Predicate.ADDRESSES: "skos:relatedMatch",
    Predicate.MANDATES: "skos:relatedMatch",
    Predicate.OVERLAPS: "skos:relatedMatch",
    Predicate.CONTRIBUTES_TO: "skos:relatedMatch",
    Predicate.LIAISES_WITH: "skos:relatedMatch",
    Predicate.CARRIES_OUT: "skos:broadMatch",
}
JUSTIFICATIONS: Mapping[EvidenceKind, str] = {
    EvidenceKind.STATED: "semapv:ManualMappingCuration",
    EvidenceKind.CITED: "semapv:BackgroundKnowledgeBasedMatching",
    EvidenceKind.LEXICAL: "semapv:LexicalMatching",
    EvidenceKind.SEMANTIC: "semapv:SemanticSimilarityThresholdMatching",
    EvidenceKind.MANUAL: "semapv:ManualMappingCuration",
}
WITHOUT_EVIDENCE = "semapv:UnspecifiedMatching"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_label",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
    "other",  # what the format has no column for, as one JSON object; every program keeps this column
)
_CURIES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
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


def links_sssom(links: Sequence[Link], labels: Mapping[str, str], mapping_set: MappingSet) -> bytes:
    """The links as a mapping set: one row per piece of evidence, one for a link that has none.

    Rows are sorted by link. Links with the same subject, predicate, object, period and theme are one link
    with the evidence of all.
    """
    output = StringIO()
    output.writelines(header_lines(mapping_set))
    writer = csv.writer(output, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for link in merged_links(links):
        for row in _rows(link, labels, mapping_set.prefix):
            writer.writerow([printable(row[column]) for column in COLUMNS])
    return output.getvalue().encode()


def header_lines(mapping_set: MappingSet) -> list[str]:
    """What stands above the columns of a mapping set, as lines of comments."""
    text = yaml.safe_dump(_header(mapping_set), allow_unicode=True, sort_keys=False, width=10_000)
    return [f"#{line}\n" for line in text.splitlines()]


def merged_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links sorted, those that claim the same thing brought together, each piece of evidence once."""
    evidence: dict[tuple[str, Predicate, str, str, str], dict[Evidence, None]] = {}
    for link in links:
        key = (link.subject, link.predicate, link.object, link.period, link.theme)
        evidence.setdefault(key, {}).update(dict.fromkeys(link.evidence))
    return tuple(Link(*key, evidence=tuple(evidence[key])) for key in sorted(evidence))


def read_links_sssom(data: bytes, where: str = "") -> tuple[Link, ...]:
    """The links of a mapping set that `links_sssom` wrote; the inverse of it.

    A row that other programs wrote needs only subject, predicate and object: without our own columns, its
    predicate is taken from `predicate_id` and its evidence is what `comment` says.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("the mapping set is not in UTF-8", where=where) from error
    lines = text.splitlines(keepends=True)
    body = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rows = csv.DictReader(StringIO("".join(lines[body:]), newline=""), delimiter="\t")
    missing = {"subject_id", "predicate_id", "object_id"} - set(rows.fieldnames or ())
    if missing:
        advice = "write the mapping set in SSSOM's tab-separated form"
        raise BadInput(f"there is no column {', '.join(sorted(missing))}", where=where, advice=advice)
    try:
        return merged_links(_link_of(row, f"{where} row {n}".strip()) for n, row in enumerate(rows, 1))
    except csv.Error as error:
        raise BadInput(f"the table cannot be read: {error}", where=where) from error


def _header(mapping_set: MappingSet) -> dict[str, object]:
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
    header["curie_map"] = {mapping_set.prefix: mapping_set.namespace, **_CURIES}
    return header


def _rows(link: Link, labels: Mapping[str, str], prefix: str) -> Iterator[dict[str, str]]:
    shared = {
        "subject_id": curie_of(link.subject, prefix),
        "subject_label": labels.get(link.subject, ""),
        "predicate_id": PREDICATE_IDS[link.predicate],
        "predicate_label": str(link.predicate),
        "object_id": curie_of(link.object, prefix),
        "object_label": labels.get(link.object, ""),
    }
    about = {"period": link.period, "theme": link.theme}
    if not link.evidence:
        nothing = {"confidence": "", "comment": "", "other": _compact(about)}
        yield {**shared, **nothing, "mapping_justification": WITHOUT_EVIDENCE}
    for evidence in link.evidence:
        origin = evidence.origin
        found = {"kind": str(evidence.kind), "document": origin.document, "locator": origin.locator.to_json()}
        yield {
            **shared,
            "mapping_justification": JUSTIFICATIONS[evidence.kind],
            "confidence": repr(float(evidence.strength)),
            "comment": evidence.text,
            "other": _compact({**about, **found}),
        }


def _compact(value: Mapping[str, object]) -> str:
    """What is not empty, as one line of JSON; nothing at all is an empty text."""
    kept = {key: inner for key, inner in value.items() if inner}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def _other_of(value: Mapping[str, str]) -> dict[str, object]:
    """Our own object from the column `other`; another program's text there is no part of a link."""
    try:
        found = json.loads(value.get("other") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _link_of(row: Mapping[str, str | None], where: str) -> Link:
    value = {key: text or "" for key, text in row.items() if isinstance(key, str)}
    other = _other_of(value)
    try:
        return Link(
            subject=identifier_of_curie(value["subject_id"]),
            predicate=_predicate_of(value),
            object=identifier_of_curie(value["object_id"]),
            period=str(other.get("period", "")),
            theme=str(other.get("theme", "")),
            evidence=_evidence_of(value, other),
        )
    except BadInput as error:
        raise BadInput(error.message, where=where, advice=error.advice) from error
    except (ValueError, TypeError) as error:
        raise BadInput(f"the row holds a value that does not fit: {error}", where=where) from error


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
