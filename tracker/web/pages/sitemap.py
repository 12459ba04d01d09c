"""For search engines: which pages there are (sitemaps.org 0.9), and which to leave alone (RFC 9309)."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.dates.moments import utc_text
from tracker.queries.sitemap import Place, case_parts, case_places, group_places
from tracker.web.addresses import below
from tracker.web.decorators import AsOf, public_page
from tracker.web.problems import HttpProblem

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LISTS = (
    *("dashboard", "all-cases", "timeline", "history", "calendar", "week", "dossiers", "actors", "persons"),
    *("compare", "record", "about", "words", "method", "data", "developers"),
)
CLOSED = ("/admin/", "/subscriptions/", "/mailbox/", "/embed/", "/*?*as_of=")
"""Not for search engines: desks and forms, cards, and the endless days of the past."""


@public_page()
def index(_request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/sitemap.xml`: the index of the others (1 query)."""
    _check(asked)
    names = [
        reverse("sitemap-pages"),
        *(reverse("sitemap-cases", args=[part]) for part in range(case_parts())),
    ]
    return _xml("sitemapindex", "sitemap", ((f"{settings.SITE_URL}{name}", None) for name in names))


@public_page()
def pages(_request: HttpRequest, asked: AsOf) -> HttpResponse:
    """Lists, crises and actors (2 queries)."""
    _check(asked)
    lists = ((f"{settings.SITE_URL}{reverse(name)}", None) for name in LISTS)
    return _xml("urlset", "url", (*lists, *_addresses(group_places())))


@public_page()
def cases(_request: HttpRequest, asked: AsOf, part: int) -> HttpResponse:
    """The cases, fifty thousand a part (1 query)."""
    _check(asked)
    found = case_places(part)
    if not found and part > 0:
        raise HttpProblem(404, _("There is no such page"))
    return _xml("urlset", "url", _addresses(found))


@public_page()
def robots(_request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/robots.txt`."""
    _check(asked)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _check(asked: AsOf) -> None:
    if asked.as_of:
        raise HttpProblem(400, _("That tells of the present alone"), [_("as_of: leave it out here.")])


def _addresses(places: Iterable[Place]) -> Iterable[tuple[str, datetime]]:
    found = cache(below)  # one address of each kind is looked up, however many there are
    for each in places:
        yield f"{found(each.name)}{each.slug}/", each.changed_at


def _xml(kind: str, item: str, found: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    lines = (
        f"<{item}><loc>{escape(address)}</loc>{f'<lastmod>{utc_text(at)}</lastmod>' if at else ''}</{item}>"
        for address, at in found
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{NAMESPACE}">{"".join(lines)}</{kind}>\n'
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
