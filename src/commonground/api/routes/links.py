"""Links between pieces of work: how they stand, why they are claimed, what each Sector said; propose and judge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from commonground.api.conditional import tell_version, version_of
from commonground.api.paging import Page, PageOf, cursor_of, page_of_rows, place_of
from commonground.api.viewer import Viewer, viewer_of
from commonground.api.wording import Text, language_of, text_in
from commonground.domain.link import Verdict
from commonground.domain.role import Access, Action, Reason
from commonground.domain.theme import EntryState
from commonground.errors import BadInput, NotFound, Said, StaleVersion
from commonground.register import models
from commonground.register.link_lists import LinkFilter, Order, Place, visible_links
from commonground.register.link_lists import page_of_links as links_on_page
from commonground.register.links import link_history, link_json, ready
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    judge_links,
    propose_link,
    withdraw_link,
)
from commonground.register.workflows.reviewing import Keep, clear_review

router = Router(tags=["links"])
BULK_MAX = 500
Name = Annotated[str, Field(max_length=200)]
Words = Annotated[str, Field(max_length=4000)]


class LinkWanted(Schema):
    """What a list of links is narrowed to."""

    state: Annotated[EntryState | None, Field(description="How it stands.")] = None
    sector: Annotated[Name, Field(description="A Sector that the links touch.")] = ""
    waiting_for: Annotated[Name, Field(description="A Sector that has not accepted or refused them.")] = ""
    body: Annotated[Name, Field(description="A body on either side, or that either side belongs to.")] = ""
    work: Annotated[Name, Field(description="The id of either side.")] = ""
    theme: Name = ""
    relation: Annotated[str, Field(max_length=40)] = ""
    origin: Annotated[str, Field(max_length=20, description="stated, suggested, proposed, carried")] = ""
    period: Annotated[str, Field(max_length=40)] = ""
    text: Annotated[Name, Field(description="Words in the titles or ids.")] = ""
    suspect: Annotated[bool | None, Field(description="Whether a text changed since people saw it.")] = None
    with_past: Annotated[bool, Field(description="Also closed study periods and withdrawn ones.")] = False

    def as_filter(self) -> LinkFilter:
        """The filter as the register takes it."""
        return LinkFilter(**{**self.model_dump(), "state": str(self.state or "")})


WantedLinks = Annotated[LinkWanted, Query()]


class LinkOut(Schema):
    """A link as it stands; what only members see is null or empty for others."""

    code: str
    key: str
    left: str
    right: str
    titles: list[str]
    sectors: list[str]
    groups: list[str]
    relation: str
    period: str
    ended_period: str
    carried_from: str | None
    carried_state: str | None
    theme: str
    origin: str
    note: str
    probability: float | None
    is_stated: bool
    is_current: bool
    state: str
    by_sector: dict[str, str]
    suspect_since: str | None
    suspect_because: dict[str, Any]
    access: str
    made_at: str
    changed_at: str
    version: int


class LinkPage(Page):
    """A page of links."""

    items: list[LinkOut]


class JudgementOut(Schema):
    """What a role said of a link on behalf of a Sector."""

    id: int
    verdict: str
    role: str
    sector: str
    period: str
    at: str
    reason_code: str
    reason: str
    liaison_statement: str
    is_blind: bool


class JudgementPage(Page):
    """All judgements of a link, the oldest first."""

    items: list[JudgementOut]


class HistoryPage(Page):
    """All that was decided of a link, the oldest first."""

    items: list[dict[str, Any]]


class ExplanationOut(Schema):
    """Why matching suggests a link; in blind mode without the figures."""

    sentence: Text
    left: list[dict[str, Any]]
    right: list[dict[str, Any]]
    terms: list[dict[str, Any]]
    references: list[str]
    features: dict[str, float] | None = None
    probability: float | None = None
    model: str
    made_at: str


class ProposalIn(Schema):
    """A link to propose."""

    left: Annotated[Name, Field(examples=["ITU-T Q7/5"])]
    right: Annotated[Name, Field(examples=["ITU-D Q6/2"])]
    relation: Annotated[str, Field(max_length=40)] = "same-subject"
    note: Annotated[Words, Field(description="Why.")] = ""
    theme: Name = ""
    access: Access = Access.PUBLIC


class JudgementIn(Schema):
    """A verdict on behalf of one's own Sector; the secretariat names the liaison statement it came by."""

    verdict: Verdict
    reason_code: Reason | None = None
    reason: Words = ""
    access: Annotated[Access, Field(description="Of the reason.")] = Access.MEMBERS
    liaison_statement: Words = ""
    sector: Annotated[Name, Field(description="The Sector that sent it by liaison statement.")] = ""
    is_blind: bool = False

    def as_decision(self, version: int | None = None) -> Decision:
        """The decision as the workflow takes it."""
        return Decision(
            self.verdict,
            str(self.reason_code or ""),
            self.reason,
            self.access,
            self.liaison_statement,
            self.is_blind,
            version=version,
        )


