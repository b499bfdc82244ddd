"""Links with what the Sectors said of them, as rows of a mapping set, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from commonground.domain.link import Predicate
from commonground.domain.suggestion import Relation
from commonground.errors import BadInput, Said
from commonground.exports.curie import curie_of, identifier_of_curie

PREDICATE_IDS: Mapping[str, str] = {
    # How near each of our predicates comes to the predicates that mapping sets share. The exact one is in
    # `predicate_label`. A Sector's resolution that carries out another's is narrower than it.
    Predicate.ADDRESSES: "skos:relatedMatch",
    Predicate.MANDATES: "skos:relatedMatch",
    Predicate.OVERLAPS: "skos:relatedMatch",
    Predicate.CONTRIBUTES_TO: "skos:relatedMatch",
    Predicate.LIAISES_WITH: "skos:relatedMatch",
    Predicate.CARRIES_OUT: "skos:broadMatch",
}
RELATION_OF_SKOS: Mapping[str, Relation] = {
    "skos:exactMatch": Relation.SAME_TEXT,
    "skos:closeMatch": Relation.SAME_SUBJECT,
    "skos:relatedMatch": Relation.SAME_SUBJECT,
    "skos:narrowMatch": Relation.BROADER,
    "skos:broadMatch": Relation.NARROWER,
}
"""What another program's predicate comes to among our relations."""
_REVIEWED, _PROPOSED, _COMPARED = (
    "semapv:MappingReview",
    "semapv:ManualMappingCuration",
    "semapv:CompositeMatching",
)


@dataclass(frozen=True, slots=True)
class ReviewedVerdict:
    """What one Sector said: its verdict, in which role, when (ISO 8601), why, and the statement that carried it."""

    sector: str
    verdict: str
    role: str = ""
    at: str = ""
    reason_code: str = ""
    reason: str = ""
    liaison_statement: str = ""


@dataclass(frozen=True, slots=True)
class ReviewedLink:
    """A link between two pieces of work as it stands: who made it, its state, and the latest verdict of each Sector."""

    left: str
    right: str
    relation: str
    origin: str  # stated, suggested, proposed, carried
    state: str
    theme: str = ""
    period: str = ""
    note: str = ""
    made_on: str = ""  # a day, ISO 8601
    probability: float | None = None
    access: str = "public"
    verdicts: tuple[ReviewedVerdict, ...] = ()
    code: str = ""


def review_row(
    link: ReviewedLink, labels: Mapping[str, str], categories: Mapping[str, str], prefix: str
) -> dict[str, str]:
    """One row of a mapping set: the claim, how it came about, who reviewed it, and all of it in the extension."""
    is_refused = link.state == "rejected"
    said = [asdict(verdict) for verdict in link.verdicts]
    review = {"origin": link.origin, "access": link.access, "note": link.note}
    days = [verdict.at[:10] for verdict in link.verdicts if verdict.at]
    return {
        "record_id": curie_of(f"link {link.code}", prefix) if link.code else "",
        "subject_id": curie_of(link.left, prefix),
        "subject_label": labels.get(link.left, ""),
        "subject_category": categories.get(link.left, ""),
        "predicate_id": predicate_of(link.relation),
        "predicate_modifier": "Not" if is_refused else "",
        "predicate_label": link.relation,
        "object_id": curie_of(link.right, prefix),
        "object_label": labels.get(link.right, ""),
        "object_category": categories.get(link.right, ""),
        "mapping_justification": _justification(link),
        "reviewer_label": "|".join(_reviewer(verdict) for verdict in link.verdicts),
        "mapping_date": link.made_on,
        "review_date": max(days, default=""),
        "mapping_tool": "Commonground" if link.origin == "suggested" else "",
        "confidence": "" if link.probability is None else repr(round(link.probability, 4)),
        "comment": link.note,
        "ext_state": link.state,
        "ext_period": link.period,
        "ext_theme": link.theme,
        "ext_verdicts": json.dumps(said, ensure_ascii=False) if said else "",
        "ext_review": json.dumps(review, ensure_ascii=False, sort_keys=True),
    }


def is_review(row: Mapping[str, str]) -> bool:
    """Whether the row is one that `review_row` made."""
    return bool(row.get("ext_review"))


def read_review(row: Mapping[str, str], where: str = "") -> ReviewedLink:
    """The inverse of `review_row`; raises BadInput naming the place."""
    try:
        review = json.loads(row["ext_review"])
        said = json.loads(row.get("ext_verdicts") or "[]")
        verdicts = tuple(ReviewedVerdict(**{str(k): str(v) for k, v in one.items()}) for one in said)
        confidence = row.get("confidence") or ""
        return ReviewedLink(
            left=identifier_of_curie(row["subject_id"]),
            right=identifier_of_curie(row["object_id"]),
            relation=row.get("predicate_label") or relation_of(row["predicate_id"]),
            origin=str(review.get("origin", "proposed")),
            state=row.get("ext_state", ""),
            theme=row.get("ext_theme", ""),
            period=row.get("ext_period", ""),
            note=str(review.get("note", "")),
            made_on=row.get("mapping_date", ""),
            probability=float(confidence) if confidence else None,
            access=str(review.get("access", "public")),
            verdicts=verdicts,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(
            Said("the review in the row cannot be read: %(error)s", error=str(error)),
            where=where,
            advice=Said("export the mapping set again"),
        ) from error


def predicate_of(relation: str) -> str:
    """The SKOS property that comes nearest to a relation or predicate of ours."""
    if relation in set(Predicate):
        return PREDICATE_IDS[Predicate(relation)]
    return Relation(relation).skos if relation in set(Relation) else "skos:relatedMatch"


def relation_of(predicate_id: str) -> str:
    """Our relation that comes nearest to another program's predicate.

    >>> relation_of("skos:closeMatch")
    'same-subject'
    """
    return str(RELATION_OF_SKOS.get(predicate_id, Relation.SAME_SUBJECT))


def _justification(link: ReviewedLink) -> str:
    if link.verdicts:
        return _REVIEWED
    return _COMPARED if link.origin == "suggested" else _PROPOSED


def _reviewer(verdict: ReviewedVerdict) -> str:
    """The role, never a person; a bar would end the text in the format."""
    named = f"{verdict.role} for {verdict.sector}" if verdict.sector else verdict.role
    return f"{named}: {verdict.verdict}".replace("|", "/")


def sorted_reviews(links: Sequence[ReviewedLink]) -> list[ReviewedLink]:
    """The links in the order of their rows."""
    return sorted(links, key=lambda link: (link.left, link.right, link.relation, link.period))
