"""Proposed links in the forms that other mapping tools read: SSSOM, and the table of set relationships (STRM)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO

from commonground.domain.suggestion import Relation, Suggestion
from commonground.domain.theme import EntryState
from commonground.exports.curie import curie_of
from commonground.exports.delimited import delimited
from commonground.exports.mapping_review import ReviewedLink
from commonground.exports.mappings import MappingSet, header_lines
from commonground.exports.printable import printable

States = Mapping[str, EntryState]  # by the key of a pair; what it lacks is a proposal
SSSOM_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "predicate_label",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "match_string",
    "comment",
    "other",
)
# Columns of the informative references of NIST IR 8477 that apply to pieces of work.
STRM_COLUMNS = (
    "Focal Document Element",
    "Focal Document Element Description",
    "Rationale",
    "Relationship",
    "Reference Document Element",
    "Reference Document Element Description",
    "Strength of Relationship",
    "Status",
    "Comments",
)
NO_RELATIONSHIP = "no relationship"


def suggestions_sssom(
    suggestions: Iterable[Suggestion],
    labels: Mapping[str, str],
    mapping_set: MappingSet,
    states: States | None = None,
) -> bytes:
    """The suggestions as a mapping set, sorted by pair; a refused one says that the predicate does not hold.

    The confidence is the probability. What people agreed on is justified by their review, what a source states
    by its curation, all else by the comparison of words, meanings and stated facts together.
    """
    known = states or {}
    output = StringIO()
    output.writelines(header_lines(mapping_set))
    writer = csv.writer(output, delimiter="\t", lineterminator="\n")
    writer.writerow(SSSOM_COLUMNS)
    for suggestion in sorted(suggestions, key=lambda s: (s.left, s.right, s.relation)):
        state = known.get(suggestion.key, EntryState.PROPOSED)
        row = {
            "subject_id": curie_of(suggestion.left, mapping_set.prefix),
            "subject_label": labels.get(suggestion.left, ""),
            "predicate_id": suggestion.relation.skos,
            "predicate_modifier": "Not" if state is EntryState.REJECTED else "",
            "predicate_label": str(suggestion.relation),
            "object_id": curie_of(suggestion.right, mapping_set.prefix),
            "object_label": labels.get(suggestion.right, ""),
            "mapping_justification": _justification(suggestion, state),
            "confidence": repr(round(suggestion.probability, 4)),
            "match_string": _match_strings(suggestion),
            "comment": suggestion.explanation.sentence(),
            "other": _other(suggestion, state),
        }
        writer.writerow([printable(row[column]) for column in SSSOM_COLUMNS])
    return output.getvalue().encode()


def suggestions_strm(
    suggestions: Iterable[Suggestion],
    labels: Mapping[str, str],
    states: States | None = None,
    reviewed: Iterable[ReviewedLink] = (),
) -> bytes:
    """The suggestions as a table of set relationships; the strength is the probability from 1 to 10.

    `reviewed` are links that people proposed or judged; those that are suggested too stand there once.
    """
    known = states or {}
    rows: list[tuple[str, ...]] = []
    for suggestion in sorted(suggestions, key=lambda s: (s.left, s.right, s.relation)):
        state = known.get(suggestion.key, EntryState.PROPOSED)
        is_refused = state is EntryState.REJECTED
        rows.append(
            (
                suggestion.left,
                labels.get(suggestion.left, ""),
                "semantic" if suggestion.explanation.terms else "functional",
                NO_RELATIONSHIP if is_refused else suggestion.relation.strm,
                suggestion.right,
                labels.get(suggestion.right, ""),
                str(max(1, round(10 * suggestion.probability))),
                str(state),
                suggestion.explanation.sentence(),
            )
        )
    held = {(row[0], row[4]) for row in rows} | {(row[4], row[0]) for row in rows}
    rows += [_reviewed_row(link, labels) for link in reviewed if (link.left, link.right) not in held]
    return delimited(STRM_COLUMNS, rows)


def _reviewed_row(link: ReviewedLink, labels: Mapping[str, str]) -> tuple[str, ...]:
    is_relation = link.relation in set(Relation)
    holds = Relation(link.relation).strm if is_relation else Relation.SAME_SUBJECT.strm
    return (
        link.left,
        labels.get(link.left, ""),
        "functional",
        NO_RELATIONSHIP if link.state == EntryState.REJECTED else holds,
        link.right,
        labels.get(link.right, ""),
        "" if link.probability is None else str(max(1, round(10 * link.probability))),
        link.state,
        link.note,
    )


def _justification(suggestion: Suggestion, state: EntryState) -> str:
    if state is not EntryState.PROPOSED and state is not EntryState.STATED:
        return "semapv:MappingReview"
    return "semapv:ManualMappingCuration" if suggestion.is_stated else "semapv:CompositeMatching"


def _match_strings(suggestion: Suggestion) -> str:
    """The shared terms, separated as the format asks."""
    terms = dict.fromkeys(
        text.replace("|", "/") for term in suggestion.explanation.terms for text in (term.left, term.right)
    )
    return "|".join(terms)


def _other(suggestion: Suggestion, state: EntryState) -> str:
    value = {
        "is_stated": suggestion.is_stated,
        "key": suggestion.key,
        "references": list(suggestion.explanation.references),
        "state": str(state),
        "strm": suggestion.relation.strm,
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
