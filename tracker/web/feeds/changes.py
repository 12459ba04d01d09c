"""What changed, as a feed: every deadline set or moved, event, outcome and correction, once.

A case that was taken back leaves an entry that says so, and the entries it had are named as deleted.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.domain.dates.moments import When
from tracker.domain.status.changes import ChangeKind
from tracker.domain.vocabulary import Kind
from tracker.queries.changes import MOST_CHANGES, ChangeLine, Place, changes, shown_again
from tracker.templatetags.change_sentences import kind_text, sentence
from tracker.templatetags.labels import label, names
from tracker.templatetags.times import when_text
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds import atom
from tracker.web.feeds.cache import PieceCache
from tracker.web.feeds.forms import ATOM, Form
from tracker.web.feeds.params import absolute, feed, instant, refusal, wanted
from tracker.web.feeds.permanent_ids import authority
from tracker.web.filters import FILTER_NAMES
from tracker.web.problems import HttpProblem, Problem

ATOM_FILTERS = (*FILTER_NAMES, "case")
_BEFORE = re.compile(
    r"(?P<told>\d{8}T\d{6}\.\d{6})Z-((?P<at>\d{8}T\d{6}\.\d{6})Z-)?(?P<id>\d{1,18})", re.ASCII
)
_cache: PieceCache[bytes] = PieceCache(4096)
"""Entries by what they show: a feed takes 3.7 ms of CPU instead of 20."""


@public_page(parameters=(*ATOM_FILTERS, "before"), refusing=refusal)
def changes_feed(request: HttpRequest, asked: AsOf, form: Form = ATOM) -> HttpResponse:
    """The newest changes of the cases that meet the filters (2 queries, 1 more for an actor or a case)."""
    name = form.address_of("changes")
    before = place_before(request.GET.get("before"))
    found = wanted(request, asked, ATOM_FILTERS)
    # As of the past the feed is that of its day: when we took a thing in is no part of it.
    lines = changes(
        at=asked.at,
        criteria=found.criteria,
        limit=MOST_CHANGES + 1,
        before=before,
        as_told=asked.is_now,
    )
    shown = lines[:MOST_CHANGES]
    place = (form.ending, get_language(), authority(), settings.SITE_URL, asked.as_of)
    entries = [
        _cache.get(
            (line.key, line.at, line.news_at, line.row_key, place),
            lambda line=line: form.entry(_entry(line, asked)),  # type: ignore[misc]  # a default that binds
        )
        for line in shown
    ]
    entries += _deleted(shown, form)
    more = {"before": request.GET["before"]} if before else {}
    own_address = found.address(name, **more)
    body = form.feed(
        found.address(name).removeprefix(f"{settings.SITE_URL}/"),
        title=_("{title}: what changed").format(title=found.title),
        subtitle=_("Deadlines set and moved, events, outcomes and corrections, each with its sources."),
        updated=_updated(shown, asked),
        own_address=own_address,
        page_address=found.page_address,
        entries=entries,
        next_address=found.address(name, before=cursor(*shown[-1].place)) if len(lines) > len(shown) else "",
    )
    return feed(body, form.content_type, f"ultimata-changes.{form.ending}")


def _updated(lines: tuple[ChangeLine, ...], asked: AsOf) -> datetime:
    """When the feed last became what it is: of the past, when the last thing became known."""
    taken_in = [line.recorded_at for line in lines if line.recorded_at <= asked.at]
    return max([line.at for line in lines] + taken_in) if lines else last_news(asked)


def last_news(asked: AsOf) -> datetime:
    """When anything of the record last became known, for a feed without entries (1 query)."""
    found = changes(at=asked.at, criteria={}, limit=1, as_told=asked.is_now)
    return max(found[0].at, found[0].news_at if asked.is_now else found[0].at) if found else asked.at


def cursor(*place: datetime | int) -> str:
    """A place of a feed as its next page is asked for: instants, and a number last."""
    *instants, number = place
    return "-".join([*(f"{at:%Y%m%dT%H%M%S.%fZ}" for at in instants), str(number)])


def _deleted(lines: tuple[ChangeLine, ...], form: Form) -> list[bytes]:
    """What readers are to drop: the entries of the cases that were taken back, and are not here again."""
    retracted = [line for line in lines if line.kind is ChangeKind.RETRACTED]
    again = shown_again({line.slug for line in retracted})
    return [
        form.deleted(f"{line.slug}/{key}", line.news_at)
        for line in retracted
        if line.slug not in again
        for key in line.row["fact"]["entries"]
    ]


def place_before(given: str | None) -> Place | None:
    """The place that a page of a feed begins behind, from its `before`; None for the first page.

    Raises `HttpProblem` for what is no place.
    """
    if not given:
        return None
    match = _BEFORE.fullmatch(given)
    try:
        if match:
            told_at, at = (
                datetime.strptime(text, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
                for text in (match["told"], match["at"] or match["told"])
            )
            return told_at, at, int(match["id"])
    except ValueError:
        pass
    problem = _("before: %(value)s is no place in this feed; follow the link to the next page of the feed.")
    raise HttpProblem(
        400, _("There is no such page"), [problem % {"value": given}], kind=Problem.WRONG_CURSOR
    )


def _entry(line: ChangeLine, asked: AsOf) -> atom.FeedEntry:
    row = line.row
    lead, body = sentence(line.kind, row)
    parties = " → ".join(filter(None, (names(tuple(row["senders"])), names(tuple(row["targets"])))))
    sources = tuple(
        atom.Via(source["url"], source["title"] or source["publisher"], source.get("language", ""))
        for source in row["sources"]
    )
    return atom.FeedEntry(
        tag=f"{line.slug}/{line.key}",
        title=_("{label}: {title}").format(label=lead, title=row["title"]),
        published=line.at,
        updated=line.news_at if asked.is_now else line.at,
        address=absolute(reverse("case", args=[line.slug]), instant(asked)),
        html=atom.paragraphs(filter(None, [parties, *body])) + _cited(row["sources"]),
        terms=((line.kind.value, kind_text(line.kind)), (row["case_kind"], label(Kind(row["case_kind"])))),
        sources=sources,
    )


def _cited(sources: list[Mapping[str, Any]]) -> str:
    return atom.sources(
        (source["url"], source["title"] or source["publisher"], _cite(source)) for source in sources
    )


def _cite(source: Mapping[str, Any]) -> str:
    known = [source["publisher"] if source["title"] else "", label(source["quality"], "quality")]
    if source.get("published"):
        known.insert(1, when_text(When(source["published"])))
    return ", ".join(filter(None, known))
