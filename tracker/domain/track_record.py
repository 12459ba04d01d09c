"""The track record: of so many ultimatums, what came of them, when, and how far their dates moved.

A `Choice` says which cases a number counts; the number is counted by it, and the same choice lists the cases
behind the number, so the two cannot differ. Only ultimatums are chosen (`Conduct.counts`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from tracker.domain.conduct import ENFORCED_WITHIN, Conduct, Limit, Result
from tracker.domain.distances import Distance, coarsest
from tracker.domain.statistics import Curve, Share, median, share, survival
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

    `threats`: any of them. `dated`: whether there is a latest expiry, and `in_time` whether the threat was
    carried out no later than 30 days after it. `within`: the time ran out and the outcome came no more than
    so many days later. `open_after`: so many days after expiry it was still seen to be without an outcome.
    `moves`: exactly so many, the last one (`MOST_MOVES`) and more.
    """

    where: Where = Where.RESOLVED
    threats: tuple[ThreatType, ...] = ()
    sender_type: ActorType | None = None
    sender: str = ""
    target: str = ""
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
            and (self.kept is None or facts.is_kept is self.kept)
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
class Line:
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
    overall: Line | None
    by_threat: tuple[Line, ...]
    by_sender: tuple[Line, ...]
    by_limit: tuple[Line, ...]
    by_move: tuple[Line, ...]
    in_time: tuple[Line, ...]
    waiting: Waiting | None
    moves: tuple[Line, ...]
    drifts: tuple[Line, ...]
    median_slip: Distance | None
    most_earlier: Distance | None
    most_later: Distance | None

    @property
    def overall_lines(self) -> tuple[Line, ...]:
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


def statistics(cases: Iterable[Case], at: datetime) -> Statistics:
    """Count everything; `cases` as known at the instant."""
    counted = [case for case in cases if case.conduct.counts]
    resolved = [case for case in counted if case.conduct.is_resolved]
    slips = _slips(resolved)
    return Statistics(
        at=at,
        known=len(counted),
        resolved=len(resolved),
        pending=sum(case.conduct.is_pending for case in counted),
        overall=next(iter(_by_result(resolved, [Choice()], at)), None),
        by_threat=_largest(_by_result(resolved, [Choice(threats=(word,)) for word in ThreatType], at)),
        by_sender=_largest(_by_result(resolved, [Choice(sender_type=word) for word in ActorType], at)),
        by_limit=_by_result(resolved, [*(Choice(limit=name) for name in Limit), Choice(has_limit=False)], at),
        by_move=_by_result(resolved, [Choice(moved=False), Choice(moved=True)], at),
        in_time=_in_time(resolved, at),
        waiting=_waiting(counted, at),
        moves=_among(resolved, [Choice(moves=number) for number in range(MOST_MOVES + 1)], at),
        drifts=_among(
            [case for case in resolved if case.conduct.has_moved],
            [Choice(moved=True, drift=name) for name in Drift],
            at,
        ),
        median_slip=_median(slips),
        most_earlier=min((slip for slip in slips if slip.span < timedelta(0)), key=_span, default=None),
        most_later=max((slip for slip in slips if slip.span > timedelta(0)), key=_span, default=None),
    )


def results_of(cases: Sequence[Case], choice: Choice, at: datetime) -> Line | None:
    """What came of the cases of a choice; None where there are none."""
    return next(iter(_by_result(cases, [choice], at)), None)


def _by_result(cases: Iterable[Case], choices: Iterable[Choice], at: datetime) -> tuple[Line, ...]:
    """A line for each choice that some cases meet, with a part for each result."""
    cases = list(cases)
    found = []
    for choice in choices:
        group = choice.of(cases, at)
        if group:
            found.append(Line(choice, len(group), tuple(_results(group, choice))))
    return tuple(found)


def _results(group: Sequence[Case], choice: Choice) -> Iterable[Part]:
    for result in Result:
        counted = share(sum(result in case.conduct.results for case in group), len(group))
        if counted:
            yield Part(replace(choice, result=result), counted)


