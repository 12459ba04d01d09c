"""The public page as it would look, made by storing the case and undoing that; what changed is marked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape

from tracker.admin.history import change_words
from tracker.domain.case import Document
from tracker.models import Publication, Ultimatum
from tracker.queries.case import NotKnownYet, case_page
from tracker.services.cases.store import facts_of

SHORTEST_MARKED = 4


class Previewed(Exception):
    """Undoes a saving of which only the page was wanted."""

    def __init__(self, page: str) -> None:
        self.page = page
        super().__init__("nothing was saved")


def preview_page(request: HttpRequest, case: Ultimatum, before: Document, *, now: datetime) -> str:
    """The page of a case that is stored for the moment; `before` is what is public of it, empty for nothing.

    Rows are changed on the way: call it in a transaction that is undone.
    """
    Ultimatum.objects.filter(pk=case.pk).update(publication=Publication.PUBLISHED, published_at=now)
    context: dict[str, Any] = {
        "now": now,
        "at": now,
        "as_of": None,
        "is_now": True,
        "site_url": settings.SITE_URL,
    }
    context["changes"] = change_words(before, case.document, None) if before else []
    context["is_new"] = not before
    context["minute"] = f"{now:%Y%m%d%H%M}"
    try:
        found = case_page(case.slug, at=now)
    except NotKnownYet as error:
        found = case_page(case.slug, at=error.first_known_at)
        context["first_known_at"] = error.first_known_at
    assert found is not None
    # Pieces of pages are kept by the version of the record: what is undone must not pass for one to come.
    context["case"] = replace(found, version=-int(now.timestamp() * 1000))
    page = render_to_string("admin/tracker/preview.html", context, request)
    return marked(page, before, case.document) if before else page


def marked(page: str, before: Document, after: Document) -> str:
    """The page with the texts that are new or changed in `mark` elements, where they stand by themselves."""
    start, main, rest = page.partition("<main")
    for text in sorted(set(_new_texts(before, after)), key=len, reverse=True):
        if len(text) >= SHORTEST_MARKED:
            plain = escape(text)
            rest = rest.replace(f">{plain}<", f"><mark>{plain}</mark><")
    return start + main + rest


def _new_texts(before: Document, after: Document) -> Iterator[str]:
    old = facts_of(before)
    for path, fact in facts_of(after).items():
        was = old.get(path)
        if isinstance(fact, str) and fact != was:
            yield fact
        elif isinstance(fact, Mapping):
            held: Mapping[str, Any] = was if isinstance(was, Mapping) else {}
            yield from (text for key, text in fact.items() if isinstance(text, str) and text != held.get(key))
