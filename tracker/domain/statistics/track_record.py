"""The track record: of so many ultimatums, what came of them, when, and how far their dates moved.

A `Choice` says which cases a number counts, and lists them. The numbers themselves come from a `Tally`, to
which cases are added and from which they are taken: when one case changes they move with it, and need not be
counted anew over all. Only ultimatums are chosen (`Conduct.counts`).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from tracker.domain.dates.distances import Distance, coarsest
from tracker.domain.dates.moments import Grain, When
from tracker.domain.statistics.conduct import ENFORCED_WITHIN, Conduct, Limit, Result, open_for
from tracker.domain.statistics.estimates import Curve, Share, median, share, survival
from tracker.domain.vocabulary import ActorType, ThreatType

DAY = timedelta(days=1)
MOST_MOVES = 3
"""So many moves and more are counted together."""
CURVE_DAYS = (0, 7, 30, 90, 365)
"""The days after expiry that the table of the curve tells of."""
FEWEST_ALIKE = 5
"""Fewer comparable cases than this say nothing of what usually happens."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it was known at an instant; `sender_types` is what its senders are."""

    slug: str
    conduct: Conduct
    sender_types: frozenset[ActorType]


class Where(StrEnum):
    """Where the cases chosen stand."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    PENDING = "pending"
    RAN_OUT = "ran-out"
    EARLY = "early"
    ALL = "all"


_STANDS: Mapping[Where, Callable[[Conduct], bool]] = {
    Where.RESOLVED: lambda facts: facts.is_resolved,
    Where.UNRESOLVED: lambda facts: not facts.is_resolved,
    Where.PENDING: lambda facts: facts.is_pending,
    Where.RAN_OUT: lambda facts: facts.ran_out,
    Where.EARLY: lambda facts: facts.after is not None and facts.after.span < timedelta(0),
    Where.ALL: lambda facts: facts.counts,
}


class Drift(StrEnum):
    """How far a date that moved slipped in all."""

    EARLIER = "earlier"
    SAME = "same"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    LONGER = "longer"


def drift_class(slip: timedelta) -> Drift:
    """The class of a slip: earlier, back to the same date, or later by up to 7, 31 or 92 days, or more."""
    if slip < timedelta(0):
        return Drift.EARLIER
    bounds = ((Drift.SAME, 0), (Drift.WEEK, 7), (Drift.MONTH, 31), (Drift.QUARTER, 92))
    return next((name for name, days in bounds if slip <= days * DAY), Drift.LONGER)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which ultimatums are meant: those that meet all that is set; nothing set: every resolved one.

    `threats`: any of them. `speaker`: who spoke, for whomever. `dated`: whether there is a latest expiry, and
    `in_time` whether the threat was carried out no later than 30 days after it. `within`: the time ran out
    and the outcome came no more than so many days later. `open_after`: so many days after expiry it was still
    seen to be without an outcome. `moves`: exactly so many, the last one (`MOST_MOVES`) and more.
    """

    where: Where = Where.RESOLVED
    threats: tuple[ThreatType, ...] = ()
    sender_type: ActorType | None = None
    sender: str = ""
    target: str = ""
    speaker: str = ""
    limit: Limit | None = None
    has_limit: bool | None = None
    moved: bool | None = None
    moves: int | None = None
    drift: Drift | None = None
    kept: bool | None = None
    result: Result | None = None
    dated: bool | None = None
    in_time: bool | None = None
    within: int | None = None
    open_after: int | None = None
    besides: str = ""

    def holds(self, case: Case, at: datetime) -> bool:
        """Whether a case, as known at an instant, is among those meant."""
        facts = case.conduct
        return (
            facts.counts
            and _STANDS[self.where](facts)
            and (not self.threats or not set(self.threats).isdisjoint(facts.threats))
            and (self.sender_type is None or self.sender_type in case.sender_types)
            and (not self.sender or self.sender in facts.senders)
            and (not self.target or self.target in facts.targets)
            and (not self.speaker or any(who == self.speaker for who, _ in facts.speakers))
            and (self.limit is None or facts.limit_class is self.limit)
            and (self.result is None or self.result in facts.results)
            and (not self.besides or case.slug != self.besides)
            and self._holds_dates(facts)
            and self._holds_times(facts, at)
        )

    def _holds_dates(self, facts: Conduct) -> bool:
        return (
            (self.has_limit is None or (facts.limit is not None) is self.has_limit)
            and (self.moved is None or facts.has_moved is self.moved)
            and (self.moves is None or min(facts.moves, MOST_MOVES) == self.moves)
            and (self.drift is None or (facts.has_moved and _drift_of(facts) is self.drift))
            and (self.kept is None or facts.is_honoured is self.kept)
        )

    def _holds_times(self, facts: Conduct, at: datetime) -> bool:
        if self.dated is not None and (facts.over_at is not None) is not self.dated:
            return False
        if self.in_time is not None and facts.is_enforced_within(ENFORCED_WITHIN) is not self.in_time:
            return False
        if self.within is not None and not (
            facts.ran_out and facts.after is not None and facts.after.span <= self.within * DAY
        ):
            return False
        return self.open_after is None or _is_open_after(facts, self.open_after * DAY, at)

    def of(self, cases: Iterable[Case], at: datetime) -> list[Case]:
        """Those meant among the cases, in their order."""
        return [case for case in cases if self.holds(case, at)]

    def words(self) -> dict[str, str]:
        """What is set, as the text of an address: `from_words` reads it back."""
        found = {}
        for name in WORDS:
            value = getattr(self, name)
            if value != _DEFAULTS[name]:
                found[name] = _written(value)
        return found

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> "Choice":
        """The choice that an address names; empty texts set nothing. Raises `NotAChoice`."""
        return cls(**{name: _read(name, words[name]) for name in WORDS if words.get(name)})


