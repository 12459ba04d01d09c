"""Numbers and days that a title or a summary states, against those of the facts below it."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tracker.domain.case import Deadline, fields_of
from tracker.domain.dates.moments import Grain, When, zone_or_utc
from tracker.domain.status.record import Record

ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = {
    **{word: at for at, word in enumerate(ONES, 1)},
    **{word: 10 * at for at, word in enumerate(TENS, 2)},
    **{
        f"{ten}-{one}": 10 * at + more
        for at, ten in enumerate(TENS, 2)
        for more, one in enumerate(ONES[:9], 1)
    },
}
MONTHS = calendar.month_name[1:]
NUMBER = rf"(?P<number>\d[\d,]*(?:\.\d+)?|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
SPAN = re.compile(rf"\b{NUMBER}[ -](?P<unit>minute|hour|day|week|month|year)s?\b", re.I)
PERCENT = re.compile(rf"\b{NUMBER} ?(?:percent|per cent|%)", re.I)
LARGE = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])")
DAY = re.compile(rf"\b(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)})(?: (?P<year>\d{{4}}))?\b")
UNIT_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
SLACK_DAYS = {"day": 0.0, "week": 0.0, "month": 4.0, "year": 31.0}
"""How far a calendar's month or year may lie from the mean."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What prose says and no fact of the case bears out."""

    what: str
    words: str


@dataclass(frozen=True)
class Facts:
    """The facts of a case as texts, and all days and instants they name."""

    record: Record

    @cached_property
    def text(self) -> str:
        """All that its facts and notes say."""
        record = self.record
        parts = (record.demands, record.threats, record.deadlines, record.events, record.outcomes)
        texts = [value for part in parts for item in part for value in _texts_of(item)]
        return "\n".join([*texts, *record.notes])

    @cached_property
    def dates(self) -> frozenset[When]:
        """Every date of its facts."""
        record = self.record
        found = {when for item in record.deadlines for when in _dates_of(item)}
        found |= {event.on for event in record.events}
        found |= {when for item in record.outcomes for when in (item.on, item.lifted) if when}
        joined = (item.since for part in (record.parties, record.demands, record.threats) for item in part)
        return frozenset(found | {since for since in joined if since})

    @cached_property
    def days(self) -> frozenset[date]:
        """Every day that its facts name, those within a window of days included."""
        found = set(self._own_days)
        for item in self.record.deadlines:
            if item.due and item.due.latest:
                first, last = item.due.earliest.first_day, item.due.latest.last_day
                found |= {first + timedelta(days=at) for at in range((last - first).days + 1)}
        return frozenset(found)

    @cached_property
    def _own_days(self) -> frozenset[date]:
        zones = {zone_or_utc(item.due.timezone) for item in self.record.deadlines if item.due}
        found = {day for when in self.dates for day in (when.first_day, when.last_day)}
        instants = [when.starts_at for when in self.dates if when.grain is Grain.INSTANT]
        return frozenset(found | {at.astimezone(where).date() for at in instants for where in zones})

    def has_span(self, number: float, unit: str) -> bool:
        """Whether a text says so, or two dates lie so far apart."""
        if (number, unit) in set(_spans(self.text)):
            return True
        if unit in ("minute", "hour"):
            span = timedelta(**{f"{unit}s": number})
            at = self._instants
            if any(abs(one - other) == span for one in at for other in at):
                return True
            return span % timedelta(days=1) == timedelta(0) and self._are_apart(span.days, 0)
        return self._are_apart(number * UNIT_DAYS[unit], number * SLACK_DAYS[unit])

    def _are_apart(self, days: float, slack: float) -> bool:
        own = self._own_days
        return any(abs(abs((one - other).days) - days) <= slack for one in own for other in own)

    @cached_property
    def _instants(self) -> frozenset[datetime]:
        return frozenset(when.starts_at for when in self.dates if when.grain is Grain.INSTANT)

    def has_day(self, day: int, month: int, year: int | None) -> bool:
        """Whether a fact names that day, or one of its texts does."""
        if any((each.day, each.month) == (day, month) and year in (None, each.year) for each in self.days):
            return True
        said = (_day(found) for found in DAY.finditer(self.text))
        return any((d, m) == (day, month) and (not year or not y or y == year) for d, m, y in said)


def unborne(record: Record) -> Iterator[Stated]:
    """What title and summary state and the facts do not: spans of time, days, shares, large numbers."""
    facts = Facts(record)
    prose = f"{record.title}\n{record.summary}"
    for number, unit in dict.fromkeys(_spans(prose)):
        if not facts.has_span(number, unit):
            yield Stated("span", f"{number:g} {unit}s")
    for found in DAY.finditer(prose):
        if not facts.has_day(*_day(found)):
            yield Stated("day", found[0])
    shares = set(_numbers(PERCENT.finditer(facts.text)))
    for share in dict.fromkeys(_numbers(PERCENT.finditer(prose))):
        if share not in shares:
            yield Stated("number", f"{share:g} percent")
    for found in LARGE.finditer(prose):
        if found[0] not in facts.text:
            yield Stated("number", found[0])


def _spans(text: str) -> Iterator[tuple[float, str]]:
    for found in SPAN.finditer(text):
        yield _number(found["number"]), found["unit"].lower()


def _numbers(found: Iterable["re.Match[str]"]) -> Iterator[float]:
    return (_number(each["number"]) for each in found)


def _number(text: str) -> float:
    word = WORDS.get(text.lower())
    return float(word if word is not None else text.replace(",", ""))


def _day(found: "re.Match[str]") -> tuple[int, int, int | None]:
    year = int(found["year"]) if found["year"] else None
    return int(found["day"]), MONTHS.index(found["month"]) + 1, year


def _texts_of(item: Any) -> Iterator[str]:
    for field in fields_of(item.__class__):
        value = getattr(item, field.name)
        if isinstance(value, str):
            yield value


def _dates_of(item: Deadline) -> Iterator[When]:
    yield item.announced
    if item.public_since:
        yield item.public_since
    if item.due:
        yield item.due.earliest
        if item.due.latest:
            yield item.due.latest
