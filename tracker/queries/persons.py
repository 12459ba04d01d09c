"""Persons who spoke for somebody, and two senders or persons compared: from what is known at an instant.

No queries of their own: all comes of `queries.track_record.known`.
"""

from dataclasses import dataclass

from tracker.domain.statistics.comparison import ComparedLine, Side, compared, side
from tracker.domain.statistics.track_record import Choice, TrackRecordLine, Where, results_of
from tracker.domain.vocabulary import ActorType
from tracker.queries.track_record import Known, Part, Person


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person, for how many ultimatums they spoke, and what came of those resolved (None of none)."""

    person: Person
    represents: Person | None
    spoke: int
    line: TrackRecordLine | None

    @property
    def resolved(self) -> int:
        """How many of them are resolved."""
        return self.line.total if self.line else 0


def person_lines(found: Known) -> tuple[PersonLine, ...]:
    """Every person who spoke for an ultimatum known at the instant; who spoke for most of them first."""
    lines = [
        PersonLine(
            person,
            found.actors.get(person.represents),
            part.spoke,
            results_of(part.cases.values(), Choice(where=Where.RESOLVED, speaker=person.slug), found.at),
        )
        for person in found.actors.values()
        if person.type is ActorType.PERSON and (part := found.parts.get(person.slug)) and part.spoke
    ]
    return tuple(sorted(lines, key=lambda line: (-line.spoke, -line.resolved, line.person.name)))


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One of the two: `as_speaker` where it is a person and the ultimatums are those it spoke for."""

    actor: Person
    as_speaker: bool
    side: Side


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two of them and their shares."""

    sides: tuple[ComparedSide, ComparedSide]
    lines: tuple[ComparedLine, ...]


def comparable(found: Known) -> list[tuple[str, str]]:
    """Who can be compared, slug and name, by name: whoever set an ultimatum or spoke for one by then."""
    known = ((actor, found.parts.get(actor.slug) or Part()) for actor in found.actors.values())
    return sorted(
        ((actor.slug, actor.name) for actor, part in known if _counts(part)), key=lambda each: each[1]
    )


def comparison(found: Known, one: str, other: str) -> Comparison:
    """Two actors of the record compared. Raises KeyError for one that it does not have."""
    sides = (_side(found, one), _side(found, other))
    return Comparison(sides, compared(sides[0].side, sides[1].side))


def _counts(part: Part) -> int:
    return part.sent or part.spoke


def _side(found: Known, slug: str) -> ComparedSide:
    """Who set ultimatums is compared by those, who only spoke for others by what they spoke for."""
    actor, part = found.actors[slug], found.parts.get(slug) or Part()
    as_speaker = not part.sent and actor.type is ActorType.PERSON
    names = {"speaker": slug} if as_speaker else {"sender": slug}
    return ComparedSide(actor, as_speaker, side(part.cases.values(), found.at, **names))