class NotAChoice(ValueError):
    """A text that names nothing to choose by; `allowed` are the texts that do."""

    def __init__(self, name: str, text: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{name}: {text!r} is none of {', '.join(allowed)}")
        self.name, self.text, self.allowed = name, text, tuple(allowed)


WORDS: Mapping[str, Sequence[StrEnum | bool | int] | None] = {
    "where": tuple(Where),
    "threats": tuple(ThreatType),
    "sender_type": tuple(ActorType),
    "sender": None,
    "target": None,
    "speaker": None,
    "limit": tuple(Limit),
    "has_limit": (True, False),
    "moved": (True, False),
    "moves": tuple(range(MOST_MOVES + 1)),
    "drift": tuple(Drift),
    "kept": (True, False),
    "result": tuple(Result),
    "dated": (True, False),
    "in_time": (True, False),
    "within": CURVE_DAYS,
    "open_after": CURVE_DAYS,
    "besides": None,
}
"""What can be chosen by, and the values there are; None: any permanent name."""
_DEFAULTS = {item.name: item.default for item in fields(Choice)}


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _read(name: str, text: str) -> Any:
    values = WORDS[name]
    if values is None:
        return text
    known = {_written(value): value for value in values}
    parts = text.split(",") if name == "threats" else [text]
    for part in parts:
        if part not in known:
            raise NotAChoice(name, part, list(known))
    return tuple(known[part] for part in parts) if name == "threats" else known[text]


def _drift_of(facts: Conduct) -> Drift | None:
    return None if facts.slip is None else drift_class(facts.slip.span)


def _is_open_after(facts: Conduct, span: timedelta, at: datetime) -> bool:
    open_for = facts.open_for(at)
    if open_for is not None:
        return open_for.span > span
    return facts.ran_out and facts.after is not None and facts.after.span > span


@dataclass(frozen=True, slots=True)
class Part:
    """One number among others: the cases meant, how many they are of how many, and the interval."""

    choice: Choice
    share: Share


@dataclass(frozen=True, slots=True)
class TrackRecordLine:
    """A group of cases and what came of them: a part for each result that is asked for.

    A case whose targets fared differently is in more than one part. `total` counts the cases of the group.
    """

    choice: Choice
    total: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CurveLine:
    """The curve so many days after expiry: outcomes by then, cases still seen open, share and its band."""

    days: int
    came: int
    came_choice: Choice
    still: int
    still_choice: Choice
    survival: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Time from expiry to outcome. `early` cases had their outcome before and are not in the curve."""

    curve: Curve
    lines: tuple[CurveLine, ...]
    pending: int
    early: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that `/record/` tells, at an instant."""

    at: datetime
    known: int
    resolved: int
    pending: int
    overall: TrackRecordLine | None
    by_threat: tuple[TrackRecordLine, ...]
    by_sender: tuple[TrackRecordLine, ...]
    by_limit: tuple[TrackRecordLine, ...]
    by_move: tuple[TrackRecordLine, ...]
    in_time: tuple[TrackRecordLine, ...]
    waiting: Waiting | None
    moves: tuple[TrackRecordLine, ...]
    drifts: tuple[TrackRecordLine, ...]
    median_slip: Distance | None
    most_later: Distance | None

    @property
    def overall_lines(self) -> tuple[TrackRecordLine, ...]:
        """The line of all as a table of one."""
        return (self.overall,) if self.overall else ()

    @property
    def pending_choice(self) -> Choice:
        """Those whose time is up and whose outcome is open."""
        return Choice(where=Where.PENDING)

    @property
    def ran_out_choice(self) -> Choice:
        """Those in the curve."""
        return Choice(where=Where.RAN_OUT)

    @property
    def early_choice(self) -> Choice:
        """Those whose outcome came before the expiry."""
        return Choice(where=Where.EARLY)


Cell = tuple[Hashable, ...]
"""What is counted: a line of a table, or of its cases those with one result or those carried out in time."""
_THREATS = tuple((("threat", word), Choice(threats=(word,))) for word in ThreatType)
_SENDERS = tuple((("sender", word), Choice(sender_type=word)) for word in ActorType)
_LIMITS = (
    *((("limit", name), Choice(limit=name)) for name in Limit),
    (("limit", None), Choice(has_limit=False)),
)
_MOVED = tuple((("moved", moved), Choice(moved=moved)) for moved in (False, True))
_IN_TIME = (
    (("dated",), Choice(dated=True)),
    *((("dated", "limit", name), Choice(dated=True, limit=name)) for name in Limit),
    *((("dated", "moved", moved), Choice(dated=True, moved=moved)) for moved in (False, True)),
)
_MOVES = tuple((("moves", number), Choice(moves=number)) for number in range(MOST_MOVES + 1))
_DRIFTS = tuple((("drift", name), Choice(moved=True, drift=name)) for name in Drift)
_ALL: Cell = ("all",)
_EARLY: Cell = ("early",)
_KNOWN: Cell = ("known",)
_PENDING: Cell = ("pending",)


class Tally:
    """Counts that a case can be added to and taken from, and the statistics they make.

    They are as many as there are lines, lengths in days and pending expiries, not as there are cases. Twin of
    `Choice.holds`: each number is that of the cases its choice means
    (tests/domain/statistics/test_track_record.py).
    """

    __slots__ = ("counts", "slips", "waited", "waiting")

    def __init__(self) -> None:
        self.counts: Counter[Cell] = Counter()
        self.slips: Counter[Distance] = Counter()
        """How far the dates of resolved cases slipped that moved."""
        self.waited: Counter[timedelta] = Counter()
        """How long after the expiry the outcome came, of those in the curve."""
        self.waiting: Counter[tuple[When, str]] = Counter()
        """The expiry (`Conduct.over_on`) of those whose outcome is open."""

    def copy(self) -> Self:
        """Another one with the same counts."""
        other = type(self)()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name).copy())
        return other

    def add(self, case: Case, times: int = 1) -> None:
        """Count a case in or, with -1, one counted before out again."""
        facts = case.conduct
        if not facts.counts:
            return
        shift(self.counts, _cells(case), times)
        if facts.is_resolved:
            shift(self.slips, _slips([case]), times)
        if facts.after is not None and facts.after.span >= timedelta(0):
            shift(self.waited, [facts.after.span], times)
        if facts.is_pending and facts.over_on:
            shift(self.waiting, [facts.over_on], times)

    def statistics(self, at: datetime) -> Statistics:
        """All that `/record/` tells of the cases counted, as known at the instant."""
        resolved, moved = self.counts[_ALL], self.counts["moved", True]
        return Statistics(
            at=at,
            known=self.counts[_KNOWN],
            resolved=resolved,
            pending=self.counts[_PENDING],
            overall=next(iter(self._by_result([(_ALL, Choice())])), None),
            by_threat=_largest(self._by_result(_THREATS)),
            by_sender=_largest(self._by_result(_SENDERS)),
            by_limit=self._by_result(_LIMITS),
            by_move=self._by_result(_MOVED),
            in_time=self._in_time(),
            waiting=self._waiting(at),
            moves=self._among(resolved, _MOVES),
            drifts=self._among(moved, _DRIFTS),
            median_slip=_median(self.slips),
            most_later=max(
                (slip for slip in self.slips if slip.span > timedelta(0)), key=_size, default=None
            ),
        )

    def _by_result(self, lines: Iterable[tuple[Cell, Choice]]) -> tuple[TrackRecordLine, ...]:
        """A line for each choice that some cases meet, with a part for each result."""
        found = (
            _line(choice, self.counts[cell], {result: self.counts[*cell, result] for result in Result})
            for cell, choice in lines
        )
        return tuple(line for line in found if line)

    def _in_time(self) -> tuple[TrackRecordLine, ...]:
        """The share carried out within 30 days: of all, by length of the limit, by whether the date moved."""
        found = []
        for cell, choice in _IN_TIME:
            counted = share(self.counts[*cell, "in time"], self.counts[cell])
            if counted:
                found.append(
                    TrackRecordLine(choice, counted.total, (Part(replace(choice, in_time=True), counted),))
                )
        return tuple(found)

    def _among(self, total: int, lines: Iterable[tuple[Cell, Choice]]) -> tuple[TrackRecordLine, ...]:
        """How many of so many each choice means, also where it means none."""
        found = []
        for cell, choice in lines:
            counted = share(self.counts[cell], total)
            if counted:
                found.append(TrackRecordLine(choice, counted.count, (Part(choice, counted),)))
        return tuple(found)

    def _waiting(self, at: datetime) -> Waiting | None:
        still_open = Counter[timedelta]()
        for over_on, number in self.waiting.items():
            still_open[open_for(over_on, at).span] += number
        curve = survival(_in_days(self.waited), _in_days(still_open))
        if curve is None:
            return None
        seen = self.waited + still_open
        lines = tuple(_curve_line(days, curve, self.waited, seen) for days in CURVE_DAYS)
        return Waiting(curve, lines, still_open.total(), self.counts[_EARLY])


