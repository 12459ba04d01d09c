"""Addresses of the API."""

from django.urls import URLPattern, path

from tracker.web.api.decorators import machine_page, through
from tracker.web.api.document import openapi
from tracker.web.api.operations import api

urlpatterns = [
    path("openapi.json", machine_page(openapi), name="api-openapi"),
    *(
        through(api, pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
]
