"""Pages of signing in: invitations, the role one acts in, the language and look of pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from commonground.api.identity import SESSION_ROLE, SESSION_VIEW_AS
from commonground.api.viewer import viewer_of
from commonground.errors import CommongroundError, TooManyRequests, outcome_of
from commonground.register import models
from commonground.register.accounts import SEES_AS_OTHERS, held_assignments, open_invitation
from commonground.register.workflows.accounts import accept_invitation
from commonground.register.workflows.actor import utc_now
from commonground.web.failures import failure_page
from commonground.web.forms import AcceptForm, RoleForm
from commonground.web.said import refusal, said
from commonground.web.sectors import sector_words

LOOK_COOKIE = "look"
LOOKS = ("", "light", "dark")  # empty: as the system has it
ATTEMPTS, ATTEMPTS_SECONDS = 20, 300  # at one invitation's link, or from one address


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: choose a password, or give the one of the account that is there."""
    try:
        row = open_invitation(secret, utc_now())
        _count_attempt(request)
    except CommongroundError as error:
        return failure_page(request, outcome_of(error).http_status, said(error.message), said(error.advice))
    known = models.Account.objects.filter(email=row.email).first()
    is_known = known is not None and known.has_usable_password()
    form = AcceptForm(request.POST or None, is_known=is_known)
    if request.method == "POST" and form.is_valid():
        try:
            account = accept_invitation(secret, form.cleaned_data["password"], utc_now)
        except CommongroundError as error:
            form.add_error("password", refusal(error))
        else:
            login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "web/invitation.html", {"form": form, "invitation": row}, status=status)


def _count_attempt(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    key = f"invitation:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=ATTEMPTS_SECONDS)
    if cache.incr(key) > ATTEMPTS:
        raise TooManyRequests.wait(ATTEMPTS_SECONDS)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_role(request: HttpRequest) -> HttpResponse:
    """Choose the role to act in; the secretariat may look through another role's eyes."""
    account = get_object_or_404(models.Account, pk=viewer_of(request).account)
    held = held_assignments(account)
    sectors = sector_words()
    sees = any(one.role in SEES_AS_OTHERS for one in held)
    initial = {
        "role": request.session.get(SESSION_ROLE, ""),
        "view_as": request.session.get(SESSION_VIEW_AS, ""),
    }
    form = RoleForm(request.POST or None, initial=initial, held=held, sectors=sectors, sees_as_others=sees)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in held if str(one.pk) == form.cleaned_data["role"])
        view_as = form.cleaned_data.get("view_as", "")
        if view_as and chosen.role not in SEES_AS_OTHERS:
            form.add_error("view_as", _("Act as the secretariat or an administrator to see what others see."))
        else:
            request.session[SESSION_ROLE], request.session[SESSION_VIEW_AS] = str(chosen.pk), view_as
            return redirect("home")
    return render(request, "web/role.html", {"form": form, "held": held}, status=422 if form.errors else 200)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and the look of pages in cookies, and go back to the page."""
    wanted, look = request.POST.get("language", ""), request.POST.get("look")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
        _keep(answer, settings.LANGUAGE_COOKIE_NAME, wanted)
    if look in LOOKS:
        _keep(answer, LOOK_COOKIE, look)
    return answer


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def not_offered(request: HttpRequest) -> HttpResponse:
    """A page of the sign-in library that this register has no use for."""
    raise Http404