def _cells(case: Case) -> Iterator[Cell]:
    """What an ultimatum counts for."""
    facts = case.conduct
    yield _KNOWN
    if facts.is_pending:
        yield _PENDING
    if _STANDS[Where.EARLY](facts):
        yield _EARLY
    if facts.is_resolved:
        yield from _cells_of_resolved(facts, case.sender_types)


def _cells_of_resolved(facts: Conduct, sender_types: Iterable[ActorType]) -> Iterator[Cell]:
    results, limit, moved = facts.results, facts.limit_class, facts.has_moved
    lines: list[Cell] = [_ALL, ("limit", limit), ("moved", moved)]
    lines += [("threat", word) for word in facts.threats]
    lines += [("sender", word) for word in sender_types]
    for line in lines:
        yield line
        for result in results:
            yield (*line, result)
    yield "moves", min(facts.moves, MOST_MOVES)
    if moved:
        yield "drift", _drift_of(facts)
    if facts.over_at is not None:
        in_time = facts.is_enforced_within(ENFORCED_WITHIN)
        for line in (("dated",), ("dated", "limit", limit), ("dated", "moved", moved)):
            yield line
            if in_time:
                yield (*line, "in time")


def shift(counts: Counter[Any], values: Iterable[Hashable], times: int) -> None:
    """Add so many of each value; what there is none of any more is left out."""
    for value in values:
        counts[value] += times
        if not counts[value]:
            del counts[value]


