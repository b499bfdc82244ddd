"""Administration: an overview, long work to start, the log of every change, and how this register is set up."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from commonground import __version__
from commonground.api.routes.jobs import visible_jobs
from commonground.api.uploads import limits
from commonground.api.viewer import viewer_of
from commonground.domain.role import Action
from commonground.errors import BadInput, NotAllowed, Said
from commonground.register import models
from commonground.register.jobs import job_json
from commonground.register.permissions import allows
from commonground.register.sign_in import openid_providers
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.jobs import ask_job
from commonground.web.editing import may, writer_of
from commonground.web.page import show
from commonground.web.sectors import listed_sectors

ROWS = 50
JOBS_SHOWN = 20
STARTED_HERE = {"suggest": Action.SUGGEST, "backup": Action.MANAGE_REGISTER}
_LOGGED = (
    "pk",
    "at",
    "role",
    "sector",
    "action",
    "subject",
    "old",
    "new",
    "reason",
    "access",
    "account__email",
)


def administration(request: HttpRequest) -> HttpResponse:
    """What there is to look after: people, imports, jobs, the log, settings; long work is started here."""
    viewer = viewer_of(request)
    if not (allows(viewer.actor, Action.MANAGE_REGISTER) or allows(viewer.actor, Action.MODERATE)):
        viewer.require(Action.MODERATE, _("administration"))
    if request.method == "POST":
        return _start(request)
    jobs = visible_jobs(viewer).order_by("-pk")[:JOBS_SHOWN]
    data: dict[str, Any] = {
        "jobs": [job_json(job) for job in jobs],
        "sectors": listed_sectors(),
        "people": _people() if allows(viewer.actor, Action.MANAGE_ACCOUNTS) else None,
        "settings": _settings() if allows(viewer.actor, Action.MANAGE_REGISTER) else None,
    }
    startable = [kind for kind, action in STARTED_HERE.items() if may(request, action)]
    return show(request, "web/administration/overview.html", data, extra={"startable": startable})


def _start(request: HttpRequest) -> HttpResponse:
    viewer, kind = writer_of(request), request.POST.get("kind", "")
    if kind not in STARTED_HERE:
        raise BadInput(_("this kind of work is not started here"), advice=_("choose matching or a backup"))
    if not may(request, STARTED_HERE[kind]):
        raise NotAllowed(
            _("your role does not start this"), advice=_("ask the secretariat or an administrator")
        )
    options: dict[str, Any] = {}
    between = [one for one in (request.POST.get("first", ""), request.POST.get("second", "")) if one]
    if kind == "suggest" and between:
        if len(set(between)) != 2:
            raise BadInput(
                _("matching compares two different Sectors"), advice=_("choose two, or none for all")
            )
        options["between"] = between
    return redirect("job", ask_job(kind, options, viewer.actor, utc_now).pk)


def _people() -> dict[str, int]:
    return {
        "accounts": models.Account.objects.filter(is_active=True).count(),
        "invited": models.Invitation.objects.filter(accepted_at=None, expires_at__gt=utc_now()).count(),
    }


def _settings() -> dict[str, Any]:
    """How this register is set up; nothing secret."""
    read = limits()
    return {
        "version": __version__,
        "database": connection.vendor,
        "hosts": list(settings.ALLOWED_HOSTS),
        "origin": settings.ORIGIN,
        "is_secure": settings.IS_SECURE,
        "services": [app["name"] for app in openid_providers(os.environ)],
        "rates": settings.API_RATES,
        "file_size_max_mb": read.file_size_max_mb,
    }


def log(request: HttpRequest) -> HttpResponse:
    """Every change that the viewer may see, the newest first: who in which role, what, old and new, why."""
    viewer = viewer_of(request)
    viewer.require(Action.SEE_INTERNAL, _("the log"))
    wanted = {
        name: request.GET.get(name, "")[:200] for name in ("action", "subject", "role", "sector", "day")
    }
    rows = models.Change.objects.filter(access__in=viewer.levels).order_by("-pk")
    for name in ("action", "role", "sector"):
        rows = rows.filter(**{name: wanted[name]}) if wanted[name] else rows
    if wanted["subject"]:
        rows = rows.filter(subject__icontains=wanted["subject"])
    if wanted["day"]:
        rows = rows.filter(at__date=_day(wanted["day"]))
    page = Paginator(rows.values(*_LOGGED), ROWS).get_page(request.GET.get("page"))
    data = {
        "changes": [_told(row, allows(viewer.actor, Action.MANAGE_ACCOUNTS)) for row in page.object_list],
        "number": page.paginator.count,
        "wanted": wanted,
        "actions": sorted(models.Change.objects.values_list("action", flat=True).distinct().order_by()),
        "sectors": listed_sectors(),
    }
    extra = {"paging": page}
    return show(request, "web/administration/log.html", data, extra=extra, feed="/api/v1/log.atom")


def _day(text: str) -> Any:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise BadInput(
            Said("this is no day"), where="day", advice=Said("write it as %(day)s", day="2026-06-30")
        )
    return found


def _told(row: dict[str, Any], with_names: bool) -> dict[str, Any]:
    """The entry; who it was by name only for those who manage accounts: roles, not names, are what records show."""
    email = row.pop("account__email")
    fields = sorted({*row["old"], *row["new"]})
    changed = [{"field": name, "old": row["old"].get(name), "new": row["new"].get(name)} for name in fields]
    told = {**row, "changed": changed}
    return {**told, "account": email} if with_names else told


urlpatterns: list[URLPattern] = [
    path("administration/", administration, name="administration"),
    path("administration/log/", log, name="log"),
]
