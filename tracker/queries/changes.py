"""The stream of what changed, as outputs read it: filtered, in pages, as it was known at an instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from pydantic_core import from_json

from tracker.domain.case import PARTS, Mark, fields_marked
from tracker.domain.dates.moments import When
from tracker.domain.status.changes import ChangeKind
from tracker.models import Change, Phase, Publication, Ultimatum
from tracker.models.changes import month_day
from tracker.models.fields import as_text, instant
from tracker.queries.filters import narrow

MOST_CHANGES = 100
HINDSIGHT = {name for part in PARTS.values() for name in fields_marked(part, Mark.HINDSIGHT)}
"""What of a fact was written later, nobody noted when; as `Record.as_of` leaves it out."""
Place = tuple[datetime, datetime, int]
"""Where a change stands among the newest: when it became news here, when the public could know it, its id."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One entry of the stream (domain.status.changes.CaseChange), as it may be shown at an instant.

    `id` is its place in the stream and never changes; `slug` and `key` name the fact for good. `row` is all
    there is to show, as plain data; `row_key` changes whenever anything in it does. At an instant before the
    case was last edited it lacks what may have been written in hindsight: notes, and the titles and dates of
    sources that are not known to have been out.
    """

    id: int
    kind: ChangeKind
    key: str
    at: datetime
    recorded_at: datetime
    row: Mapping[str, Any]
    row_key: str

    @property
    def slug(self) -> str:
        """The permanent name of its case."""
        slug: str = self.row["slug"]
        return slug

    @property
    def place(self) -> Place:
        """What to hand `changes` as `before` for what is older than this."""
        return self.news_at, self.at, self.id

    @property
    def news_at(self) -> datetime:
        """When it became news here: once the public could know it and the record had taken it in."""
        return max(self.at, self.recorded_at)


def changes(
    *,
    at: datetime,
    criteria: Mapping[str, str],
    limit: int = MOST_CHANGES,
    before: Place | None = None,
    kinds: Collection[ChangeKind] = (),
    event_kind: str = "",
    as_told: bool = False,
) -> tuple[ChangeLine, ...]:
    """What had become known by an instant, newest first, of published cases that meet the criteria (1 query).

    Newest is what the public could know last or, `as_told`, what last became news here: a case entered today
    that was announced last year is new today.

    `criteria` are those of `narrow`, judged at that instant (empty: all cases). `before` is the `place` of
    the last line of the page before: the result goes on after it. `kinds` leaves only those, and
    `event_kind` of events only those of that sort; empty: all.
    """
    found = _of_kinds(_known(at, criteria), kinds)
    if event_kind:
        found = found.filter(row__fact__kind=event_kind)
    order = ("told_at", "at", "id") if as_told else ("at", "id")
    if before:
        place = dict(zip(("told_at", "at", "id"), before, strict=True))
        found = found.filter(_behind(order, place), **{f"{order[0]}__lte": place[order[0]]})
    return _lines(found.order_by(*(f"-{name}" for name in order))[:limit], at)


def _behind(order: Sequence[str], place: Mapping[str, Any]) -> Q:
    """What comes later in a descending order than a place."""
    first, *rest = order
    further = Q(**{f"{first}__lt": place[first]})
    return further | (Q(**{first: place[first]}) & _behind(rest, place)) if rest else further


def changes_after(
    place: int,
    *,
    at: datetime,
    criteria: Mapping[str, str],
    limit: int = MOST_CHANGES,
    kinds: Collection[ChangeKind] = (),
) -> tuple[ChangeLine, ...]:
    """The same in the order the record took it in, after the id of the last one seen; 0: all (1 query).

    Whoever asks again with the last id misses nothing and sees nothing twice: places are given in the order
    of commits. What was entered ahead of its day has its place but shows only later: `changes_since`.
    """
    found = _of_kinds(_known(at, criteria), kinds)
    return _lines(found.filter(id__gt=place).order_by("id")[:limit], at)


def changes_since(
    seen_at: datetime,
    place: int,
    *,
    at: datetime,
    criteria: Mapping[str, str],
    kinds: Collection[ChangeKind] = (),
) -> tuple[ChangeLine, ...]:
    """What has its place up to that id, but became known only after `seen_at` (1 query).

    A day begins earlier in Kyiv than in UTC: a fact may be entered before the instant it counts from.
    """
    found = _of_kinds(_known(at, criteria), kinds)
    return _lines(found.filter(id__lte=place, at__gt=seen_at).order_by("id"), at)


def changes_on_this_day(
    *, at: datetime, kinds: Collection[ChangeKind] = (), limit: int = MOST_CHANGES
) -> tuple[ChangeLine, ...]:
    """What became known on the day of an instant, in UTC, of earlier years, the latest first (1 query)."""
    begin = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = _of_kinds(_known(at, {}), kinds).filter(month_day=month_day(at), at__lt=begin)
    return _lines(found.order_by("-at", "-id")[:limit], at)


def _of_kinds(found: QuerySet[Change], kinds: Collection[ChangeKind]) -> QuerySet[Change]:
    return found.filter(kind__in=kinds) if kinds else found


def _known(at: datetime, criteria: Mapping[str, str]) -> QuerySet[Change]:
    """What was known by an instant, of cases that had been announced by then, and what was taken back.

    What is known no more can meet no criterion but its name and its dossier: it is told whatever else is
    asked, so that whoever follows a filter loses what left the record.
    """
    phases = Phase.objects.at(at)
    retracted = Q(kind=ChangeKind.RETRACTED)
    for name, column in (("case", "row__slug"), ("dossier", "row__dossier")):
        if criteria.get(name):
            retracted &= Q(**{column: criteria[name]})
    if any(criteria.values()):
        cases = narrow(phases, criteria, at=at)
        known = Q(ultimatum__in=cases.order_by().values("ultimatum"))
    else:
        # Nearly every case is one of them: looked up for each line, the newest come straight off their index.
        known = Q(Exists(phases.filter(ultimatum=OuterRef("ultimatum"))))
    return Change.objects.filter(known | retracted, at__lte=at)


def is_retracted(slug: str) -> bool:
    """Whether a case of that name was public and was taken back (1 query)."""
    shown = Ultimatum.objects.filter(slug=slug, publication=Publication.PUBLISHED)
    rows = Change.objects.filter(kind=ChangeKind.RETRACTED, row__slug=slug)
    return rows.filter(~Exists(shown)).exists()


def shown_again(slugs: Collection[str]) -> set[str]:
    """Those of the names that are published (1 query, none for none)."""
    if not slugs:
        return set()
    rows = Ultimatum.objects.filter(slug__in=slugs, publication=Publication.PUBLISHED)
    return set(rows.values_list("slug", flat=True))


def _lines(found: QuerySet[Change], at: datetime) -> tuple[ChangeLine, ...]:
    # What the record held by the instant was no hindsight then, whatever it is about.
    is_whole = Q(ultimatum__updated_at__lte=at) | Q(ultimatum__isnull=True)
    settled = ExpressionWrapper(is_whole, BooleanField())
    rows = found.annotate(
        text=Cast("row", TextField()),
        is_settled=settled,
        at_text=as_text("at"),
        recorded_text=as_text("recorded_at"),
    )
    columns = ("kind", "text", "is_settled", "id", "key", "at_text", "recorded_text")
    return tuple(_line(at, *values) for values in rows.values_list(*columns))


def _line(seen_at: datetime, kind: str, text: str, is_settled: bool, *place: Any) -> ChangeLine:
    row = _read(text)
    shown = row if is_settled else _as_known(row, seen_at)
    row_key = row["key"] if shown == row else f"{row['key']}-{seen_at:%Y%m%d%H%M%S%f}"
    number, key, at, recorded_at = place
    return ChangeLine(number, ChangeKind(kind), key, instant(at), instant(recorded_at), shown, row_key)


@lru_cache(maxsize=2048)
def _read(text: str) -> Mapping[str, Any]:
    """Read once a process, and shared: nobody may write into it."""
    row: Mapping[str, Any] = from_json(text)
    return row


def _as_known(row: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    fact = {name: value for name, value in row["fact"].items() if name not in HINDSIGHT}
    if "lifted" in fact and When(fact["lifted"]).starts_at > at:
        del fact["lifted"]
    out = {source["key"] for source in row["sources"] if _was_out(source, at)}
    if "quotes" in fact:
        fact["quotes"] = {key: quote for key, quote in fact["quotes"].items() if key in out}
    return {**row, "fact": fact, "sources": [_source_as_known(source, at) for source in row["sources"]]}


def _was_out(source: Mapping[str, Any], at: datetime) -> bool:
    return bool(source.get("published")) and When(source["published"]).starts_at <= at


def _source_as_known(source: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    if _was_out(source, at):
        return source
    return {name: value for name, value in source.items() if name != "published"} | {"title": ""}
