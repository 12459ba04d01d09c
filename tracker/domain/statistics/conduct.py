"""What the parties of a case did with its time limit: the facts that statistics count, and their words.

A case is one ultimatum: it counts once, however many targets it has. `conduct` reads the facts of one phase
of a case's life (`standing`), so they are those that were known at any instant of that phase. What depends on
the instant itself, such as how long an outcome has been open, is asked with it.

The words: the *limit* runs from the announcement of a date to its earliest expiry, as first set. A date is
*kept* when it came and had never moved. *After* is from the latest expiry in force to the outcome. A threat
counts as *enforced* when it was carried out, wholly or in part, against any of the targets.

How far apart is told as `distances` tells it: days of the calendar where either date is known by its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import Any, Self

from tracker.domain.case import Deadline
from tracker.domain.dates.distances import Distance, Until, distance, from_window, total
from tracker.domain.dates.moments import Grain, When, instant_or_none, shared_when, zone, zone_or_utc
from tracker.domain.dates.windows import Due
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Standing, Status
from tracker.domain.status.steps import Step, steps
from tracker.domain.vocabulary import FollowThrough, Kind, Role, ThreatType

OTHERS = (Role.THIRD_PARTY, Role.MEDIATOR, Role.GUARANTOR, Role.ADVOCATE, Role.MODERATOR)
"""Who takes part and neither demands nor is demanded of."""
ENFORCED_WITHIN = timedelta(days=30)
"""A threat carried out no later than this after the latest expiry was carried out in time."""


class Result(StrEnum):
    """What came of an ultimatum, coarser than its headline; one with several targets may have several."""

    ENFORCED = "enforced"
    COMPLIED = "complied"
    SETTLED = "settled"
    DROPPED = "dropped"
    OTHER = "other"


RESULT_OF: Mapping[Headline, Result] = {
    Headline.ENFORCED: Result.ENFORCED,
    Headline.PARTLY_ENFORCED: Result.ENFORCED,
    Headline.COMPLIED: Result.COMPLIED,
    Headline.PARTLY_COMPLIED: Result.COMPLIED,
    Headline.SETTLED: Result.SETTLED,
    Headline.WITHDRAWN: Result.DROPPED,
    Headline.SUPERSEDED: Result.DROPPED,
    Headline.LAPSED: Result.DROPPED,
    Headline.MOOT: Result.OTHER,
    Headline.HELD: Result.OTHER,
    Headline.ROLLED_OVER: Result.OTHER,
    Headline.EXPIRED: Result.OTHER,
    Headline.UNKNOWN: Result.OTHER,
}
"""Every headline a resolved case can have, and what it counts as."""


class Limit(StrEnum):
    """How long a time limit was, in four classes; two limits of one class are similar."""

    DAYS = "3-days"
    WEEKS = "2-weeks"
    MONTHS = "3-months"
    LONGER = "longer"


LONGEST: Mapping[Limit, timedelta] = {
    Limit.DAYS: timedelta(days=3),
    Limit.WEEKS: timedelta(days=14),
    Limit.MONTHS: timedelta(days=92),
}
"""The longest time limit of a class; a longer one belongs to the next, and the last has no end."""


def limit_class(length: timedelta) -> Limit:
    """The class of a time limit of that length."""
    return next((name for name, longest in LONGEST.items() if length <= longest), Limit.LONGER)


@dataclass(frozen=True, slots=True)
class Conduct:
    """The facts of one case in one phase of its life. Lengths are distances, instants in UTC.

    `counts`: a demand with a threat and a time limit (kind ultimatum); others stay out of statistics.
    `senders`, `targets`, `others` (in any other role), `speakers`: slugs, each once; `speakers` as pairs of
    who spoke and for whom, "" where an announcement alone names its speaker.
    `limit`: None where no date was ever set, or its announcement is known by its month alone.
    `moves`: over all steps, as everywhere. `slip`: from the first date set to the last one (latest bounds),
    summed over the steps; None where no date was ever set. Neither counts what came after the outcome.
    `headlines`: empty while unresolved.
    `expires_at`, `over_at`: the earliest and the latest expiry in force, None without a date, the latter also
    where the window is open-ended. `over_on`: the latter as it was given, and its zone. `first_over_at`: the
    latest expiry as first set in that step.
    `resolved_at`: from when the outcome counts. `after`: from the window in force to that outcome, negative
    before its earliest, zero within it; None while unresolved or without `over_at`. `enforced_after`: the
    same for the earliest outcome by which the threat was carried out.
    """

    counts: bool
    senders: tuple[str, ...]
    targets: tuple[str, ...]
    others: tuple[str, ...]
    speakers: tuple[tuple[str, str], ...]
    threats: tuple[ThreatType, ...]
    status: Status
    limit: Distance | None
    moves: int
    slip: Distance | None
    headlines: tuple[Headline, ...]
    expires_at: datetime | None
    over_at: datetime | None
    over_on: tuple[When, str] | None
    first_over_at: datetime | None
    resolved_at: datetime | None
    after: Distance | None
    enforced_after: Distance | None

    @property
    def is_resolved(self) -> bool:
        """Whether it is known what came of it, for every target."""
        return self.status is Status.RESOLVED

    @property
    def is_pending(self) -> bool:
        """Whether its time was up and the outcome open."""
        return self.status is Status.PASSED

    @property
    def results(self) -> tuple[Result, ...]:
        """What came of it; one for each group of targets that fared differently, empty while unresolved."""
        return tuple(dict.fromkeys(RESULT_OF[word] for word in self.headlines))

    @property
    def limit_class(self) -> Limit | None:
        """How long its time limit was."""
        return None if self.limit is None else limit_class(self.limit.span)

    @property
    def has_moved(self) -> bool:
        """Whether its date moved at least once."""
        return self.moves > 0

    @property
    def ran_out(self) -> bool:
        """Whether the time was up before there was an outcome."""
        return self.is_pending or (self.after is not None and self.after.span >= timedelta(0))

    @property
    def is_honoured(self) -> bool:
        """Whether the date came and had never moved."""
        return self.ran_out and not self.has_moved

    def is_enforced_within(self, span: timedelta) -> bool | None:
        """Whether the threat was carried out no later than `span` after the latest expiry, or before it.

        None where that cannot be said: while unresolved, or without a latest expiry.
        """
        if not self.is_resolved or self.over_at is None:
            return None
        return self.enforced_after is not None and self.enforced_after.span <= span

    def open_for(self, at: datetime) -> Distance | None:
        """How long the outcome has been open at an instant of this phase; None unless it is pending."""
        return open_for(self.over_on, at) if self.is_pending and self.over_on else None

    def as_data(self) -> dict[str, Any]:
        """As plain data, for a JSON column: texts, grains with numbers of seconds, ISO 8601 in UTC."""
        return {
            "counts": self.counts,
            "senders": list(self.senders),
            "targets": list(self.targets),
            "others": list(self.others),
            "speakers": [list(pair) for pair in self.speakers],
            "threats": list(self.threats),
            "status": self.status.value,
            "limit": _plain(self.limit),
            "moves": self.moves,
            "slip": _plain(self.slip),
            "headlines": list(self.headlines),
            "expires_at": _iso(self.expires_at),
            "over_at": _iso(self.over_at),
            "over_on": [self.over_on[0].text, self.over_on[1]] if self.over_on else None,
            "first_over_at": _iso(self.first_over_at),
            "resolved_at": _iso(self.resolved_at),
            "after": _plain(self.after),
            "enforced_after": _plain(self.enforced_after),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """From what `as_data` made. Names are interned: processes keep the facts of all cases."""
        return cls(
            data["counts"],
            tuple(map(intern, data["senders"])),
            tuple(map(intern, data["targets"])),
            tuple(map(intern, data["others"])),
            tuple((intern(speaker), intern(actor)) for speaker, actor in data["speakers"]),
            tuple(_THREATS[word] for word in data["threats"]),
            _STATUSES[data["status"]],
            _distance(data["limit"]),
            data["moves"],
            _distance(data["slip"]),
            tuple(_HEADLINES[word] for word in data["headlines"]),
            instant_or_none(data["expires_at"]),
            instant_or_none(data["over_at"]),
            _bound(data["over_on"]),
            instant_or_none(data["first_over_at"]),
            instant_or_none(data["resolved_at"]),
            _distance(data["after"]),
            _distance(data["enforced_after"]),
        )


def open_for(over_on: tuple[When, str], at: datetime) -> Distance:
    """How long ago a latest expiry was, given as `Conduct.over_on`."""
    bound, where = over_on
    return distance(Until(bound), at, zone_or_utc(where))


def conduct(stands: Standing) -> Conduct:
    """The facts of a case at any instant of the phase in which it stands so."""
    record, due = stands.record, stands.due
    is_resolved = stands.status is Status.RESOLVED
    first = _first_dated(stands.step)
    over_at = due.window.latest_at if due else None
    return Conduct(
        counts=record.kind is Kind.ULTIMATUM,
        senders=record.actors_in(Role.SENDER),
        targets=record.actors_in(Role.TARGET, Role.PARTY),
        others=record.actors_in(*OTHERS),
        speakers=_speakers(stands),
        threats=tuple(dict.fromkeys(threat.type for threat in record.threats)),
        status=stands.status,
        limit=_length(first) if first else None,
        moves=stands.moves,
        slip=_slip(stands.deadlines),
        headlines=stands.headlines if is_resolved else (),
        expires_at=due.window.earliest_at if due else None,
        over_at=over_at,
        over_on=(due.latest, due.timezone) if due and due.latest else None,
        first_over_at=first.window.latest_at if first and first.window else None,
        resolved_at=stands.resolved_on.starts_at if stands.resolved_on else None,
        after=_after(due, stands.resolved_on),
        enforced_after=_enforced_after(stands, due),
    )


def _speakers(stands: Standing) -> tuple[tuple[str, str], ...]:
    record = stands.record
    spoke = [(party.stated_by, party.actor) for party in record.parties if party.stated_by]
    named = {speaker for speaker, _ in spoke}
    alone = (deadline.stated_by for deadline in record.deadlines)
    spoke += [(speaker, "") for speaker in alone if speaker and speaker not in named]
    return tuple(dict.fromkeys(spoke))


def _first_dated(step: Step | None) -> Deadline | None:
    return next((item for item in step.deadlines if item.due), None) if step else None


def _length(first: Deadline) -> Distance | None:
    """From the announcement to the earliest expiry, never negative; None where its month alone is known."""
    due, announced = first.due, first.announced
    if due is None or announced.grain in (Grain.YEAR, Grain.MONTH):
        return None
    length = distance(announced, Until(due.earliest), zone(due.timezone))
    return max(length, Distance(length.grain, timedelta(0)), key=lambda found: found.span)


def _slip(deadlines: tuple[Deadline, ...]) -> Distance | None:
    slips = []
    for step in steps(deadlines):
        dated = [item.due for item in step.deadlines if item.due]
        if dated:
            where = zone(dated[-1].timezone)
            slips.append(distance(_last_bound(dated[0]), _last_bound(dated[-1]), where))
    return total(slips)


def _last_bound(due: Due) -> Until:
    return Until(due.latest or due.earliest)


def _after(due: Due | None, on: When | None) -> Distance | None:
    if due is None or due.latest is None or on is None:
        return None
    return from_window(due, on)


def _enforced_after(stands: Standing, due: Due | None) -> Distance | None:
    kind = stands.record.kind
    carried_out = (
        item.on
        for item in stands.outcomes
        if RESULT_OF[item.headline_in(kind)] is Result.ENFORCED
        and item.follow_through in (FollowThrough.IMPOSED, FollowThrough.PARTLY_IMPOSED)
    )
    spans = [span for span in (_after(due, on) for on in carried_out) if span is not None]
    return min(spans, key=lambda found: found.span, default=None)


_GRAINS = {item.value: item for item in Grain}
_THREATS = {item.value: item for item in ThreatType}
_STATUSES = {item.value: item for item in Status}
_HEADLINES = {item.value: item for item in Headline}


def _plain(apart: Distance | None) -> list[str | float] | None:
    return None if apart is None else [apart.grain.value, apart.span.total_seconds()]


def _distance(data: tuple[str, float] | None) -> Distance | None:
    return None if data is None else _shared_distance(data[0], data[1])


@lru_cache(maxsize=4096)
def _shared_distance(grain: str, seconds: float) -> Distance:
    """One of each: most of them are whole days, and processes keep the facts of all cases."""
    return Distance(_GRAINS[grain], timedelta(seconds=seconds))


def _bound(data: tuple[str, str] | None) -> tuple[When, str] | None:
    return None if data is None else (shared_when(data[0]), data[1])


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