def statistics(cases: Iterable[Case], at: datetime) -> Statistics:
    """Count everything; `cases` as known at the instant."""
    tally = Tally()
    for case in cases:
        tally.add(case)
    return tally.statistics(at)


def results_of(cases: Iterable[Case], choice: Choice, at: datetime) -> TrackRecordLine | None:
    """What came of the cases of a choice; None where there are none."""
    group = choice.of(cases, at)
    return _line(choice, len(group), Counter(result for case in group for result in case.conduct.results))


def _line(choice: Choice, total: int, results: Mapping[Result, int]) -> TrackRecordLine | None:
    """A part for each result; None of no cases."""
    shares = ((result, share(results.get(result, 0), total)) for result in Result)
    parts = tuple(Part(replace(choice, result=result), counted) for result, counted in shares if counted)
    return TrackRecordLine(choice, total, parts) if total else None


def _curve_line(
    days: int, curve: Curve, waited: Mapping[timedelta, int], seen: Mapping[timedelta, int]
) -> CurveLine:
    came = sum(number for span, number in waited.items() if span <= days * DAY)
    still = sum(number for span, number in seen.items() if span > days * DAY)
    step = curve.at(days)
    values = (step.survival, step.low, step.high) if step else (1.0, 1.0, 1.0)
    came_choice, still_choice = Choice(within=days), Choice(where=Where.ALL, open_after=days)
    return CurveLine(days, came, came_choice, still, still_choice, *values)


