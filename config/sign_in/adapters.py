"""What django-allauth asks this site: who may come in, what is said, where secrets lie."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from config.sign_in import facts, groups, rules, secrets
from config.sign_in.oidc import BadAnswer, Provider

LOGGED_IN = "account/messages/logged_in.txt"


def turn_away(request: HttpRequest, words: str, *, account: str = "") -> HttpResponse:
    """Back to the log-in, which says why; the refusal is a security fact."""
    facts.refused(request, words, account=account)
    messages.error(request, words)
    return redirect("account_login")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts of the admin; nobody makes one by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Turn away whoever proved who they are and may not come in."""
        by_provider = "sociallogin" in (kwargs.get("signal_kwargs") or {})
        words = rules.refusal(user, by_provider=by_provider)
        if not words:
            return None
        clear_login(request)
        return turn_away(request, words, account=user.get_username())

    def add_message(
        self, request: HttpRequest, level: int, template: str = "", *args: Any, **kwargs: Any
    ) -> None:
        """That somebody is logged in the page says by itself."""
        if template != LOGGED_IN:
            super().add_message(request, level, template, *args, **kwargs)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors; the secrets of codes are encrypted with the key of the site."""

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it is used."""
        return secrets.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- as allauth calls it
        """Something: whoever adds a key knows better what it is."""
        return "Key"


class Provided(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts of the provider that the environment names; its groups say what they may do here."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """The one of the environment, whatever is asked for; its tokens are checked in full."""
        client, secret = settings.OIDC_CLIENT
        more = {"server_url": settings.OIDC_ISSUER, "oauth_pkce_enabled": True}
        app = SocialApp(
            provider="openid_connect",
            provider_id="oidc",
            name=settings.OIDC_NAME,
            client_id=client,
            secret=secret,
            settings=more,
        )
        return Provider(request, app=app)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Turn away who is in no group of ours; else give the account what its groups say."""
        sociallogin.email_addresses = []  # an address at a provider is no proof of an account here
        names = groups.named_in(sociallogin.account.extra_data)
        if sociallogin.is_existing:
            groups.give(sociallogin.user, names)
        is_above_groups = sociallogin.is_existing and sociallogin.user.is_superuser
        is_connecting = sociallogin.state.get("process") == "connect"
        if not (names or is_above_groups or is_connecting):
            words = f"{settings.OIDC_NAME} knows you, but none of your groups there may come in here."
            account = sociallogin.user.get_username() if sociallogin.is_existing else ""
            raise ImmediateHttpResponse(turn_away(request, words, account=account))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever is in a group may have an account, which is made at the first log-in."""
        return True

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Make the account, with what its groups may do."""
        user = super().save_user(request, sociallogin, form)
        groups.give(user, groups.named_in(sociallogin.account.extra_data))
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """The page on one's own log-in."""
        return reverse("mfa_index")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Back to the log-in with one line on what was wrong."""
        raise ImmediateHttpResponse(turn_away(request, self._words(error, exception)))

    def _words(self, error: Any, exception: Exception | None) -> str:
        name = settings.OIDC_NAME
        if error == AuthError.CANCELLED:
            return f"The log-in with {name} was cancelled."
        if isinstance(exception, BadAnswer):
            return f"Nobody was logged in: {exception}."
        if exception is not None:
            return f"Nobody was logged in: {name} could not be reached or did not answer as it should."
        return f"The log-in with {name} took too long or began in another window. Start it again."
