"""The addresses of signing in by a service."""

from __future__ import annotations

from django.urls import path

from commonground.web.openid import views

urlpatterns = [
    path("oidc/<str:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
