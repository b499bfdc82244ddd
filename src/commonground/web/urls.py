"""The addresses of everything that is served."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from commonground.api.application import make_api
from commonground.web import sign_in
from commonground.web.pages import (
    activities,
    administration,
    areas,
    check,
    compare,
    documents,
    editions,
    findings,
    groups,
    home,
    imports,
    instruments,
    links,
    mine,
    papers,
    people,
    review,
    search,
    start,
    themes,
)
from commonground.web.pages import map as map_of_groups
from commonground.web.static_files import serve_static

PAGES = (
    *(home, search, areas, themes, groups, instruments, activities, map_of_groups),
    *(mine, review, links, compare),
    *(check, papers, editions, documents, findings),
    *(administration, people, imports, start),
)
urlpatterns: list[URLPattern | URLResolver] = [
    *(pattern for page in PAGES for pattern in page.urlpatterns),
    path("role/", sign_in.choose_role, name="choose_role"),
    path("language/", sign_in.choose_language, name="choose_language"),
    path("invitation/<str:secret>/", sign_in.invitation, name="invitation"),
    # There is no mail to send: who forgot a password asks an administrator for a new invitation.
    re_path(r"^accounts/(?:password/reset|email|confirm-email)/", sign_in.not_offered),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", make_api().urls),
    path("static/<path:path>", serve_static),
]
handler404 = "commonground.web.failures.not_found"
handler500 = "commonground.web.failures.server_error"
