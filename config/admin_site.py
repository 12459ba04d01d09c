"""The admin site: what somebody typed outlives the session it was typed in.

Before a form is sent, its page looks whether the session lasts, and else asks for the password over the form
(log_in.js). Without a script, a form that is sent after its session has ended is answered with the log-in,
which carries what was typed in a hidden field; after it, one button sends that again. Nothing is kept on the
server.
"""

import json
from collections.abc import Iterable
from functools import update_wrapper
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from config.sign_in import carried, facts
from config.sign_in.carried import CARRIED_FIELD, Pairs
from tracker.web.problems import csrf_failed

NOT_CARRIED = ("csrfmiddlewaretoken", CARRIED_FIELD)


class TrackerAdminSite(AdminSite):
    """Keeps what was posted to it by somebody whose session had ended."""

    login_template = "admin/tracker/login.html"
    index_template = "admin/tracker/overview.html"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Not the tables of allauth: they hold secrets, and people see to their own factors."""
        wanted = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        ours = [model for model in wanted if not model.__module__.startswith("allauth.")]
        super().register(ours, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """With the queues of work, the pages that do one thing to a case, and who is logged in."""
        from tracker.admin import case_dialogs, case_pages, cited_pages, incoming, overview  # noqa: PLC0415 -- models are not there before

        of_cases = [*case_pages.urls(self), *case_dialogs.urls(self)]
        pages = [*of_cases, *cited_pages.urls(self), *incoming.urls(self)]
        session = path("session/", never_cache(self.session_view), name="session")
        return [*overview.urls(self), *pages, session, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The front page: what there is to do, then the lists."""
        from tracker.admin.overview import front_page  # noqa: PLC0415 -- as above

        return super().index(request, {**(extra_context or {}), **front_page(request)})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Ask for the password where a form comes without a session; files are not kept."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and not request.user.is_authenticated and not request.FILES:
                return never_cache(self._ask_to_log_in)(request)
            with facts.acting(request):
                return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Name and password, and what else an account asks for; what was typed goes along."""
        from config.sign_in.password import PasswordView  # noqa: PLC0415 -- models are not there before
        from config.sign_in.views import second_factor_page  # noqa: PLC0415 -- as above

        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        typed = request.POST.get(CARRIED_FIELD, "")
        request.current_app = self.name
        context = {
            **self.each_context(request),
            "title": "Log in",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "provider": settings.OIDC_NAME,
            CARRIED_FIELD: typed,
            **(extra_context or {}),
        }
        response = never_cache(
            PasswordView.as_view(template_name=self.login_template, extra_context=context)
        )(request)
        if carried.read(typed) and getattr(response, "url", "") == reverse("mfa_authenticate"):
            return second_factor_page(request, typed)
        return carried.offer_again(request, cast("HttpResponse", response))

    def session_view(self, request: HttpRequest) -> HttpResponse:
        """Who is logged in, and the token that forms are to be sent with, as JSON; nobody: an empty text."""
        user = request.user.get_username() if self.has_permission(request) else ""
        return JsonResponse({"user": user, "token": get_token(request)})

    def send_again(self, request: HttpRequest, address: str, pairs: Pairs) -> HttpResponse:
        """A page whose one button posts the pairs to the address."""
        context = {**self.each_context(request), "title": "Go on", "address": address, "pairs": pairs}
        return never_cache(TemplateResponse)(request, "admin/tracker/send_again.html", context)

    def _ask_to_log_in(self, request: HttpRequest) -> HttpResponse:
        address = request.get_full_path()
        context = {
            **self.each_context(request),
            "title": "Log in",
            "form": AdminAuthenticationForm(request),
            "app_path": f"{reverse('admin:login')}?{urlencode({'next': address})}",
            "next": address,
            "provider": settings.OIDC_NAME,
            CARRIED_FIELD: json.dumps(pairs_of(request.POST), ensure_ascii=False),
        }
        return TemplateResponse(request, self.login_template, context, status=403)


def pairs_of(posted: QueryDict) -> Pairs:
    """All that was posted but the token of the form."""
    return [(name, value) for name, values in posted.lists() if name not in NOT_CARRIED for value in values]


def token_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW.

    Whoever logs in again in another window changes the token, and a form of the admin that was open before
    comes with the old one. Where the browser itself says that the form is ours (Sec-Fetch-Site, which no page
    can forge), what was typed is offered to be sent again; it is not taken as it is.
    """
    from django.contrib.admin import site  # noqa: PLC0415 -- made by the app registry

    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_admin = request.path.startswith(reverse("admin:index")) and request.path != reverse("admin:login")
    user = getattr(request, "user", None)
    if is_ours and is_admin and not request.FILES and user is not None and user.is_authenticated:
        assert isinstance(site, TrackerAdminSite)
        response = site.send_again(request, request.get_full_path(), pairs_of(request.POST))
        response.status_code = 403
        return response
    return csrf_failed(request, reason)
