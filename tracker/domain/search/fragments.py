"""What of a case is found, by what weight, and from when on.

A case is cut into fragments by the instant from which each of its texts was known: a search as of an instant
looks at those that were known by then. Nothing has to be done when an instant passes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import IntEnum, StrEnum

from tracker.domain.aliases import Alias, AliasKind
from tracker.domain.case import Deadline, Event, Mark, Outcome, fields_marked
from tracker.domain.dates.moments import BEGINNING, When
from tracker.domain.search.words import index_names, index_text
from tracker.domain.status.record import Record
from tracker.domain.vocabulary import IN_A_LEAD


class Weight(IntEnum):
    """Where a word was found; the lighter comes first."""

    NAME = 0
    """The whole name of who demands, of whom, or who spoke."""
    TITLE = 1
    PARTY = 2
    """A part of a name; the name of anybody else in it; whoever led a party then."""
    CRISIS = 3
    TEXT = 4
    LABEL = 5
    """What sort a demand or a threat is of."""


@dataclass(frozen=True, slots=True)
class Named:
    """An actor by its name and its other names."""

    name: str
    aliases: tuple[Alias, ...] = ()
    is_person: bool = False

    @property
    def names(self) -> list[str]:
        """What it is always called."""
        others = [each.name for each in self.aliases if each.kind is not AliasKind.LEADER]
        return list(dict.fromkeys([self.name, *others]))

    @property
    def whole_names(self) -> list[str]:
        """What counts as its whole name; of a person the last name alone, too."""
        last = [name.split()[-1] for name in self.names] if self.is_person else []
        return list(dict.fromkeys([*self.names, *last]))

    @property
    def leaders(self) -> list[Alias]:
        """Who leads it, and when."""
        return [each for each in self.aliases if each.kind is AliasKind.LEADER]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Lines that came to be known at one instant; `words` is what the index holds of them."""

    weight: Weight
    since_at: datetime
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as they are shown."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """As the index holds them; of a party every name is a line of its own to it."""
        lines = [name for line in self.lines for name in line.split("\t")]
        return index_names(lines) if self.weight is Weight.NAME else index_text(lines)


Labels = Callable[[StrEnum], Sequence[str]]
"""What pages call a word of a vocabulary, in every language."""


def of_case(
    record: Record, actors: Mapping[str, Named], *, crisis: Sequence[str], labels: Labels
) -> tuple[Fragment, ...]:
    """What of a published case is found; `actors` by slug, the crisis by its titles in every language."""
    begins = record.first_known_at
    if begins is None:
        return ()
    found: dict[tuple[Weight, datetime], list[str]] = {}
    for weight, since, line in _lines(record, actors, begins, labels):
        lines = found.setdefault((weight, max(begins, since)), [])
        if line and line not in lines:
            lines.append(line)
    found[Weight.TITLE, begins] = [record.title, *record.titles.values()]
    found[Weight.CRISIS, begins] = list(crisis)
    return tuple(
        Fragment(weight, since, tuple(lines)) for (weight, since), lines in sorted(found.items()) if lines
    )


def of_actor(actor: Named) -> tuple[Fragment, ...]:
    """What an actor is found by: its names always, its leaders from the day they came to lead it."""
    whole, names = tuple(actor.whole_names), ("\t".join(actor.names),)
    found = [Fragment(Weight.NAME, BEGINNING, whole), Fragment(Weight.PARTY, BEGINNING, names)]
    began: dict[datetime, list[str]] = {}
    for alias in actor.leaders:
        began.setdefault(_began(alias), []).append(f"{actor.name}\t{alias.name}")
    return (*found, *(Fragment(Weight.TEXT, since, tuple(lines)) for since, lines in sorted(began.items())))


def of_crisis(titles: Sequence[str], summary: str) -> tuple[Fragment, ...]:
    """What a crisis is found by; its summary was written in hindsight, and counts for the present alone."""
    return Fragment(Weight.TITLE, BEGINNING, tuple(titles)), Fragment(Weight.TEXT, BEGINNING, (summary,))


FragmentLine = tuple[Weight, datetime, str]


def _lines(
    record: Record, actors: Mapping[str, Named], begins: datetime, labels: Labels
) -> Iterator[FragmentLine]:
    yield from _of_parties(record, actors, begins)
    whole = _whole_since(record, begins)
    prose = [
        *(record.summary, *record.summaries.values(), *record.notes),
        *(each.text for each in record.background),
    ]
    if record.criteria:
        prose += [record.criteria.complied, record.criteria.enforced, record.criteria.decided_by]
    yield from ((Weight.TEXT, whole, line) for line in prose)
    for demand in record.demands:
        since = _since(demand.since, begins)
        yield Weight.TEXT, since, demand.text
        yield Weight.LABEL, since, " · ".join(labels(demand.type))
        if demand.target:
            yield Weight.PARTY, since, _name_line(actors.get(demand.target))
    for threat in record.threats:
        since = _since(threat.since, begins)
        yield from ((Weight.TEXT, since, line) for line in (threat.text, threat.as_stated))
        yield Weight.LABEL, since, " · ".join(labels(threat.type))
        for slug in threat.exposed:
            yield Weight.PARTY, since, _name_line(actors.get(slug))
    dated: list[tuple[Deadline | Event | Outcome, datetime]] = [
        *((each, each.known_at) for each in record.deadlines),
        *((each, each.known_on.starts_at) for each in record.events),
        *((each, each.on.starts_at) for each in record.outcomes),
    ]
    for part, since in dated:
        hindsight = fields_marked(type(part), Mark.HINDSIGHT)
        for name in fields_marked(type(part), Mark.SEARCHED):
            yield Weight.TEXT, whole if name in hindsight else since, getattr(part, name)


def _of_parties(record: Record, actors: Mapping[str, Named], begins: datetime) -> Iterator[FragmentLine]:
    for party in record.parties:
        since = _since(party.since, begins)
        is_leading = party.role in IN_A_LEAD
        yield from _of_actor(record, actors.get(party.actor), since, is_leading=is_leading)
        yield Weight.TEXT, since, party.label
        if party.stated_by:
            yield from _of_actor(record, actors.get(party.stated_by), since, is_leading=is_leading)
    for deadline in record.deadlines:
        if deadline.stated_by:
            yield from _of_actor(record, actors.get(deadline.stated_by), deadline.known_at, is_leading=True)
    for outcome in record.outcomes:
        if outcome.enforced_by:
            yield Weight.PARTY, outcome.on.starts_at, _name_line(actors.get(outcome.enforced_by))


def _of_actor(
    record: Record, actor: Named | None, since: datetime, *, is_leading: bool
) -> Iterator[FragmentLine]:
    if actor is None:
        return
    if is_leading:
        yield from ((Weight.NAME, since, name) for name in actor.whole_names)
    yield Weight.PARTY, since, _name_line(actor)
    days = [each.known_at.date() for each in record.deadlines]
    for leader in actor.leaders:
        held = [day for day in days if leader.held_on(day)]
        if held:
            at = max(since, datetime.combine(min(held), time(), UTC))
            yield Weight.PARTY, at, f"{actor.name}\t{leader.name}"


def _name_line(actor: Named | None) -> str:
    """The names of an actor, the first of which pages show."""
    return "\t".join(actor.names) if actor else ""


def _since(since: When | None, begins: datetime) -> datetime:
    return since.starts_at if since else begins


def _began(alias: Alias) -> datetime:
    return When(alias.since).starts_at if alias.since else BEGINNING


def _whole_since(record: Record, begins: datetime) -> datetime:
    """From when on nothing of the case is cut away any more, and with it the prose of hindsight is shown."""
    later: list[When | None] = [
        *(each.since for each in record.parties),
        *(each.since for each in record.demands),
        *(each.since for each in record.threats),
        *(each.known_on for each in record.events),
        *(each.on for each in record.outcomes),
        *(each.lifted for each in record.outcomes),
    ]
    known = (each.known_at for each in record.deadlines)
    return max(begins, *known, *(each.starts_at for each in later if each))
