"""Each request has an id, which its answer and its log lines bear."""

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config import log_context

HEADER = "X-Request-Id"
SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


class RequestIds:
    """Takes the id a proxy of ours gave where it has a sane shape, else makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        request_id = given if SHAPE.fullmatch(given) else secrets.token_hex(8)
        with log_context.of_request(request_id):
            response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response
