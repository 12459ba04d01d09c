"""What watches over the site asks by any name: a container by 127.0.0.1, a cluster by an address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADDRESSES = ("/healthz", "/readyz")
"""Their answers hold nothing that depends on the name they are asked by."""


class HealthUnderAnyName:
    """Takes a request for `ADDRESSES` as one for the site's own host: ALLOWED_HOSTS stays closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in ADDRESSES:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return self.get_response(request)
