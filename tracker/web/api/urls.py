"""Addresses of the API."""

from django.urls import URLPattern, path

from tracker.web.api.decorators import api_page, as_public_page
from tracker.web.api.document import openapi
from tracker.web.api.operations import api

urlpatterns = [
    path("openapi.json", api_page(openapi), name="api-openapi"),
    *(
        as_public_page(api, pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
]
