"""What somebody typed before the session ended goes through the log-in and is offered to be sent again."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

CARRIED_FIELD = "kept"
"""The field of the log-in's forms that carries it."""
Pairs = list[tuple[str, str]]


def read(text: str) -> Pairs:
    """The pairs of names and values; none where the field was spoilt."""
    try:
        return [(str(name), str(value)) for name, value in json.loads(text)] if text else []
    except (TypeError, ValueError, RecursionError):
        return []


def offer_again(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page whose button sends it, in place of the way on after a log-in; else the response as it is."""
    pairs = read(request.POST.get(CARRIED_FIELD, ""))
    if not (pairs and isinstance(response, HttpResponseRedirect) and request.user.is_authenticated):
        return response
    site: Any = admin.site
    again: HttpResponse = site.send_again(request, response.url, pairs)
    return again