def _in_time(resolved: Sequence[Case], at: datetime) -> tuple[Line, ...]:
    """The share carried out within 30 days: of all, by length of the limit, by whether the date moved."""
    choices = [
        Choice(dated=True),
        *(Choice(dated=True, limit=name) for name in Limit),
        Choice(dated=True, moved=False),
        Choice(dated=True, moved=True),
    ]
    found = []
    for choice in choices:
        group = choice.of(resolved, at)
        counted = share(
            sum(case.conduct.is_enforced_within(ENFORCED_WITHIN) is True for case in group), len(group)
        )
        if counted:
            found.append(Line(choice, len(group), (Part(replace(choice, in_time=True), counted),)))
    return tuple(found)


def _among(cases: Sequence[Case], choices: Iterable[Choice], at: datetime) -> tuple[Line, ...]:
    """How many of all these cases each choice means, also where it means none."""
    found = []
    for choice in choices:
        counted = share(len(choice.of(cases, at)), len(cases))
        if counted:
            found.append(Line(choice, counted.count, (Part(choice, counted),)))
    return tuple(found)


def _waiting(counted: Sequence[Case], at: datetime) -> Waiting | None:
    ran_out = [case.conduct for case in counted if case.conduct.ran_out]
    complete = [facts.after for facts in ran_out if facts.after is not None]
    censored = [span for span in (facts.open_for(at) for facts in ran_out) if span is not None]
    curve = survival(map(_in_days, complete), map(_in_days, censored))
    if curve is None:
        return None
    early = sum(_STANDS[Where.EARLY](case.conduct) for case in counted)
    lines = tuple(_curve_line(days, curve, counted, at) for days in CURVE_DAYS)
    return Waiting(curve, lines, len(censored), early)


def _curve_line(days: int, curve: Curve, counted: Sequence[Case], at: datetime) -> CurveLine:
    came, still = Choice(within=days), Choice(where=Where.ALL, open_after=days)
    step = curve.at(days)
    values = (step.survival, step.low, step.high) if step else (1.0, 1.0, 1.0)
    return CurveLine(days, len(came.of(counted, at)), came, len(still.of(counted, at)), still, *values)


def _in_days(apart: Distance) -> float:
    return apart.span / DAY


def _span(apart: Distance) -> timedelta:
    return apart.span


def _slips(cases: Iterable[Case]) -> list[Distance]:
    """How far the dates of those that moved slipped."""
    moved = (case.conduct.slip for case in cases if case.conduct.has_moved)
    return [slip for slip in moved if slip is not None]


def _median(slips: Sequence[Distance]) -> Distance | None:
    """The median, told no more finely than the coarsest of them."""
    middle = median([slip.span.total_seconds() for slip in slips])
    return None if middle is None else Distance(coarsest(s.grain for s in slips), timedelta(seconds=middle))


def _largest(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: -line.total))


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and the cases behind it; `of` is how many could have been."""

    choice: Choice
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """How an actor's ultimatums went, as their sender or as their target.

    `kept` is counted among those whose time was up. `line` tells what came of the resolved ones, None where
    there is none. `median_slip` is that of the dates that moved, None where none did.
    """

    all: Counted
    unresolved: Counted
    kept: Counted
    moved: Counted
    resolved: int
    line: Line | None
    median_slip: Distance | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The line as a table of one."""
        return (self.line,) if self.line else ()


def ledger(cases: Iterable[Case], at: datetime, *, sender: str = "", target: str = "") -> Ledger:
    """The ledger of one actor over its own cases: name it as `sender` or as `target`."""
    everything = Choice(where=Where.ALL, sender=sender, target=target)
    own = everything.of(cases, at)
    line = results_of(own, replace(everything, where=Where.RESOLVED), at)

    def counted(of: int, **changes: Any) -> Counted:
        choice = replace(everything, **changes)
        return Counted(choice, len(choice.of(own, at)), of)

    return Ledger(
        all=Counted(everything, len(own), len(own)),
        unresolved=counted(len(own), where=Where.UNRESOLVED),
        kept=counted(sum(case.conduct.ran_out for case in own), kept=True),
        moved=counted(len(own), moved=True),
        resolved=line.total if line else 0,
        line=line,
        median_slip=_median(_slips(own)),
    )
