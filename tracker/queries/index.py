"""Actors and dossiers that had a case by an instant: what the API lists besides cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tracker.domain.aliases import Alias, read_all
from tracker.domain.dates.moments import When, begun_by
from tracker.domain.text import plain
from tracker.domain.vocabulary import ActorType, Role
from tracker.models import Actor, Dossier, Party, Phase
from tracker.queries.filters import known_by, narrow


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor; `represents` is the slug of whom a person speaks for, `aliases` are those known by then."""

    slug: str
    name: str
    type: ActorType
    code: str
    represents: str | None
    successor: tuple[str, ...]
    timezone: str
    names: Mapping[str, str]
    aliases: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A crisis; `summary` is empty as of the past, since it was written in hindsight."""

    slug: str
    title: str
    summary: str
    started: When | None
    ended: When | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Involvement:
    """In how many cases an actor demands, of how many it is a target or bound, and where they stand."""

    as_sender: int
    as_target: int
    by_status: Mapping[str, int]


def actors(
    *, at: datetime, limit: int, after: str = "", q: str = "", type_: str = ""
) -> tuple[ActorLine, ...]:
    """Those that by then took part in a case or spoke for a party, by slug and after a slug.

    1 query. `q` is a part of the name, of another name, of the slug or the code, in any case and accents.
    """
    found = known_actors(at).filter(slug__gt=after)
    if type_:
        found = found.filter(type=type_)
    if q:
        found = found.filter(search__contains=plain(q).strip())
    return tuple(_actor_lines(found.order_by("slug")[:limit], at))


def actor(slug: str, *, at: datetime) -> tuple[ActorLine, Involvement] | None:
    """One of them with its cases in numbers (3 queries); None where nothing tells of it by then."""
    line = next(_actor_lines(known_actors(at).filter(slug=slug), at), None)
    if line is None:
        return None
    parts = Party.objects.filter(
        Exists(Phase.objects.at(at).filter(ultimatum=OuterRef("ultimatum"))), known_by(at), actor__slug=slug
    )
    counted = parts.aggregate(
        as_sender=Count("ultimatum", filter=Q(role=Role.SENDER), distinct=True),
        as_target=Count("ultimatum", filter=Q(role__in=[Role.TARGET, Role.PARTY]), distinct=True),
    )
    phases = narrow(Phase.objects.at(at), {"actor": slug}, at=at)
    return line, Involvement(**counted, by_status=_by_status(phases))


def dossiers(
    *, at: datetime, is_now: bool, limit: int, after: str = "", q: str = ""
) -> tuple[DossierLine, ...]:
    """Those with a case that was known by then, by slug and after a slug.

    1 query. `q` is a part of the title or the slug, in any case and accents.
    """
    found = known_dossiers(at).filter(slug__gt=after)
    if q:
        found = found.filter(search__contains=plain(q).strip())
    return tuple(_dossier_lines(found.order_by("slug")[:limit], at, is_now=is_now))


def dossier(slug: str, *, at: datetime, is_now: bool) -> tuple[DossierLine, Mapping[str, int]] | None:
    """One of them, and how many of its cases stand where (2 queries)."""
    line = next(_dossier_lines(known_dossiers(at).filter(slug=slug), at, is_now=is_now), None)
    if line is None:
        return None
    return line, _by_status(narrow(Phase.objects.at(at), {"dossier": slug}, at=at))


def known_actors(at: datetime) -> QuerySet[Actor]:
    """Those that by then took part in a case or spoke for a party."""
    announced = Exists(Phase.objects.at(at).filter(ultimatum=OuterRef("ultimatum")))
    parts = Party.objects.filter(announced, known_by(at))
    as_party, as_speaker = parts.filter(actor=OuterRef("pk")), parts.filter(stated_by=OuterRef("pk"))
    return Actor.objects.filter(Exists(as_party) | Exists(as_speaker))


def known_dossiers(at: datetime) -> QuerySet[Dossier]:
    """Those with a case that was known by then."""
    return Dossier.objects.filter(Exists(Phase.objects.at(at).filter(ultimatum__dossier=OuterRef("pk"))))


def _actor_lines(found: QuerySet[Actor], at: datetime) -> Iterator[ActorLine]:
    columns = (
        "slug",
        "name",
        "type",
        "code",
        "represents__slug",
        "successor",
        "timezone",
        "names",
        "aliases",
    )
    for slug, name, type_, code, represents, successor, timezone, names, aliases in found.values_list(
        *columns
    ):
        known = (alias.known_on(at.date()) for alias in read_all(aliases))
        others = tuple(successor), timezone, names, tuple(alias for alias in known if alias)
        yield ActorLine(slug, name, ActorType(type_), code, represents, *others)


def _dossier_lines(found: QuerySet[Dossier], at: datetime, *, is_now: bool) -> Iterator[DossierLine]:
    columns = ("slug", "title", "names", "summary", "started", "ended")
    for slug, title, names, summary, *dates in found.values_list(*columns):
        started, ended = (begun_by(text, at) for text in dates)
        yield DossierLine(slug, title, summary if is_now else "", started, ended, names)


def _by_status(phases: QuerySet[Phase]) -> dict[str, int]:
    rows = phases.order_by().values("status").annotate(n=Count("pk")).order_by("status")
    return {row["status"]: row["n"] for row in rows}
