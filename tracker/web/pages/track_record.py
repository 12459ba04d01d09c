"""The track record: statistics over all ultimatums, the cases behind each number, and the actors."""

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.statistics.track_record import WORDS
from tracker.domain.vocabulary import ActorType
from tracker.models import TopicKind
from tracker.queries.dashboard import Front, PageNotFound, front
from tracker.queries.ties import base_rates
from tracker.queries.track_record import ActorLine, ActorPage, Known, actor_lines, actor_page, known
from tracker.templatetags.local_names import is_translated, local, place_in_alphabet
from tracker.templatetags.track_record import table_of
from tracker.web.addresses import page_number
from tracker.web.citations.works import actor_work, citations, record_work
from tracker.web.decorators import AsOf, public_page
from tracker.web.pages.counted import read_choice
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.short_form import short_form

STATES = (ActorType.STATE, ActorType.HISTORICAL_STATE, ActorType.GOVERNMENT, ActorType.DE_FACTO_AUTHORITY)
PERSONS = (ActorType.PERSON,)


@public_page()
def record(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """What usually came of ultimatums, now or as of an instant.

    1 query; where the record changed since it was last shown 4, or 6 with base rates of another collection.
    """
    holds, found = known_at(asked)
    context = {
        **asked.context(),
        "section": "record",
        "found": found,
        "canonical": f"{settings.SITE_URL}{reverse('record')}",
        "rates": lambda: base_rates(at=asked.at),
        "key": f"{holds.version} {found.at.isoformat()}",
        "citations": citations(record_work(asked), "cite-record", asked=asked),
    }
    return render(request, "pages/record.html", context)


@public_page(parameters=(*WORDS, "page"))
def cases(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The cases behind one number, where addresses of before have them: they stand in the table of all cases.

    1 query; 3 where the record changed.
    """
    _holds, found = known_at(asked)
    words = {name: request.GET.get(name, "") for name in WORDS}
    choice = read_choice(words, found, _("No cases can be chosen like that"))
    return HttpResponsePermanentRedirect(table_of(choice, asked.as_of))


@public_page()
def actors(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """Everybody who takes part in a case, with how many (1 query; 3 where the record changed)."""
    holds, found = known_at(asked)
    context = {
        **asked.context(),
        "section": "actors",
        "canonical": f"{settings.SITE_URL}{reverse('actors')}",
        "groups": lambda: _grouped(actor_lines(found)),
        "has_any": bool(found.cases),
        "key": f"{holds.version} {found.at.isoformat()}",
    }
    return render(request, "pages/actors.html", context)


@public_page(parameters=("page",))
def actor(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """One actor's ultimatums as sender and as target (2 queries; 4 where the record changed)."""
    found = find_actor(slug, asked, page_number(request.GET.get("page")))
    context = {
        **asked.context(),
        "section": "actors",
        "actor": found,
        "follow": short_form("actor", TopicKind.ACTOR, slug, now=asked.now) if asked.is_now else None,
        "citations": citations(actor_work(slug, found.actor.name, asked), "cite-actor", slug, asked=asked),
        "query": request.GET,
        "canonical": f"{settings.SITE_URL}{reverse('actor', args=[slug])}",
    }
    return render(request, "pages/actor.html", context)


def find_actor(slug: str, asked: AsOf, page: int = 1) -> ActorPage:
    """The actor at the instant asked for (2 queries; 4 where the record changed); raises `HttpProblem`."""
    _holds, found = known_at(asked)
    try:
        shown = actor_page(slug, found, at=asked.at, page=page)
    except PageNotFound as error:
        raise HttpProblem(404, _("There is no such page"), [str(error)]) from error
    if shown is None:
        problem = _("No actor of the record has the name %(slug)s.") % {"slug": slug}
        links = [(reverse("actors"), _("All actors"))]
        raise HttpProblem(404, _("There is no such actor"), [problem], links)
    return shown


def known_at(asked: AsOf) -> tuple[Front, Known]:
    """What the record holds at the instant asked for, to be counted (1 query; 3 where it changed)."""
    holds = front(now=asked.now)
    return holds, known(asked.at, front=holds, is_now=asked.is_now)


def _grouped(lines: Sequence[ActorLine]) -> list[tuple[str, list[ActorLine]]]:
    """States first, then bodies of all kinds, then persons; each as sorted before, equals by the alphabet."""

    def place(line: ActorLine) -> int:
        return 0 if line.type in STATES else 2 if line.type in PERSONS else 1

    if is_translated():
        lines = sorted(lines, key=lambda line: place_in_alphabet(local(line.name)))
        lines.sort(key=lambda line: (-line.sent, -line.received, -line.cases))
    titles = (_("States and governments"), _("Organisations, groups and companies"), _("Persons"))
    return [(titles[number], list(group)) for number, group in groupby(sorted(lines, key=place), place)]