class BulkIn(JudgementIn):
    """The same verdict on many links."""

    links: Annotated[list[Name], Field(min_length=1, max_length=BULK_MAX, description="Codes of links.")]


class BulkRefusal(Schema):
    """A link of a bulk judgement that was refused, and why."""

    link: str
    error: dict[str, str]


class BulkOut(Schema):
    """What became of every link: judged + refused = asked."""

    counts: dict[str, int]
    judged: list[str]
    refused: list[BulkRefusal]


class WhyIn(Schema):
    """Why, for the log."""

    reason: Words = ""


class ReviewIn(WhyIn):
    """What a link keeps when its review is cleared."""

    keep: Annotated[Keep, Field(description="Its verdicts, or only its history.")] = Keep.VERDICTS


def shown_links(
    rows: Sequence[models.LinkStanding], viewer: Viewer, *, blind: bool = False
) -> list[dict[str, Any]]:
    """The links as this viewer sees them; blind without the score."""
    values = [link_json(row) for row in rows]
    for value in values:
        if blind:
            value["probability"] = None
        if not viewer.sees_proposals:
            value |= {"probability": None, "note": "", "suspect_because": {}}
            if value["state"] != EntryState.AGREED:
                value["by_sector"] = {}
    return values


def link_of(code: str, viewer: Viewer) -> models.LinkStanding:
    """The link with this code that the viewer may see; raises NotFound."""
    row = ready(visible_links(viewer.actor)).filter(code=code).first()
    if row is None:
        raise NotFound(Said("no link %(name)s", name=repr(code[:40])), advice=Said("see /links"))
    return row


def page_of_links(
    wanted: LinkFilter, viewer: Viewer, limit: int, cursor: str, order: str
) -> tuple[list[models.LinkStanding], str | None]:
    """A page of links, and the cursor of the next one."""
    is_newest = order == Order.NEWEST
    place = place_of(cursor, str, int) if is_newest else place_of(cursor, int)
    after = None
    if place is not None:
        after = Place(place[-1], changed_at=_moment(place[0]) if is_newest else None)
    rows = links_on_page(wanted, viewer.actor, limit=limit + 1, order=Order(order), after=after)
    page, last = page_of_rows(rows, limit)
    if last is None:
        return list(page), None
    return list(page), cursor_of(last.changed_at.isoformat(), last.pk) if is_newest else cursor_of(last.pk)


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            Said("not a cursor of this list"), where="cursor", advice=Said("send `next_cursor`")
        ) from error
    if at.tzinfo is None:
        raise BadInput(Said("not a cursor of this list"), where="cursor", advice=Said("send `next_cursor`"))
    return at


@router.get("/links", response=LinkPage, operation_id="list_links")
def list_links(
    request: HttpRequest,
    paging: PageOf,
    wanted: WantedLinks,
    order: Annotated[Literal["id", "newest"], Query()] = "id",
    blind: Annotated[bool, Query(description="Without scores, to judge unswayed.")] = False,
) -> dict[str, Any]:
    """Links, as they stand now."""
    viewer = viewer_of(request)
    page, cursor = page_of_links(wanted.as_filter(), viewer, paging.limit, paging.cursor, order)
    return {"items": shown_links(page, viewer, blind=blind), "next_cursor": cursor}


@router.post("/links", response={201: LinkOut}, operation_id="propose_link")
def propose(request: HttpRequest, body: ProposalIn) -> Status[Any]:
    """Propose a link; the Sectors it touches judge it."""
    viewer = viewer_of(request)
    viewer.require_account()
    asked = Proposed(body.left, body.right, body.relation, body.note, body.theme, body.access)
    row = propose_link(asked, viewer.actor, utc_now)
    tell_version(request, row.version)
    return Status(201, shown_links([row], viewer)[0])


@router.get("/links/{code}", response=LinkOut, operation_id="get_link")
def get_link(request: HttpRequest, code: str, blind: Annotated[bool, Query()] = False) -> dict[str, Any]:
    """One link, as it stands now. Its ETag names its version."""
    viewer = viewer_of(request)
    row = link_of(code, viewer)
    tell_version(request, row.version)
    return shown_links([row], viewer, blind=blind)[0]


@router.delete("/links/{code}", response={204: None}, operation_id="withdraw_link")
def withdraw(
    request: HttpRequest, code: str, reason: Annotated[str, Query(max_length=2000)] = ""
) -> Status[None]:
    """Withdraw a proposal that should not be judged; its history stays readable."""
    viewer = viewer_of(request)
    viewer.require_account()
    row, version = link_of(code, viewer), version_of(request)
    if version is not None and version != row.version:
        raise StaleVersion(
            Said(
                "the link was changed since you read it (version %(version)s, now %(now)s)",
                version=version,
                now=row.version,
            ),
            where=row.code,
            advice=Said("read it again, then withdraw it"),
        )
    withdraw_link(row.code, reason, viewer.actor, utc_now)
    return Status(204, None)


