"""The organization: its profile, Sectors, study periods and gatherings."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from commonground import __version__
from commonground.api.paging import Page, PageOf, page_by_key
from commonground.api.wording import Text, language_of, text_in
from commonground.errors import NotFound, Said
from commonground.register import models

router = Router(tags=["organization"])


class ProfileOut(Schema):
    """The organization that the register is about."""

    code: str
    name: Text | None
    languages: list[str]
    licence: str
    version: str


class SectorOut(Schema):
    """A top-level part of the organization."""

    id: str
    name: Text | None
    names: dict[str, str]
    aliases: dict[str, list[str]]


class SectorPage(Page):
    """All Sectors."""

    items: list[SectorOut]


class PeriodOut(Schema):
    """The years in which a Sector's groups and Questions keep their numbers."""

    sector: str
    label: str
    start: int
    end: int


class PeriodPage(Page):
    """All study periods."""

    items: list[PeriodOut]


class GatheringOut(Schema):
    """One session of an adopting conference."""

    id: int
    body: str
    sector: str
    code: str
    year: int
    place: Text | None


class GatheringPage(Page):
    """A page of gatherings."""

    items: list[GatheringOut]


@router.get("/profile", response=ProfileOut, operation_id="get_profile")
def profile(request: HttpRequest) -> dict[str, Any]:
    """The organization."""
    row = models.ProfileRecord.objects.first()
    if row is None:
        raise NotFound(
            Said("the register holds no profile"), advice=Said("make a register: commonground init")
        )
    return {
        "code": row.code,
        "name": text_in(row.names, language_of(request)),
        "languages": row.languages,
        "licence": row.licence,
        "version": __version__,
    }


@router.get("/sectors", response=SectorPage, operation_id="list_sectors")
def sectors(request: HttpRequest) -> dict[str, Any]:
    """All Sectors, in the organization's order."""
    language = language_of(request)
    rows = models.Sector.objects.order_by("pk").values("code", "names", "aliases")
    return {
        "items": [
            {
                "id": row["code"],
                "name": text_in(row["names"], language),
                "names": row["names"],
                "aliases": row["aliases"],
            }
            for row in rows
        ]
    }


@router.get("/periods", response=PeriodPage, operation_id="list_periods")
def periods(request: HttpRequest, sector: Annotated[str, Query(max_length=120)] = "") -> dict[str, Any]:
    """The study periods of all Sectors, or of one."""
    rows = models.StudyPeriod.objects.order_by("pk")
    if sector:
        rows = rows.filter(sector__code=sector)
    values = rows.values("sector__code", "label", "start", "end")
    return {"items": [{**row, "sector": row["sector__code"]} for row in values]}


@router.get("/gatherings", response=GatheringPage, operation_id="list_gatherings")
def gatherings(
    request: HttpRequest, paging: PageOf, sector: Annotated[str, Query(max_length=120)] = ""
) -> dict[str, Any]:
    """Sessions of adopting conferences: which one "(Rev. Hammamet, 2016)" was."""
    language = language_of(request)
    rows = models.Gathering.objects.filter(sector=sector) if sector else models.Gathering.objects.all()
    return page_by_key(rows, paging, lambda row: _gathering_json(row, language))


def _gathering_json(row: models.Gathering, language: str) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("body", "sector", "code", "year")},
        "id": row.pk,
        "place": text_in({"en": row.place, **row.places}, language),
    }
