"""What is checked, and what a check says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tracker.domain.case import Deadline, Demand, Event, Outcome, Threat
from tracker.domain.dates.moments import When
from tracker.domain.status.record import Record

Fact = Demand | Threat | Deadline | Event | Outcome


class Severity(StrEnum):
    """How bad it is, the worst first."""

    GRAVE = "grave"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """1 for a note, 3 for what is grave: the larger the worse."""
        return 3 - list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing: where in the case (`deadlines[d1].due`), what is there, and what would be right."""

    severity: Severity
    rule: str
    place: str
    found: str
    wanted: str

    def as_data(self) -> dict[str, str]:
        """As JSON has it."""
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Doubt":
        """From what `as_data` gave."""
        return cls(Severity(data["severity"]), *(data[name] for name in ("rule", "place", "found", "wanted")))


@dataclass(frozen=True, slots=True)
class Checked:
    """A case as it is checked: with the span of its crisis, and when an editor last looked at it."""

    record: Record
    now: datetime
    crisis_started: When | None = None
    crisis_ended: When | None = None
    looked_at: datetime | None = None

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """All facts that cite sources, with their places."""
        record = self.record
        for part in ("demands", "threats", "deadlines", "events"):
            for fact in getattr(record, part):
                yield f"{part}[{fact.id}]", fact
        for outcome in record.outcomes:
            yield f"outcomes[{outcome.target or 'all'}]", outcome
