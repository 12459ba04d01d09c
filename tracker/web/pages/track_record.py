"""The track record: statistics over all ultimatums, the cases behind each number, and the actors."""

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.statistics.track_record import WORDS, Choice, NotAChoice
from tracker.domain.vocabulary import ActorType
from tracker.queries.dashboard import Front, PageNotFound, front
from tracker.queries.ties import base_rates
from tracker.queries.track_record import ActorLine, Known, actor_lines, actor_page, known, listed
from tracker.templatetags.local_names import is_translated, local, place_in_alphabet
from tracker.web.addresses import page_number
from tracker.web.decorators import AsOf, public_page
from tracker.web.problems import HttpProblem

STATES = (ActorType.STATE, ActorType.HISTORICAL_STATE, ActorType.GOVERNMENT, ActorType.DE_FACTO_AUTHORITY)
PERSONS = (ActorType.PERSON,)


@public_page()
def record(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """What usually came of ultimatums, now or as of an instant.

    1 query; where the record changed since it was last shown 4, or 6 with base rates of another collection.
    """
    holds, found = known_to(asked)
    context = {
        **asked.context(),
        "section": "record",
        "found": found,
        "canonical": f"{settings.SITE_URL}{reverse('record')}",
        "rates": lambda: base_rates(at=asked.at),
        "key": f"{holds.version} {found.at.isoformat()}",
    }
    return render(request, "pages/record.html", context)


@public_page(parameters=(*WORDS, "page"))
def cases(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The cases behind one number of the track record (2 queries; 4 where the record changed)."""
    _holds, found = known_to(asked)
    choice = _choice(request, found)
    chosen = choice.of(found.cases, found.at)
    try:
        rows = listed(found, chosen, at=asked.at, page=page_number(request.GET.get("page")))
    except PageNotFound as error:
        raise HttpProblem(404, _("There is no such page"), [str(error)]) from error
    names = {slug: found.actors[slug].name for slug in (choice.sender, choice.target, choice.speaker) if slug}
    context = {
        **asked.context(),
        "section": "record",
        "choice": choice,
        "names": names,
        "listed": rows,
        "query": request.GET,
    }
    return render(request, "pages/record_cases.html", context)


@public_page()
def actors(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """Everybody who takes part in a case, with how many (1 query; 3 where the record changed)."""
    holds, found = known_to(asked)
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
    _holds, found = known_to(asked)
    try:
        shown = actor_page(slug, found, at=asked.at, page=page_number(request.GET.get("page")))
    except PageNotFound as error:
        raise HttpProblem(404, _("There is no such page"), [str(error)]) from error
    if shown is None:
        problem = _("No actor of the record has the name %(slug)s.") % {"slug": slug}
        links = [(reverse("actors"), _("All actors"))]
        raise HttpProblem(404, _("There is no such actor"), [problem], links)
    context = {
        **asked.context(),
        "section": "actors",
        "actor": shown,
        "query": request.GET,
        "canonical": f"{settings.SITE_URL}{reverse('actor', args=[slug])}",
    }
    return render(request, "pages/actor.html", context)


def known_to(asked: AsOf) -> tuple[Front, Known]:
    """What holds now, and all that is known at the instant of a page."""
    holds = front(now=asked.now)
    return holds, known(asked.at, front=holds, is_now=asked.is_now)


def _choice(request: HttpRequest, found: Known) -> Choice:
    title = _("No cases can be chosen like that")
    links = [(reverse("record"), _("The track record"))]
    try:
        choice = Choice.from_words({name: request.GET.get(name, "") for name in WORDS})
    except NotAChoice as error:
        sentence = _("%(name)s: %(text)s is not known; there are %(allowed)s.")
        allowed = ", ".join(error.allowed)
        problem = sentence % {"name": error.name, "text": error.text, "allowed": allowed}
        raise HttpProblem(400, title, [problem], links) from error
    problems = [
        _("%(name)s: the record has no actor %(slug)s.") % {"name": name, "slug": slug}
        for name, slug in (("sender", choice.sender), ("target", choice.target), ("speaker", choice.speaker))
        if slug and slug not in found.actors
    ]
    if choice.besides and choice.besides not in found.places:
        problems.append(_("besides: the record has no case %(slug)s.") % {"slug": choice.besides})
    if problems:
        raise HttpProblem(400, title, problems, links)
    return choice


def _grouped(lines: Sequence[ActorLine]) -> list[tuple[str, list[ActorLine]]]:
    """States first, then bodies of all kinds, then persons; each as sorted before, equals by the alphabet."""

    def place(line: ActorLine) -> int:
        return 0 if line.type in STATES else 2 if line.type in PERSONS else 1

    if is_translated():
        lines = sorted(lines, key=lambda line: place_in_alphabet(local(line.name)))
        lines.sort(key=lambda line: (-line.sent, -line.received, -line.cases))
    titles = (_("States and governments"), _("Organisations, groups and companies"), _("Persons"))
    return [(titles[number], list(group)) for number, group in groupby(sorted(lines, key=place), place)]
