"""What is scheduled in a case: events announced for a date ahead, until something became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tracker.domain.case import Event
from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Due, Precision

EventT = TypeVar("EventT", bound=Event[Any])


@dataclass(frozen=True, slots=True)
class Scheduled(Generic[EventT]):
    """A scheduled event; `id` is that of the first of those it was moved from, or its own."""

    id: str
    event: EventT

    @property
    def due(self) -> Due:
        """Its date as a window, of which a calendar shows every day."""
        on = self.event.on
        if on.grain is Grain.INSTANT:
            return Due(on, on, Precision.INSTANT, "UTC", timezone_assumed=True)
        first, last = (When(day.isoformat()) for day in (on.first_day, on.last_day))
        precision = Precision.DAY if first == last else Precision.RANGE
        return Due(first, last, precision, "UTC", timezone_assumed=True)


def scheduled_in(events: Iterable[EventT]) -> tuple[Scheduled[EventT], ...]:
    """Those of which nobody says yet what became of them, by their dates."""
    by_id = {event.id: event for event in events}
    ended = {event.follows for event in by_id.values()}
    left = (event for event in by_id.values() if event.scheduled and event.id not in ended)
    found = (Scheduled(_first_of(event, by_id), event) for event in left)
    return tuple(sorted(found, key=lambda item: item.event.on.starts_at))


def _first_of(event: EventT, by_id: Mapping[str, EventT]) -> str:
    seen = {event.id}
    while event.follows in by_id and event.follows not in seen and by_id[event.follows].scheduled:
        event = by_id[event.follows]
        seen.add(event.id)
    return event.id
