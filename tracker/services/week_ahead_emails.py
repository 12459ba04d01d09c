"""The mail of the week ahead: whose it is, what is in it, and what its templates are given.

It is sent while anything is ahead: a week without a date says so and names the next one, since who asked for
it would take silence for a fault. Where nothing that a reader follows has a date ahead, there is nothing to
say.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import Any

from django.utils.translation import gettext

from tracker.domain.case import Source
from tracker.domain.dates.hours import DIGEST_HOUR, at_wall_time
from tracker.domain.dates.moments import zone_or_utc
from tracker.models import SiteState, SubscriptionState
from tracker.queries.calendar import CalendarEntry, Mark
from tracker.queries.emails import cleaned
from tracker.queries.subscriptions import wanting_week_ahead
from tracker.queries.week_ahead import WeekAhead, phases_of, week_ahead
from tracker.services.alerts.week_ahead import store_issue
from tracker.services.outbox.mail import Claimed
from tracker.templatetags.emails import (
    countdown_in_words,
    days_of,
    moment_text,
    range_text,
    short_title,
    zone_rows,
)
from tracker.templatetags.labels import label, names
from tracker.templatetags.months import day_name
from tracker.templatetags.times import span_text, when_text

MOST_DATES = 60
"""So many dates a mail has; fewer where they are long."""
SHORT = 4
"""Mails of more dates name the way out at their top as well."""
LATE_AFTER = timedelta(hours=1)
DAY = timedelta(days=1)
Wish = tuple[int, str, str]
"""A subscription that asks for the week ahead, with the kind and the key of its topic."""


@dataclass(slots=True)
class Weeks:
    """The weeks of one drain, each made once for all who follow the same; `version` is that of the record."""

    version: int = 0
    found: dict[tuple[object, ...], WeekAhead | None] = field(default_factory=dict)
    _rows: list[Claimed] = field(default_factory=list)
    _stored: dict[int, WeekAhead] = field(default_factory=dict)
    _wishes: dict[int, tuple[Wish, ...]] = field(default_factory=dict)

    def expect(self, rows: Iterable[Claimed]) -> bool:
        """Look up what their readers follow (2 queries, 0 for none); whether the record has changed."""
        self._rows, self._stored = list(rows), {}
        wanted = {row.subscriber_id for row in self._rows}
        self._wishes = {}
        if not wanted:
            return False
        before, self.version = self.version, SiteState.objects.values_list("version", flat=True).first() or 0
        wishes = wanting_week_ahead().filter(subscriber__in=wanted, state=SubscriptionState.ACTIVE)
        columns = ("subscriber", "pk", "topic__kind", "topic__key")
        for reader, pk, kind, key in wishes.order_by("pk").values_list(*columns):
            self._wishes[reader] = (*self._wishes.get(reader, ()), (pk, kind, key))
        return before != self.version

    @property
    def subscriptions(self) -> set[int]:
        """The subscriptions the mails that are expected come by."""
        return {pk for wishes in self._wishes.values() for pk, _kind, _key in wishes}

    def subscriptions_of(self, row: Claimed) -> list[int]:
        """Those of one reader."""
        return [pk for pk, _kind, _key in self._wishes.get(row.subscriber_id, ())]

    def topics_of(self, row: Claimed) -> tuple[tuple[str, str], ...]:
        """What one reader follows by them, in one order."""
        return tuple(sorted((kind, key) for _pk, kind, key in self._wishes.get(row.subscriber_id, ())))

    def of(self, row: Claimed, *, now: datetime) -> WeekAhead | None:
        """What is ahead for one reader until the next such mail; None: there is nothing to say."""
        topics = self.topics_of(row)
        if not topics or row.not_after is None:
            return None
        key = self._key(row)
        if key not in self.found:
            where = zone_or_utc(row.zone)
            last = row.not_after.astimezone(where).date() - DAY
            week = week_ahead(phases_of(topics, at=now), at=now, last=last, where=where)
            self.found[key] = week if week.total or week.following else None
        found = self.found[key]
        if found and self._stored.get(row.id) is not found:
            same = [row.id, *(each.id for each in self._rows if self._key(each) == key)]
            shown = [each for each in (*found.entries[:MOST_DATES], found.following) if each]
            store_issue(shown, same, now=now)
            self._stored.update(dict.fromkeys(same, found))
        return found

    def _key(self, row: Claimed) -> tuple[object, ...]:
        return (self.topics_of(row), row.zone, row.not_after)


def week_context(
    week: WeekAhead, row: Claimed, *, now: datetime, address_of: Callable[[str], str], most: int
) -> dict[str, Any]:
    """What the templates are given, in the language that is spoken, of the first dates up to so many.

    `address_of`: the page of a case.
    """
    listed = [
        _entry(each, number, row.zone, address_of) for number, each in enumerate(week.entries[:most], 1)
    ]
    ends = list(accumulate((len(entries) for _day, entries in week.days), initial=0))
    days = [
        {"name": day_name(day), "entries": listed[start:end]}
        for (day, _entries), (start, end) in zip(week.days, pairwise(ends), strict=True)
        if listed[start:end]
    ]
    late_since = _due_at(row)
    late = now - late_since if late_since else timedelta(0)
    return {
        "week": week,
        "span": range_text(week.first, week.last, now),
        "days": days,
        "already_open": listed[ends[-1] :],
        "entries": listed,
        "total": week.total,
        "rest": week.total - len(listed),
        "is_long": len(listed) > SHORT,
        "preheader": "; ".join(short_title(entry["case"].title) for entry in listed[:3]),
        "late": span_text(late) if late >= LATE_AFTER else "",
        "late_since": moment_text(late_since, row.zone) if late_since else "",
        **_following(week.following, now, address_of),
    }


def _due_at(row: Claimed) -> datetime | None:
    """When it was due: on the Monday before the next."""
    if row.not_after is None:
        return None
    where = zone_or_utc(row.zone)
    return at_wall_time(row.not_after.astimezone(where).date() - 7 * DAY, DIGEST_HOUR, where)


def _following(
    entry: CalendarEntry | None, now: datetime, address_of: Callable[[str], str]
) -> dict[str, Any]:
    if entry is None:
        return {}
    shown = cleaned(entry)
    words = gettext("The next date is {day}.").format(day=days_of(shown.due, now))
    return {"next_words": words, "next_case": shown.case, "next_url": address_of(shown.case.slug)}


def _entry(found: CalendarEntry, number: int, zone: str, address_of: Callable[[str], str]) -> dict[str, Any]:
    """One date: its case, in words what is to be, and when it is there."""
    entry = cleaned(found)
    case = entry.case
    clock = countdown_in_words(entry.clock, entry.due)
    is_scheduled = entry.mark is Mark.SCHEDULED
    rows = zone_rows(entry.due, zone)
    return {
        "number": number,
        "case": case,
        "kind": label(case.kind),
        "senders": names(case.senders),
        "targets": names(case.targets),
        "url": address_of(case.slug),
        "scheduled": entry.event.text if is_scheduled and entry.event else "",
        "on": when_text(entry.event.on) if is_scheduled and entry.event else "",
        "clock": clock,
        "rows": () if is_scheduled else rows[:1] if entry.mark is Mark.OPEN else rows,
        "sources": tuple(_keyed(found)),
    }


def _keyed(entry: CalendarEntry) -> Iterator[Source]:
    """Its sources, under keys that tell the cases apart."""
    keys = entry.event.sources if entry.event else entry.limit.deadline.sources if entry.limit else ()
    for source in cleaned(entry.case.cited_by(keys)):
        yield replace(source, key=f"{entry.case.slug}:{source.key}")
