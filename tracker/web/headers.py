"""Response headers that more than one place sends."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from django.conf import settings
from django.http.response import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def content_policy(changes: Mapping[str, str] = MappingProxyType({})) -> str:
    """The site's Content-Security-Policy with some of its directives replaced or added."""
    wanted = {**settings.CONTENT_SECURITY_POLICY, **changes}
    if settings.IS_SECURE:
        wanted["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {value}".strip() for name, value in wanted.items())


def open_to_all(response: Response) -> Response:
    """Let pages of other sites read the response: any origin, without credentials."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
