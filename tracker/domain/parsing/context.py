"""What the words are read against, and what reading them leads to: days or instants in a zone."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from tracker.domain.dates.moments import Grain, When, zone
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing.elements import ZoneWords
from tracker.domain.parsing.result import Unreadable

Bound = date | datetime


class Open(Exception):
    """Something the words leave open of which no reading is the natural one: `count` ways to settle it."""

    def __init__(self, key: str, count: int, reason: str) -> None:
        super().__init__(reason)
        self.key, self.count, self.reason = key, count, reason


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words are read against: the announcement, and the zone of the sender's seat."""

    announced: When
    seat: str
    given: bool
    language: str = "en"
    chosen: tuple[tuple[str, int], ...] = ()

    def choose(self, key: str, count: int, reason: str) -> int:
        """Which of so many ways to settle something is taken in this reading; `Open` while none is."""
        found = dict(self.chosen).get(key)
        if found is None:
            raise Open(key, count, reason)
        return found

    @property
    def first_day(self) -> date:
        """The announcement's calendar day at the seat; of a month or a year, its first."""
        if self.announced.grain is Grain.INSTANT:
            return self.announced.starts_at.astimezone(zone(self.seat)).date()
        return self.announced.first_day

    @property
    def day(self) -> date:
        """The announcement's calendar day; `Unreadable` when only its month or year is known."""
        if self.announced.grain in (Grain.MONTH, Grain.YEAR):
            raise Unreadable(
                f"the announcement is known by its {self.announced.grain} alone ({self.announced}), "
                "and these words count from its day"
            )
        return self.first_day

    @property
    def instant(self) -> datetime | None:
        """The announcement's instant, where it is known."""
        return self.announced.starts_at if self.announced.grain is Grain.INSTANT else None


@dataclass(frozen=True, slots=True)
class Span:
    """Days or instants, both included; `absolute` when the words themselves name the year."""

    first: Bound
    last: Bound
    precision: Precision
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """The zone in which wall clocks and days are read, and how its name is found for an instant."""

    wall: tzinfo
    name: str | None
    words: ZoneWords | None = None


def plain_day(bound: Bound) -> date:
    """The calendar day of a bound; of an instant, its day as written."""
    return bound.date() if isinstance(bound, datetime) else bound


def shown(span: Span) -> str:
    """The bounds in ISO 8601, once where they are equal."""
    return str(span.first) if span.first == span.last else f"{span.first} to {span.last}"
