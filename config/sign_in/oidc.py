"""OpenID Connect, the code flow with PKCE: what allauth leaves unchecked is checked here.

OpenID Connect Core 1.0, 3.1.3.7: the signature of the ID token by a key of the provider, whoever it came
from; issuer, audience, times and nonce; and that user information is of the same subject (5.3.2).
"""

import functools
from collections.abc import Callable
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from tracker.clock import utc_now
from tracker.services import login_attempts
from tracker.services.rate_limit import TooManyRequests
from tracker.web.subscriptions.decorators import networks_of, too_many

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key that the provider alone has."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
WRONG = {
    jwt.ExpiredSignatureError: "the token of the provider has expired",
    jwt.ImmatureSignatureError: "the token of the provider is of the future; compare the clocks",
    jwt.InvalidIssuerError: "the token is of another issuer than ULTIMATA_OIDC_ISSUER",
    jwt.InvalidAudienceError: "the token was made for another site than ULTIMATA_OIDC_CLIENT_ID",
    jwt.InvalidSignatureError: "the token is not signed by a key of the provider",
    jwt.MissingRequiredClaimError: "the token of the provider lacks a claim",
}


class BadAnswer(OAuth2Error):  # type: ignore[misc]  # allauth has no types
    """What a provider answered is not to be trusted; the text says why, and goes on after a colon."""


def _clear(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn whatever an answer of the wrong shape leads to into `BadAnswer`."""

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except requests.exceptions.JSONDecodeError:
            raise BadAnswer("the provider answered something that is no JSON") from None
        except requests.RequestException:
            raise BadAnswer("the provider could not be reached") from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadAnswer(f"the answer of the provider has another form than it should ({error})") from None

    return guarded


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """Talks to the provider, and believes nothing of what it says unread."""

    nonce = ""

    @functools.cached_property
    @_clear
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself, which has to be of the issuer that the environment names."""
        url = f"{settings.OIDC_ISSUER}/.well-known/openid-configuration"
        with get_adapter().get_requests_session() as session:
            answer = session.get(url)
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        if str(found["issuer"]).rstrip("/") != settings.OIDC_ISSUER:
            raise BadAnswer("the provider calls itself by another name than ULTIMATA_OIDC_ISSUER")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not str(found[name]).startswith(("https://", "http://")):
                raise BadAnswer(f"the provider names no address as {name}")
        return found

    @_clear
    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        """The tokens that a code is good for."""
        try:
            return super().get_access_token_data(*args, **kwargs)
        except OAuth2Error:  # its text holds the whole answer
            raise BadAnswer("the provider did not accept the code, or the secret of this site") from None

    @_clear
    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who logged in there, by a token that was checked."""
        if not isinstance(kwargs["response"]["access_token"], str):
            raise BadAnswer("the provider sent no access token")
        claims = self._claims(app, kwargs["response"].get("id_token"))
        data = {"id_token": claims}
        if self.openid_config.get("userinfo_endpoint"):
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != claims["sub"]:
                raise BadAnswer("the provider's information is about somebody else than its token")
        return self.get_provider().sociallogin_from_response(request, data)

    def _claims(self, app: Any, id_token: Any) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise BadAnswer("the provider sent no ID token")
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            words = next((text for kind, text in WRONG.items() if isinstance(error, kind)), "")
            raise BadAnswer(words or "the token of the provider cannot be read") from None
        if not self.nonce or claims.get("nonce") != self.nonce:
            raise BadAnswer("the token answers another log-in than this one (nonce)")
        if claims.get("azp", app.client_id) != app.client_id:
            raise BadAnswer("the token was made for another site than ULTIMATA_OIDC_CLIENT_ID")
        return claims

    def _key(self, id_token: str) -> Any:
        """The key a token says it is signed with; the only one, where it names none."""
        wanted = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [
            key for key in keys if wanted in (None, key.key_id) and key.public_key_use in (None, "sig")
        ]
        if len(fitting) != 1:
            raise BadAnswer("the token is not signed by a key of the provider")
        return fitting[0]


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    """The provider that the environment names."""

    oauth2_adapter_class = Adapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """To the provider, with a nonce that its token has to repeat; what an address asks for is dropped."""
        nonce = get_random_string(32)
        wanted = {"auth_params": {**self.get_auth_params(), "nonce": nonce}, "scope": self.get_scope()}
        response: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **wanted)
        return response


class CallbackView(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    """Where the provider sends people back to."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


def log_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider. A link of another site does not begin a log-in."""
    adapter = _adapter(request, provider_id)
    try:
        login_attempts.begin_elsewhere(networks_of(request), now=utc_now())
    except TooManyRequests as error:
        return too_many(request, error.retry_after)
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        response: HttpResponse = render_authentication_error(request, adapter.get_provider())
        return response
    try:
        response = OAuth2LoginView.adapter_view(adapter)(request)
    except OAuth2Error as error:
        response = render_authentication_error(request, adapter.get_provider(), exception=error)
    return response


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    response: HttpResponse = CallbackView.adapter_view(_adapter(request, provider_id))(request)
    return response


def _adapter(request: HttpRequest, provider_id: str) -> Adapter:
    if not settings.OIDC_ISSUER:
        raise Http404("No OpenID provider is set up here.")
    return Adapter(request, provider_id)
