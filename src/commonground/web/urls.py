"""The addresses of everything that is served."""

from __future__ import annotations

from django.contrib.staticfiles.views import serve
from django.urls import URLPattern, URLResolver, include, path, re_path

from commonground.api.application import make_api
from commonground.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("role/", views.choose_role, name="choose_role"),
    path("language/", views.choose_language, name="choose_language"),
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
    # There is no mail to send: who forgot a password asks an administrator for a new invitation.
    re_path(r"^accounts/(?:password/reset|email|confirm-email)/", views.not_offered),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", make_api().urls),
    # A few small files of our own; no other server is needed for them.
    path("static/<path:path>", serve, {"insecure": True}),
]
handler404 = "commonground.web.failures.not_found"
handler500 = "commonground.web.failures.server_error"