def _in_days(spans: Mapping[timedelta, int]) -> dict[float, int]:
    return {span / DAY: number for span, number in spans.items()}


_FINENESS = {grain: place for place, grain in enumerate(Grain)}


def _size(apart: Distance) -> tuple[timedelta, int]:
    """Orders distances by their span, and equal ones by how finely they are known."""
    return apart.span, _FINENESS[apart.grain]


def _slips(cases: Iterable[Case]) -> list[Distance]:
    """How far the dates of those that moved slipped."""
    moved = (case.conduct.slip for case in cases if case.conduct.has_moved)
    return [slip for slip in moved if slip is not None]


def _median(slips: Mapping[Distance, int]) -> Distance | None:
    """The median, told no more finely than the coarsest of them."""
    seconds = Counter[float]()
    for slip, number in slips.items():
        seconds[slip.span.total_seconds()] += number
    middle = median(seconds)
    return None if middle is None else Distance(coarsest(s.grain for s in slips), timedelta(seconds=middle))


def _largest(lines: Iterable[TrackRecordLine]) -> tuple[TrackRecordLine, ...]:
    return tuple(sorted(lines, key=lambda line: -line.total))


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and the cases behind it; `of` is how many could have been."""

    choice: Choice
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """How an actor's ultimatums went, as their sender, as their target or as who spoke for somebody.

    `kept` is counted among those whose time was up. `line` tells what came of the resolved ones, None where
    there is none. `median_slip` is that of the dates that moved, None where none did.
    """

    all: Counted
    unresolved: Counted
    kept: Counted
    moved: Counted
    resolved: int
    line: TrackRecordLine | None
    median_slip: Distance | None

    @property
    def lines(self) -> tuple[TrackRecordLine, ...]:
        """The line as a table of one."""
        return (self.line,) if self.line else ()


def party_record(
    cases: Iterable[Case], at: datetime, *, sender: str = "", target: str = "", speaker: str = ""
) -> PartyRecord:
    """The record of one actor in numbers over its own cases: name it as one of the three."""
    everything = Choice(where=Where.ALL, sender=sender, target=target, speaker=speaker)
    own = everything.of(cases, at)
    line = results_of(own, replace(everything, where=Where.RESOLVED), at)

    def counted(of: int, **changes: Any) -> Counted:
        choice = replace(everything, **changes)
        return Counted(choice, len(choice.of(own, at)), of)

    return PartyRecord(
        all=Counted(everything, len(own), len(own)),
        unresolved=counted(len(own), where=Where.UNRESOLVED),
        kept=counted(sum(case.conduct.ran_out for case in own), kept=True),
        moved=counted(len(own), moved=True),
        resolved=line.total if line else 0,
        line=line,
        median_slip=_median(Counter(_slips(own))),
    )
