"""What pages tell programs that read them: JSON-LD in the words of schema.org.

A deadline is no `Event` in their sense: that is what one attends, with a place and tickets. An `Article` with
its dates, whom it is about and what it cites is what a case is.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tracker.queries.case import CasePage
from tracker.web import licence
from tracker.web.data.description import ABOUT, KEYWORDS, TITLE
from tracker.web.data.files import COLUMNS

_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def linked_data(case: CasePage, url: str) -> SafeString:
    """The JSON to stand in a `<script type="application/ld+json">`; data, which no policy keeps from it."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": case.title,
        "url": url,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "Ultimata"},
        "image": f"{settings.SITE_URL}{reverse('card', args=[case.slug])}",
        "datePublished": case.published_at.isoformat(timespec="seconds"),
        "dateModified": case.updated_at.isoformat(timespec="seconds"),
        "about": [{"@type": "Thing", "name": party.actor.name} for party in (*case.senders, *case.targets)],
        "citation": [{"@type": "CreativeWork", "url": source.url} for source in case.sources],
    }
    if case.summary:
        found["description"] = case.summary
    if case.window:
        last = case.window.latest_at or case.window.earliest_at
        found["temporalCoverage"] = f"{case.window.earliest_at.isoformat()}/{last.isoformat()}"
    return _written(found)


def site_data(url: str) -> SafeString:
    """The same for the dashboard: a `WebSite`, and how its search is asked."""
    return _written(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": "Ultimata",
            "url": url,
            "publisher": {"@type": "Organization", "name": "Ultimata"},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": f"{url}?q={{search_term_string}}"},
                "query-input": "required name=search_term_string",
            },
        }
    )


def data_set(url: str, *, version: str, at: datetime, files: Iterable[tuple[str, str]]) -> SafeString:
    """The same for the page of data: a `Dataset` with its downloads, each an address and its media type."""
    package = f"{settings.SITE_URL}{reverse('data-package')}"
    return _written(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": TITLE,
            "description": ABOUT,
            "url": url,
            "version": version,
            "dateModified": at.isoformat(timespec="seconds"),
            "inLanguage": "en",
            "isAccessibleForFree": True,
            "license": licence.URL,
            "creator": {"@type": "Organization", "name": "Ultimata", "url": f"{settings.SITE_URL}/"},
            "keywords": list(KEYWORDS),
            "variableMeasured": [
                {"@type": "PropertyValue", "name": each.name, "description": str(each.meaning)}
                for each in COLUMNS
            ],
            "subjectOf": _download(package, "application/json"),
            "distribution": [_download(address, kind) for address, kind in files],
        }
    )


def _download(address: str, kind: str) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": address.rpartition("/")[2],
        "contentUrl": address,
        "encodingFormat": kind,
    }


def _written(found: dict[str, Any]) -> SafeString:
    text = json.dumps(found, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(text)  # noqa: S308 -- JSON in which nothing can end the element
