"""Pages of the log-in after the password, and of one's own second factors: allauth's, in the admin's dress.

What may be guessed is counted before it is looked at (services.login_attempts).
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from allauth.mfa.base import views as mfa
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from config.sign_in import facts
from config.sign_in.carried import CARRIED_FIELD, offer_again
from config.sign_in.forms import ResetForm
from tracker.clock import utc_now
from tracker.services import login_attempts, rate_limit
from tracker.services.rate_limit import TooManyRequests
from tracker.web.subscriptions.decorators import networks_of, too_many

View = Callable[..., HttpResponse]
MAILS_AN_HOUR = 3
"""Links to a new password that one mailbox is sent."""


def minutes(wait: timedelta) -> int:
    """Whole minutes to wait."""
    return int(wait.total_seconds() // 60) + 1


def dressed(view: Callable[..., Any], title: str) -> View:
    """A page of allauth with what the admin's templates need, never kept by a browser."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            response.context_data |= {
                **admin.site.each_context(request),
                "title": title,
                "provider": settings.OIDC_NAME,
            }
        return response

    return wrapper


def guessed(view: Callable[..., Any]) -> View:
    """Count what somebody who is logged in proves it with, a password or a code: five wrong ones end it."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return cast("HttpResponse", view(request, *args, **kwargs))
        user = request.user
        try:
            counted = login_attempts.begin_code(user.pk or 0, now=utc_now())
        except TooManyRequests as error:
            facts.refused(request, "too many wrong proofs", account=user.get_username())
            words = (
                f"Too many wrong ones for this account. Try again in {minutes(error.retry_after)} minutes."
            )
            return too_many(request, error.retry_after, words)
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code == 302:
            login_attempts.succeeded(counted)
        return response

    return wrapper


_second = dressed(mfa.authenticate, "Second factor")


def second_factor(request: HttpRequest) -> HttpResponse:
    """A code of an app, a recovery code or a key, after the password; what was typed before goes along."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if request.method != "POST" or stage is None:
        return _second(request)
    user = stage.login.user
    try:
        counted = login_attempts.begin_code(user.pk, now=utc_now())
    except TooManyRequests as error:
        clear_login(request)
        facts.refused(request, "too many wrong codes", account=user.get_username())
        wait = minutes(error.retry_after)
        words = f"Too many wrong codes for this account. Log in again in {wait} minutes."
        return too_many(request, error.retry_after, words)
    response = offer_again(request, _second(request))
    if isinstance(response, TemplateResponse) and response.context_data is not None:
        response.context_data.setdefault(CARRIED_FIELD, request.POST.get(CARRIED_FIELD, ""))
    if request.user.is_authenticated:
        login_attempts.succeeded(counted)
    else:
        facts.refused(request, "wrong code or key", account=user.get_username())
    return response


def second_factor_page(request: HttpRequest, typed: str) -> HttpResponse:
    """The page that asks for the second factor, as the answer to a password that came with typed data."""
    request.method = "GET"
    response = _second(request)
    if isinstance(response, TemplateResponse) and response.context_data is not None:
        response.context_data[CARRIED_FIELD] = typed
    return response


_passkey: View = never_cache(webauthn.login_webauthn)


def passkey(request: HttpRequest) -> HttpResponse:
    """Log in with a passkey alone; GET with `Accept: application/json` answers what the browser needs."""
    networks = networks_of(request)
    now = utc_now()
    try:
        if request.method != "POST":
            login_attempts.begin_elsewhere(networks, now=now)
            return _passkey(request)
        counted = login_attempts.begin_passkey(networks, now=now)
    except TooManyRequests as error:
        return too_many(request, error.retry_after)
    response = offer_again(request, _passkey(request))
    if request.user.is_authenticated:
        login_attempts.succeeded(counted)
    elif not getattr(request, "was_refused", False):
        facts.refused(request, "a passkey that is not known here")
    return response


def reset(request: HttpRequest) -> HttpResponse:
    """Mail a link to a new password; the answer does not tell whether there is such an account."""
    if request.method == "POST":
        now = utc_now()
        mailbox = request.POST.get("email", "").strip().casefold()[:320]
        try:
            rate_limit.check_network("new password", *networks_of(request), now=now)
            limit = rate_limit.Limit("new password to", mailbox, MAILS_AN_HOUR, timedelta(hours=1))
            rate_limit.count([limit], now=now)
        except TooManyRequests as error:
            words = f"Links were asked for too often. Try again in {minutes(error.retry_after)} minutes."
            return too_many(request, error.retry_after, words)
    return _reset(request)


def _reset(request: HttpRequest) -> HttpResponse:
    view = auth.PasswordResetView.as_view(
        form_class=ResetForm,
        success_url="/admin/password_reset/done/",
        email_template_name="admin/tracker/sign_in/reset_email.txt",
        subject_template_name="admin/tracker/sign_in/reset_subject.txt",
        extra_email_context={"site": settings.SITE_URL},
    )
    return dressed(view, "New password")(request)


reset_done = dressed(auth.PasswordResetDoneView.as_view(), "A mail is on its way")
reset_confirm = dressed(
    auth.PasswordResetConfirmView.as_view(success_url="/admin/reset/done/"), "New password"
)
reset_complete = dressed(auth.PasswordResetCompleteView.as_view(), "The password is set")


def inactive(request: HttpRequest) -> HttpResponse:
    """Nobody is led here; allauth wants the name."""
    messages.error(request, "This account is closed.")
    return redirect("account_login")
