"""Mapping sets (SSSOM) and tables of set relationships (STRM), read as what they ask of the register."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice

from commonground.domain.link import Link, Predicate, Verdict
from commonground.domain.role import Access
from commonground.domain.suggestion import Relation, pair_key
from commonground.errors import BadInput, CommongroundError, Said
from commonground.exports.curie import identifier_of_curie
from commonground.exports.mapping_review import ReviewedLink, ReviewedVerdict, is_review, read_review
from commonground.exports.mappings import link_of, read_rows, set_name
from commonground.exports.printable import is_formula_like
from commonground.exports.suggestions import NO_RELATIONSHIP, STRM_COLUMNS
from commonground.ingest.limits import Limits
from commonground.register import models
from commonground.register.exchange.asked import (
    Asked,
    Fault,
    NewLink,
    NewVerdict,
    Place,
    Reading,
    StatedClaim,
)
from commonground.register.workflows.agreement import Decision, Proposed
from commonground.register.workflows.examining import Looked

_FOCAL, _REFERENCE, _RELATIONSHIP, _COMMENTS = (
    "Focal Document Element", "Reference Document Element", "Relationship", "Comments",
)  # fmt: skip
_OF_STRM: Mapping[str, Relation] = {
    "equal": Relation.SAME_TEXT,
    "subset of": Relation.NARROWER,
    "superset of": Relation.BROADER,
    "intersects with": Relation.SAME_SUBJECT,
}


def is_sssom(text: str) -> bool:
    """Whether the text is a mapping set: its first line that is no comment heads the columns of one."""
    first = next((line for line in text.splitlines() if not line.startswith("#")), "")
    return {"subject_id", "object_id"} <= set(first.split("\t"))


def is_strm(text: str) -> bool:
    """Whether the text is a table of set relationships."""
    head = next(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")), [])
    return {_FOCAL, _REFERENCE} <= {name.strip() for name in head}


class _Held:
    """The links that the register holds: what is there already asks nothing."""

    def __init__(self) -> None:
        self.links = {row.key: row for row in models.LinkStanding.objects.filter(is_current=True)}
        rows = models.SectorStanding.objects.filter(link__is_current=True).exclude(judgement=None)
        self.said = {
            (row.link.key, row.sector): row.judgement for row in rows.select_related("judgement", "link")
        }

    def find(self, left: str, right: str) -> models.LinkStanding | None:
        """The current link of the two."""
        return self.links.get(pair_key(left, right))


def check_lines(data: bytes, name: str, limits: Limits) -> None:
    """Nothing, or LimitExceeded naming how many lines a text has: a row of a mapping set is one at least."""
    lines = data.count(b"\n")
    if lines > 2 * limits.table_rows_max:
        raise limits.exceeded("table_rows_max", name, Said("lines of the file: %(number)s", number=lines))


def read_sssom(data: bytes, name: str, limits: Limits) -> Reading:
    """What a mapping set asks: links that it states, links to propose, and verdicts that it carries.

    A row of another program states a link, on the evidence of its comment. One that says that there is no link is the
    record of an examination that found nothing.
    """
    reading = Reading("sssom")
    check_lines(data, name, limits)
    rows = read_rows(data, name)
    if len(rows) > limits.table_rows_max:
        raise limits.exceeded(
            "table_rows_max", name, Said("rows of the mapping set: %(number)s", number=len(rows))
        )
    held, source = _Held(), set_name(data) or name
    for number, row in enumerate(rows, 1):
        place = Place(name, "", number)
        try:
            asked = list(_asked_of(row, place, held, source))
        except CommongroundError as error:
            reading.rows += 1
            reading.faults.append(Fault(place, _placed(error, place)))
            continue
        reading.rows += max(len(asked), 1)
        reading.unchanged += not asked
        reading.asked += asked
    return reading


def _asked_of(row: Mapping[str, str], place: Place, held: _Held, source: str) -> Iterator[Asked]:
    if is_review(row):
        review = read_review(row, place.at())
        yield from _of_review(review, place, held, source)
        return
    left, right = identifier_of_curie(row["subject_id"]), identifier_of_curie(row["object_id"])
    label = row.get("predicate_label", "")
    subject = f"{left} – {right}"
    if row.get("predicate_modifier") == "Not":
        link = held.find(left, right)
        if link is None or link.state != "rejected":
            yield Asked(place, subject, Looked(left, right, reason=row.get("comment", "")))
    elif label in set(Relation) and label not in set(Predicate):
        yield from _proposal(Proposed(left, right, label, row.get("comment", "")), place, held)
    else:
        yield Asked(place, subject, _claim(link_of(row, place.at()), source))


def _claim(link: Link, source: str) -> StatedClaim:
    values = {
        "subject": link.subject,
        "predicate": str(link.predicate),
        "object": link.object,
        "period": link.period,
        "theme": link.theme,
    }
    evidence = tuple(
        {
            "source": one.origin.document or source,
            "locator": one.origin.locator.to_json(),
            "text": one.text,
            "kind": str(one.kind),
            "strength": one.strength,
        }
        for one in link.evidence
    )
    return StatedClaim(values, evidence)


def _proposal(proposed: Proposed, place: Place, held: _Held) -> Iterator[Asked]:
    link = held.find(proposed.left, proposed.right)
    if link is None or link.relation != proposed.relation:
        yield Asked(place, f"{proposed.left} – {proposed.right}", NewLink(proposed))


def _of_review(review: ReviewedLink, place: Place, held: _Held, source: str) -> Iterator[Asked]:
    if review.origin != "stated":  # what is stated comes with its own rows
        access = Access(review.access) if review.access in set(Access) else Access.PUBLIC
        proposed = Proposed(review.left, review.right, review.relation, review.note, review.theme, access)
        yield from _proposal(proposed, place, held)
    key = pair_key(review.left, review.right)
    for said in review.verdicts:
        known = held.said.get((key, said.sector))
        if known is not None and (known.verdict, known.reason) == (said.verdict, said.reason):
            continue
        subject = f"{review.left} – {review.right} {said.sector}".strip()
        yield Asked(place, subject, NewVerdict(key, said.sector, _decision(said, place, source)))


def _decision(said: ReviewedVerdict, place: Place, source: str) -> Decision:
    """The verdict; where no statement carried it, the mapping set is what it was sent by."""
    if said.verdict not in set(Verdict):
        raise BadInput(
            Said("no verdict %(verdict)s", verdict=repr(said.verdict)),
            where=place.at(),
            advice=Said("one of: %(names)s", names=", ".join(Verdict)),
        )
    carried = said.liaison_statement or f"mapping set {source}: {said.role} for {said.sector}, {said.at[:10]}"
    return Decision(
        Verdict(said.verdict),
        said.reason_code,
        said.reason,
        liaison_statement=carried if said.sector else "",
    )


def read_strm(text: str, name: str, limits: Limits) -> Reading:
    """What a table of set relationships asks: links to propose; "no relationship": an examination with no result."""
    reading = Reading("strm")
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    if _RELATIONSHIP not in (rows.fieldnames or ()):
        raise BadInput(
            Said("there is no column %(columns)s", columns=repr(_RELATIONSHIP)),
            where=name,
            advice=Said("columns: %(names)s", names=", ".join(STRM_COLUMNS)),
        )
    every = list(islice(rows, limits.table_rows_max + 1))
    if len(every) > limits.table_rows_max:
        count = len(every) + sum(1 for _ in rows)
        raise limits.exceeded("table_rows_max", name, Said("rows of the table: %(number)s", number=count))
    held = _Held()
    for number, row in enumerate(every, 2):  # the first row of the file heads the columns
        reading.rows += 1
        place = Place(name, "", number)
        try:
            asked = list(
                _of_strm({k: _unguarded(v or "") for k, v in row.items() if isinstance(k, str)}, place, held)
            )
        except CommongroundError as error:
            reading.faults.append(Fault(place, _placed(error, place)))
            continue
        reading.unchanged += not asked
        reading.asked += asked
    return reading


def _of_strm(row: Mapping[str, str], place: Place, held: _Held) -> Iterator[Asked]:
    left, right = row.get(_FOCAL, "").strip(), row.get(_REFERENCE, "").strip()
    relationship = " ".join(row.get(_RELATIONSHIP, "").casefold().split())
    link = held.find(left, right)
    subject, comment = f"{left} – {right}", row.get(_COMMENTS, "")
    if relationship == NO_RELATIONSHIP:
        if link is None or link.state != "rejected":
            yield Asked(place, subject, Looked(left, right, reason=comment))
        return
    if relationship not in _OF_STRM:
        raise BadInput(
            Said("no relationship %(relationship)s", relationship=repr(relationship)),
            where=place.at(_RELATIONSHIP),
            advice=Said("one of: %(names)s", names=", ".join((*_OF_STRM, NO_RELATIONSHIP))),
        )
    if link is None or strm_of(link.relation) != relationship:
        yield Asked(place, subject, NewLink(Proposed(left, right, _OF_STRM[relationship], comment)))


def strm_of(relation: str) -> str:
    """The set relationship that a relation or predicate of ours comes to.

    >>> strm_of("broader"), strm_of("liaises-with")
    ('superset of', 'intersects with')
    """
    return Relation(relation).strm if relation in set(Relation) else Relation.SAME_SUBJECT.strm


def _unguarded(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith("'") and is_formula_like(text[1:]) else text


def _placed(error: CommongroundError, place: Place) -> CommongroundError:
    if error.where.startswith(place.file):
        return error
    return type(error)(error.message, where=place.at(), advice=error.advice)
