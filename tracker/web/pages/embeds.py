"""A case on somebody else's page: the embed, the badge, what oEmbed consumers ask for, and what to copy."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape as escape_xml

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.queries.dashboard import DashboardRow
from tracker.queries.embeds import nutshell
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import local
from tracker.templatetags.times import countdown_words
from tracker.web.addresses import language_of
from tracker.web.cards.font_metrics import sans
from tracker.web.decorators import LONGEST_VALUE, AsOf, parse_as_of, public_page
from tracker.web.headers import content_policy, open_to_all
from tracker.web.pages.missing import no_such_case
from tracker.web.params import Others
from tracker.web.problems import HttpProblem, problem_details

THEMES = ("auto", "light", "dark")
SIZES = {"full": (560, 236), "compact": (320, 132)}
"""Width and height in CSS pixels that an embed of that size needs."""
LEAST_WIDTH = 240
"""How narrow a card may become; in less room there is a badge, and in still less a link."""
BADGE_HEIGHT = 20
MOST_PIXELS = 100_000
LONGEST_URL = 500
FRESH_SECONDS = 60
"""How long a consumer may keep an oEmbed answer: its words hold to the minute."""


@public_page(parameters=("theme", "size"))
def embed(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """The card of a case for a frame on any page (1 query); the only page that may be framed."""
    theme = _one_of(request, "theme", THEMES)
    size = _one_of(request, "size", tuple(SIZES))
    context = {**asked.context(), "row": row_at(slug, asked), "theme": theme, "size": size}
    response = render(request, "embeds/embed.html", context)
    response.headers["Content-Security-Policy"] = content_policy({"frame-ancestors": "*"})
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.xframe_options_exempt = True  # read by Django's middleware
    return response


@public_page()
def badge(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """A small picture that says how long is left (1 query)."""
    row = row_at(slug, asked)
    response = render(request, "embeds/badge.svg", {"row": row, **_plates(row)}, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public_page(parameters=("theme", "size"))
def share(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """What to copy: the embed with a preview, the badge, a citation (1 query)."""
    theme = _one_of(request, "theme", THEMES)
    size = _one_of(request, "size", tuple(SIZES))
    row = row_at(slug, asked)
    query = {"theme": theme, "size": size} | ({"as_of": asked.as_of} if asked.as_of else {})
    as_of = {"as_of": asked.as_of} if asked.as_of else {}
    case_url, badge_url = _absolute("case", slug, as_of), _absolute("badge", slug, as_of)
    context = {
        **asked.context(),
        "row": row,
        "theme": theme,
        "size": size,
        "themes": THEMES,
        "sizes": tuple(SIZES),
        "preview": f"{reverse('embed', args=[slug])}?{urlencode(query, safe=':')}",
        "width": SIZES[size][0],
        "height": SIZES[size][1],
        "snippet": frame(row, query, *SIZES[size]),
        "badge_html": _linked_badge(row, case_url, badge_url),
        "badge_markdown": f"[![{_in_markdown(local(row.title))}]({badge_url})]({case_url})",
        "case_url": case_url,
        "badge": f"{reverse('badge', args=[slug])}{'?' + urlencode(as_of, safe=':') if as_of else ''}",
    }
    response = render(request, "embeds/share.html", context)
    response.headers["Content-Security-Policy"] = content_policy({"frame-src": "'self'"})
    return response


@public_page(
    parameters=("url", "maxwidth", "maxheight", "format", "theme"),
    longest={"url": LONGEST_URL},
    others=Others.IGNORED,
    refusing=problem_details,
)
def oembed(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """oEmbed 1.0 for the addresses of cases, as JSON or XML (1 query).

    Type `rich`: the largest card that keeps within `maxwidth` and `maxheight`, in less room the badge; where
    not even that fits, type `link`, which takes none. A `theme` that is not ours is left to the system.
    """
    form = request.GET.get("format") or "json"
    if form not in ("json", "xml"):
        raise HttpProblem(501, _("That format is not spoken here"), [_("format: there are json and xml.")])
    slug, as_of = _case_at(request.GET.get("url", ""))
    row = row_at(slug, parse_as_of(as_of["as_of"], now=asked.now) if as_of else asked)
    found = {
        "version": "1.0",
        "type": "link",
        "title": local(row.title),
        "provider_name": "Ultimata",
        "provider_url": settings.SITE_URL,
        "cache_age": FRESH_SECONDS,
        **_fitting(row, as_of, request.GET),
    }
    response = _as_xml(found) if form == "xml" else JsonResponse(found)
    return open_to_all(response)


def _fitting(row: DashboardRow, as_of: Mapping[str, str], asked: QueryDict) -> dict[str, object]:
    """Type, size and HTML of what fits into the room a consumer has; nothing where nothing does."""
    widest, highest = (_pixels(asked, name) for name in ("maxwidth", "maxheight"))
    named = str(asked.get("theme"))
    theme = {"theme": named} if named in THEMES else {}
    for size, (width, height) in SIZES.items():
        # A card may be narrower than it is drawn, as on a phone; the full one not by half.
        least = width if size == "full" else LEAST_WIDTH
        if least <= widest and height <= highest:
            width = min(width, widest)  # noqa: PLW2901 -- the card gives way
            html = frame(row, {"size": size, **theme, **as_of}, width, height)
            return {"type": "rich", "width": width, "height": height, "html": html}
    width = _plates(row)["whole"]
    if width <= widest and highest >= BADGE_HEIGHT:
        html = _linked_badge(row, _absolute("case", row.slug, as_of), _absolute("badge", row.slug, as_of))
        return {"type": "rich", "width": width, "height": BADGE_HEIGHT, "html": html}
    return {}


def frame(row: DashboardRow, query: Mapping[str, str], width: int, height: int) -> str:
    """The HTML that shows the embed in a frame."""
    address = _absolute("embed", row.slug, query)
    context = {"address": address, "title": local(row.title), "width": str(width), "height": str(height)}
    return render_to_string("embeds/frame.html", context)


def row_at(slug: str, asked: AsOf) -> DashboardRow:
    """The case as the instant asked for knows it (1 query); raises `HttpProblem`."""
    row = nutshell(slug, at=asked.at)
    if row is None:
        problem = _("No published case was known by the name %(slug)s at that instant.") % {"slug": slug}
        raise no_such_case(slug, problem)
    return row


def _one_of(request: HttpRequest, name: str, allowed: tuple[str, ...]) -> str:
    value = request.GET.get(name) or allowed[0]
    if value not in allowed:
        problem = _("%(name)s: %(value)s is not among %(allowed)s.")
        given = {"name": name, "value": value, "allowed": ", ".join(allowed)}
        raise HttpProblem(400, _("There is no such embed"), [problem % given])
    return value


def _absolute(name: str, slug: str, query: Mapping[str, str]) -> str:
    address = f"{settings.SITE_URL}{reverse(name, args=[slug])}"
    return f"{address}?{urlencode(query, safe=':')}" if query else address


def _case_at(url: str) -> tuple[str, dict[str, str]]:
    """The case whose page has this address, and the instant it keeps; raises `HttpProblem`."""
    if not url:
        raise HttpProblem(400, _("The address is missing"), [_("url: give the address of a case.")])
    try:
        parts = urlsplit(url)
        with translation.override(language_of(parts.path)):
            match = resolve(parts.path or "/")
    except (ValueError, Resolver404):
        match = None
    if match is None or not _is_ours(parts.netloc) or match.url_name != "case":
        example = f"{settings.SITE_URL}/ultimatums/…/"
        problem = _("url: that is not the address of a case, which begins %(example)s.") % {
            "example": example
        }
        raise HttpProblem(404, _("There is nothing to embed at that address"), [problem])
    return _slug(match), _as_of(parts.query)


def _is_ours(host: str) -> bool:
    return host == urlsplit(settings.SITE_URL).netloc


def _slug(match: ResolverMatch) -> str:
    return str(match.kwargs["slug"])


def _as_of(query: str) -> dict[str, str]:
    value = QueryDict(query).get("as_of", "")
    return {"as_of": value} if value and len(value) <= LONGEST_VALUE else {}


def _pixels(asked: QueryDict, name: str) -> int:
    """How much room there is that way; without end where nothing was said. Raises `HttpProblem`."""
    text = asked.get(name)
    if not text:
        return MOST_PIXELS
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        problem = _("%(name)s: %(text)s is not a whole number of pixels, 1 or more.")
        raise HttpProblem(400, _("That size cannot be"), [problem % {"name": name, "text": text}])
    return min(int(text), MOST_PIXELS)


def _as_xml(found: Mapping[str, object]) -> HttpResponse:
    lines = "".join(f"<{name}>{escape_xml(str(value))}</{name}>" for name, value in found.items())
    body = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{lines}</oembed>'
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _linked_badge(row: DashboardRow, case_url: str, badge_url: str) -> str:
    context = {"case_url": case_url, "badge_url": badge_url, "title": local(row.title)}
    return render_to_string("embeds/linked_badge.html", context)


def _in_markdown(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\[]*_`" else char for char in text)


# --- The badge ----------------------------------------------------------------------------------------------
FONT_SIZE = 11
WIDER = 1.14
"""Pixels of a letter, and how much more than ours the fonts take that readers have (Verdana, DejaVu Sans).

The picture is told the length of its words, so that any font fits; measured letter by letter, each word is
stretched as little as any other.
"""
PADDING = 8


def _plates(row: DashboardRow) -> dict[str, Any]:
    """The two plates of a badge: words, places and lengths in pixels."""
    words = countdown_words(row.countdown, ", ".join(label(each) for each in row.headlines))
    told = words.sentence
    left, right = (round(sans().width(text, FONT_SIZE) * WIDER) for text in ("Ultimata", told))
    first = left + 2 * PADDING
    return {
        "told": told,
        "tone": words.tone,
        "left": left,
        "right": right,
        "first": first,
        "second": right + 2 * PADDING,
        "whole": first + right + 2 * PADDING,
        "right_at": first + PADDING,
    }
