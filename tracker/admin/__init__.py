"""The admin of editors and operators, on Django's own: cases, actors, dossiers, reported errors."""

from django.contrib import admin

from tracker.admin import (
    actors,
    assistant,
    base,
    cases,
    cited_pages,
    deliveries,
    error_reports,
    feeds,
    leads,
    security,
    subscribers,
    webhooks,
)

__all__ = [
    "actors",
    "assistant",
    "base",
    "cases",
    "cited_pages",
    "deliveries",
    "error_reports",
    "feeds",
    "leads",
    "security",
    "subscribers",
    "webhooks",
]

admin.site.site_header = "Ultimata: the editors' desk"
admin.site.site_title = "Ultimata"
admin.site.index_title = "What there is to do"
