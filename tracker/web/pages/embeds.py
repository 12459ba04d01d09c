"""A case on somebody else's page: the embed, the badge, and what to copy."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.queries.dashboard import DashboardRow
from tracker.queries.embeds import nutshell
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import local
from tracker.templatetags.times import countdown_words
from tracker.web.cards.font_metrics import sans
from tracker.web.citations.works import case_work, citations
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds.params import instant
from tracker.web.headers import content_policy
from tracker.web.pages.missing import no_such_case
from tracker.web.problems import HttpProblem
from tracker.web.snippets import absolute, badge_html, badge_markdown, frame, framed, picture

THEMES = ("auto", "light", "dark")
SIZES = {"full": (560, 236), "compact": (320, 132)}
"""Width and height in CSS pixels that an embed of that size needs."""
CARD_SIZE = (1200, 630)


@public_page(parameters=("theme", "size"))
def embed(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """The card of a case for a frame on any page (1 query)."""
    theme = one_of(request, "theme", THEMES)
    size = one_of(request, "size", tuple(SIZES))
    context = {**asked.context(), "row": row_at(slug, asked), "theme": theme, "size": size}
    return framed(render(request, "embeds/embed.html", context))


@public_page()
def badge(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """A small picture that says how long is left (1 query)."""
    row = row_at(slug, asked)
    response = render(request, "embeds/badge.svg", {"row": row, **plates(row)}, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public_page(parameters=("theme", "size"))
def share(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """What to copy: the embed with a preview, a picture, the badge, citations (1 query)."""
    theme = one_of(request, "theme", THEMES)
    size = one_of(request, "size", tuple(SIZES))
    row = row_at(slug, asked)
    as_of = instant(asked)
    query = {"theme": theme, "size": size, **as_of}
    path, title = reverse("case", args=[slug]), local(row.title)
    case_url = absolute(path, as_of)
    badge_path = reverse("badge", args=[slug])
    badge_url = absolute(badge_path, as_of)
    address = reverse("embed", args=[slug])
    width, height = SIZES[size]
    context = {
        **asked.context(),
        "title": title,
        "original": row.title,
        "path": path,
        "theme": theme,
        "size": size,
        "themes": THEMES,
        "sizes": tuple(SIZES),
        "preview": f"{address}?{urlencode(query, safe=':')}",
        "width": width,
        "height": height,
        "snippet": frame(absolute(address, query), title, width, height),
        "picture": picture(case_url, absolute(reverse("card", args=[slug]), as_of), title, CARD_SIZE),
        "badge_html": badge_html(case_url, badge_url, title),
        "badge_markdown": badge_markdown(case_url, badge_url, title),
        "badge": f"{badge_path}?{urlencode(as_of, safe=':')}" if as_of else badge_path,
        "citations": citations(case_work(slug, row.title, asked), "cite-case", slug, asked=asked),
    }
    return with_preview(render(request, "embeds/share.html", context))


def with_preview(response: HttpResponse) -> HttpResponse:
    """Let a page show frames of this site."""
    response.headers["Content-Security-Policy"] = content_policy({"frame-src": "'self'"})
    return response


def row_at(slug: str, asked: AsOf) -> DashboardRow:
    """The case as the instant asked for knows it (1 query); raises `HttpProblem`."""
    row = nutshell(slug, at=asked.at)
    if row is None:
        problem = _("No published case was known by the name %(slug)s at that instant.") % {"slug": slug}
        raise no_such_case(slug, problem)
    return row


def one_of(request: HttpRequest, name: str, allowed: tuple[str, ...], default: str = "") -> str:
    """The value of a parameter that has few, the first of them without; raises `HttpProblem`."""
    value = request.GET.get(name) or default or allowed[0]
    if value not in allowed:
        problem = _("%(name)s: %(value)s is not among %(allowed)s.")
        given = {"name": name, "value": value, "allowed": ", ".join(allowed)}
        raise HttpProblem(400, _("There is no such embed"), [problem % given])
    return value


# --- The badge ----------------------------------------------------------------------------------------------
BADGE_HEIGHT = 20
FONT_SIZE = 11
WIDER = 1.14
"""Pixels of a letter, and how much more than ours the fonts take that readers have (Verdana, DejaVu Sans).

The picture is told the length of its words, so that any font fits; measured letter by letter, each word is
stretched as little as any other.
"""
PADDING = 8


def plates(row: DashboardRow) -> dict[str, Any]:
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