@router.get("/links/{code}/judgements", response=JudgementPage, operation_id="list_judgements")
def judgements(request: HttpRequest, code: str) -> dict[str, Any]:
    """What was said of a link, by which role for which Sector, the oldest first; of members only."""
    viewer = viewer_of(request)
    row = link_of(code, viewer)
    viewer.require(Action.SEE_PROPOSALS, row.code)
    rows = models.Judgement.objects.filter(subject=row.key, period=row.period).order_by("pk")
    return {"items": [_judgement_json(one, viewer) for one in rows]}


def _judgement_json(row: models.Judgement, viewer: Viewer) -> dict[str, Any]:
    is_shown = row.access in viewer.levels
    return {
        "id": row.pk,
        "verdict": row.verdict,
        "role": row.role,
        "sector": row.sector,
        "period": row.period,
        "at": row.at.isoformat(),
        "reason_code": row.reason_code if is_shown else "",
        "reason": row.reason if is_shown else "",
        "liaison_statement": row.liaison_statement if is_shown else "",
        "is_blind": row.is_blind,
    }


@router.get("/links/{code}/history", response=HistoryPage, operation_id="link_history")
def history(request: HttpRequest, code: str) -> dict[str, Any]:
    """All that was done to a link and to those it was carried on from, the oldest first; of members only."""
    viewer = viewer_of(request)
    row = link_of(code, viewer)
    viewer.require(Action.SEE_PROPOSALS, row.code)
    return {"items": link_history(row, frozenset(viewer.levels))}


@router.post("/links/{code}/judgements", response={201: LinkOut}, operation_id="judge_link")
def judge(request: HttpRequest, code: str, body: JudgementIn) -> Status[Any]:
    """Judge a link; with If-Match only if it still stands as it was read."""
    viewer = viewer_of(request)
    viewer.require_account()
    row = link_of(code, viewer)
    decision = body.as_decision(version_of(request, is_needed=False))
    judged = judge_link(row.code, decision, acting_for(viewer, body.sector), utc_now)
    tell_version(request, judged.version)
    return Status(201, shown_links([judged], viewer)[0])


def acting_for(viewer: Viewer, sector: str) -> Actor:
    """The actor; the secretariat records a verdict in the name of the Sector that sent it."""
    if not sector or sector == viewer.actor.sector:
        return viewer.actor
    viewer.require(Action.MODERATE, "sector")
    return replace(viewer.actor, sector=sector)


@router.post("/judgements", response=BulkOut, operation_id="judge_links")
def judge_many(request: HttpRequest, body: BulkIn) -> Mapping[str, Any]:
    """The same verdict on many links; one that is refused does not stop the others."""
    viewer = viewer_of(request)
    viewer.require_account()
    actor = acting_for(viewer, body.sector)
    return judge_links(body.links, body.as_decision(), actor, utc_now).to_json()


@router.post("/links/{code}/review", response=LinkOut, operation_id="clear_review")
def clear(request: HttpRequest, code: str, body: ReviewIn) -> dict[str, Any]:
    """Clear a link that was marked because a text changed."""
    viewer = viewer_of(request)
    viewer.require_account()
    row = link_of(code, viewer)
    version = version_of(request, is_needed=False)
    cleared = clear_review(
        row.code, viewer.actor, utc_now, keep=body.keep, reason=body.reason, version=version
    )
    tell_version(request, cleared.version)
    return shown_links([cleared], viewer)[0]


@router.get("/links/{code}/explanation", response=ExplanationOut, operation_id="explain_link")
def explanation(request: HttpRequest, code: str, blind: Annotated[bool, Query()] = False) -> dict[str, Any]:
    """Why matching suggests the link: passages of both sides, shared terms, one plain sentence."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_PROPOSALS, code[:40])
    link = link_of(code, viewer)
    row = models.Suggestion.objects.filter(key=link.key).first()
    if row is None:
        raise NotFound(
            Said("matching says nothing of this link"), where=link.code, advice=Said("see its judgements")
        )
    told = row.explanation
    sentence = text_in(told["sentences"], language_of(request)) or {"value": "", "language": "en"}
    value: dict[str, Any] = {
        "sentence": sentence,
        **{name: told[name] for name in ("left", "right", "terms", "references")},
        "model": row.model,
        "made_at": row.made_at.isoformat(),
    }
    if not blind:
        value |= {"features": told["features"], "probability": row.probability}
    return value
