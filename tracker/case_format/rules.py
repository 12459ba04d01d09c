"""What a schema cannot say: how the parts of one case hold together, and what they may name outside it.

Every rule takes whatever the file holds and stays silent about values that have no sensible shape: those
are the schema's to name. So all faults of a file can be told at once.
"""

import calendar
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone

from tracker.case_format.faults import Finding, Place, known, shown
from tracker.domain.aliases import Alias, NotAnAlias, repeated
from tracker.domain.case import BACKGROUND, CRITERIA
from tracker.domain.dates.moments import Grain, NoSuchZone, NotADate, When
from tracker.domain.dates.windows import Due, ImpossibleWindow, Precision
from tracker.domain.vocabulary import Change, FollowThrough, Kind, Role

MOST_WORDS = 10
CITING = ("demands", "threats", "deadlines", "events", "outcomes")
NAMING = ("target", "stated_by", "enforced_by")
FIRST_ZONE, LAST_ZONE = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
REPLACING = (Change.SHORTENED, Change.CLARIFIED, Change.SUSPENDED, Change.WITHDRAWN)
NEVER_REPLACING = (Change.SET, Change.STAGED, Change.PROPOSED)
TERMS = (Kind.EXPIRY, Kind.TRUCE_EXPIRY, Kind.REVIEW_DATE, Kind.LEGAL_DEADLINE)
"""Kinds of a term that can be followed by another one."""
TARGETS = (Role.TARGET, Role.PARTY)
ADDRESSED = (*TARGETS, Role.THIRD_PARTY)
ROLES_ALONE = (Role.MEDIATOR, Role.MODERATOR)
WITHOUT_DATE = (Change.WITHDRAWN, Change.PROPOSED)
ACTORS_FILE, DOSSIERS_FILE = "actors.yaml", "dossiers.yaml"

Document = Mapping[str, object]


@dataclass(frozen=True)
class Names:
    """What exists in the folder and beside it; None where the file that lists it could not be read."""

    actors: Collection[str] | None
    dossiers: Collection[str] | None
    cases: Collection[str]
    alone: Collection[str] = ()
    """The persons among the actors who represent nobody."""


def case_rules(case: Document, stem: str, names: Names) -> Iterator[Finding]:
    """Every rule on a case whose file is `<stem>.yaml`."""
    yield from _slug_and_neighbours(case, stem, names)
    yield from _actors_known(case, names.actors)
    yield from _parties_distinct(case)
    yield from _ultimatum_complete(case)
    yield from _ids_distinct(case)
    yield from _targets_are_parties(case)
    yield from _quotes_short(case)
    yield from _sources_cited(case)
    yield from _quotes_cited(case)
    yield from _addresses_distinct(case)
    yield from _announcements_in_order(case)
    yield from _replacements(case)
    yield from _windows(case)
    yield from _outcomes(case)
    yield from _scheduled_events(case)
    yield from _persons_alone(case, names.alone)
    yield from _later_parts(case)
    yield from _evidence_ends_later(case)


def actor_rules(actors: Document) -> Iterator[Finding]:
    """What the entries of actors.yaml need of each other."""
    for slug, actor in _mappings(actors):
        kind, speaks_for = _text(actor, "type"), _text(actor, "represents")
        if kind in ("state", "historical-state") and "timezone" not in actor:
            yield Finding(
                (slug, "timezone"), f"nothing, though it is a {kind}", "the IANA zone of its capital"
            )
        if speaks_for == slug:
            yield Finding((slug, "represents"), shown(speaks_for), "another actor")
        elif speaks_for is not None and speaks_for not in actors:
            wanted = known(actors, f"an actor of {ACTORS_FILE}", given=speaks_for)
            yield Finding((slug, "represents"), shown(speaks_for), wanted)
        for finding in _alias_rules(actor):
            yield Finding((slug, "aliases", *finding.place), finding.found, finding.allowed)


def alone_in(actors: Document) -> set[str]:
    """The persons who represent nobody."""
    return {
        slug
        for slug, actor in _mappings(actors)
        if _text(actor, "type") == "person" and "represents" not in actor
    }


def _alias_rules(actor: Document) -> Iterator[Finding]:
    """A term does not end before it begins, and no name stands twice but for another term."""
    entries = actor.get("aliases")
    aliases: list[Alias] = []
    for at, entry in enumerate(entries if isinstance(entries, list) else ()):
        try:
            aliases.append(Alias.read(entry))
        except NotAnAlias as error:
            yield Finding((at, error.part), error.found, error.allowed)
            return
        except (AttributeError, KeyError, TypeError):  # which the schema says better
            return
    if (again := repeated(aliases)) is not None:
        yield Finding(
            (again,), f"{shown(aliases[again].name)} again", "each name once, a leader's once a term"
        )


def dossier_rules(dossiers: Document) -> Iterator[Finding]:
    """A dossier does not end before it starts."""
    for slug, dossier in _mappings(dossiers):
        started, ended = _when(dossier, "started"), _when(dossier, "ended")
        if started and ended and is_before(ended, started):
            yield Finding((slug, "ended"), shown(ended.text), f"{started}, when it started, or later")


def is_before(one: When, other: When) -> bool:
    """Whether one date is surely earlier: two calendar dates by the calendar, else anywhere on Earth."""
    if Grain.INSTANT not in (one.grain, other.grain):
        return one.last_day < other.first_day
    return _ends(one) < _begins(other)


def place_in_order(date: When, others: Iterable[When]) -> int:
    """Where a date belongs among others: before the first that is surely later, else at the end."""
    dates = list(others)
    return next((at for at, other in enumerate(dates) if is_before(date, other)), len(dates))


def _begins(when: When) -> float:
    if when.grain is Grain.INSTANT:
        return when.starts_at.timestamp()
    return calendar.timegm(when.first_day.timetuple()) - _offset(FIRST_ZONE)


def _ends(when: When) -> float:
    return when.end_in(LAST_ZONE).timestamp()


def _offset(zone: timezone) -> float:
    return zone.utcoffset(None).total_seconds()


# -- reading a document that may hold anything -----------------------------------------------------------


def _mappings(document: Document) -> Iterator[tuple[str, Document]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield key, value


def _entries(case: Document, part: str) -> list[tuple[Place, Document]]:
    value = case.get(part)
    items = value if isinstance(value, list) else []
    return [((part, at), item) for at, item in enumerate(items) if isinstance(item, dict)]


def _texts(item: Document, key: str) -> list[tuple[int, str]]:
    value = item.get(key)
    items = value if isinstance(value, list) else []
    return [(at, text) for at, text in enumerate(items) if isinstance(text, str)]


def _text(item: Document, key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None


def _when(item: Document, key: str) -> When | None:
    text = _text(item, key)
    try:
        return When(text) if text is not None else None
    except NotADate:
        return None


# -- the rules -------------------------------------------------------------------------------------------


def _slug_and_neighbours(case: Document, stem: str, names: Names) -> Iterator[Finding]:
    slug, dossier = _text(case, "slug"), _text(case, "dossier")
    if slug is not None and slug != stem:
        yield Finding(("slug",), shown(slug), f"'{stem}', the name of the file")
    if dossier is not None and names.dossiers is not None and dossier not in names.dossiers:
        yield Finding(
            ("dossier",),
            shown(dossier),
            known(names.dossiers, f"a dossier of {DOSSIERS_FILE}", given=dossier),
        )
    for at, other in _texts(case, "related"):
        if other == slug:
            yield Finding(("related", at), f"{shown(other)}, the case itself", "other cases of the folder")
        elif other not in names.cases:
            yield Finding(
                ("related", at), shown(other), known(names.cases, "another case of the folder", given=other)
            )


def _actors_known(case: Document, actors: Collection[str] | None) -> Iterator[Finding]:
    if actors is None:
        return
    named: list[tuple[Place, str]] = []
    for place, party in _entries(case, "parties"):
        named += [
            ((*place, key), name) for key in ("actor", "stated_by") if (name := _text(party, key)) is not None
        ]
    for part in CITING:
        for place, item in _entries(case, part):
            named += [((*place, key), name) for key in NAMING if (name := _text(item, key)) is not None]
            named += [((*place, "exposed", at), name) for at, name in _texts(item, "exposed")]
    for place, name in named:
        if name not in actors:
            yield Finding(place, shown(name), known(actors, f"an actor of {ACTORS_FILE}", given=name))


def _parties_distinct(case: Document) -> Iterator[Finding]:
    seen: set[tuple[str | None, str | None]] = set()
    for place, party in _entries(case, "parties"):
        key = (_text(party, "actor"), _text(party, "role"))
        if key in seen and None not in key:
            yield Finding(place, f"{shown(key[0])} as {key[1]} a second time", "each actor once in a role")
        seen.add(key)


def _persons_alone(case: Document, alone: Collection[str]) -> Iterator[Finding]:
    """Who represents nobody may lead talks or mediate, and take part as nothing else."""
    for place, party in _entries(case, "parties"):
        name, role = _text(party, "actor"), _text(party, "role")
        if name in alone and role in set(Role) - set(ROLES_ALONE):
            found = f"{role}, though {shown(name)} is a person who represents nobody"
            wanted = f"{' or '.join(ROLES_ALONE)}; else an actor it speaks for, in {ACTORS_FILE}"
            yield Finding((*place, "role"), found, wanted)


def _parties_in(case: Document, *roles: Role) -> set[str]:
    parties = [party for _, party in _entries(case, "parties") if party.get("role") in roles]
    return {name for party in parties if (name := _text(party, "actor")) is not None}


def _ultimatum_complete(case: Document) -> Iterator[Finding]:
    kind = case.get("kind")
    if kind not in (Kind.ULTIMATUM, Kind.REQUEST):
        return
    roles = {_text(party, "role") for _, party in _entries(case, "parties")}
    has = {
        "a sender": Role.SENDER in roles,
        "a target": bool(roles & {Role.TARGET, Role.PARTY}),
        "a demand": case.get("demands") != [],
    }
    if kind == Kind.ULTIMATUM:
        has["a threat"] = case.get("threats") != []
    missing = [what for what, is_there in has.items() if not is_there]
    if missing and "parties" in case:
        name = "an ultimatum" if kind == Kind.ULTIMATUM else "a request"
        needed = f"{', '.join(list(has)[:-1])} and {list(has)[-1]}"
        found = f"{name} without {' and '.join(missing)}"
        yield Finding(("kind",), found, f"{name} with {needed}; else another kind", is_gap=True)
    if kind == Kind.REQUEST and case.get("threats"):
        yield Finding(("kind",), "a request with a threat", "an ultimatum, or no threat")


def _ids_distinct(case: Document) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for part in CITING:
        for place, item in _entries(case, part):
            name = _text(item, "id")
            if name is None:
                continue
            if name in seen:
                found = f"{shown(name)}, also the id of an entry of {seen[name]}"
                yield Finding((*place, "id"), found, "an id that no other entry of the case has")
            seen.setdefault(name, part)


def _targets_are_parties(case: Document) -> Iterator[Finding]:
    """An outcome is that of a target; a demand may be addressed to a third party as well."""
    for part, roles in (("demands", ADDRESSED), ("outcomes", TARGETS)):
        allowed = _parties_in(case, *roles)
        for place, item in _entries(case, part):
            target = _text(item, "target")
            if target is not None and target not in allowed:
                named = ", ".join(sorted(allowed)) or "this case has none"
                words = f"{', '.join(roles[:-1])} or {roles[-1]}"
                yield Finding((*place, "target"), shown(target), f"a party with the role {words} ({named})")


def _quotes_short(case: Document) -> Iterator[Finding]:
    for part in ("threats", "deadlines"):
        for place, item in _entries(case, part):
            words = (_text(item, "as_stated") or "").split()
            if len(words) > MOST_WORDS:
                yield Finding(
                    (*place, "as_stated"), f"a quote of {len(words)} words", f"at most {MOST_WORDS} words"
                )


def _sources_cited(case: Document) -> Iterator[Finding]:
    sources = case.get("sources")
    if not isinstance(sources, dict):
        return
    cited: set[str] = set()
    for part in (*CITING, BACKGROUND):
        for place, item in _entries(case, part):
            for at, name in _texts(item, "sources"):
                cited.add(name)
                if name not in sources:
                    wanted = ", ".join(list(sources)[:20]) or "none is listed"
                    yield Finding((*place, "sources", at), shown(name), f"a source of this file ({wanted})")
    for name in sources:
        if name not in cited:
            wanted = "sources that an entry names"
            yield Finding(("sources", name), "a source that nobody cites", wanted, is_gap=True)


def _quotes_cited(case: Document) -> Iterator[Finding]:
    for part in CITING:
        for place, item in _entries(case, part):
            quotes, cited = item.get("quotes"), [name for _, name in _texts(item, "sources")]
            for name in quotes if isinstance(quotes, dict) else ():
                if name not in cited:
                    wanted = f"a source that the entry names ({', '.join(cited) or 'it names none'})"
                    yield Finding((*place, "quotes", name), f"a quote from {shown(name)}", wanted)


def _addresses_distinct(case: Document) -> Iterator[Finding]:
    sources = case.get("sources")
    seen: dict[str, str] = {}
    for name, source in _mappings(sources if isinstance(sources, dict) else {}):
        url = _text(source, "url")
        if url is None:
            continue
        if url in seen:
            yield Finding(
                ("sources", name, "url"), f"the address of {seen[url]} again", "each address once in a case"
            )
        seen.setdefault(url, name)


def _announcements_in_order(case: Document) -> Iterator[Finding]:
    previous: When | None = None
    for place, deadline in _entries(case, "deadlines"):
        announced, public = _when(deadline, "announced"), _when(deadline, "public_since")
        if announced and previous and is_before(announced, previous):
            found = f"{shown(announced.text)}, earlier than the deadline above it"
            yield Finding(
                (*place, "announced"), found, f"{previous} or later: deadlines are in the order announced"
            )
        if announced and public and is_before(public, announced):
            wanted = f"{announced}, when it was announced, or later"
            yield Finding((*place, "public_since"), shown(public.text), wanted)
        previous = announced or previous


def _replacements(case: Document) -> Iterator[Finding]:
    earlier: list[str] = []
    for place, deadline in _entries(case, "deadlines"):
        change, replaced = _text(deadline, "change"), _text(deadline, "replaces")
        if replaced is not None and replaced not in earlier:
            wanted = f"the id of a deadline above ({', '.join(earlier) or 'there is none'})"
            yield Finding((*place, "replaces"), shown(replaced), wanted)
        elif replaced is not None and change in NEVER_REPLACING:
            found = f"{shown(replaced)}, though the change is {change}"
            yield Finding((*place, "replaces"), found, f"no such key: what is {change} replaces nothing")
        if change in REPLACING and "replaces" not in deadline:
            found = f"nothing, though the change is {change}"
            wanted = "the id of the deadline it replaces"
            yield Finding((*place, "replaces"), found, wanted, is_gap=True)
        if change in WITHOUT_DATE and deadline.get("due") is not None:
            yield Finding(
                (*place, "due"), f"a date, though the change is {change}", "null: no date is in force"
            )
        if name := _text(deadline, "id"):
            earlier.append(name)


def _windows(case: Document) -> Iterator[Finding]:
    for place, deadline in _entries(case, "deadlines"):
        due = deadline.get("due")
        if isinstance(due, dict):
            yield from _window((*place, "due"), due)


def _window(place: Place, due: Document) -> Iterator[Finding]:
    earliest, latest = _when(due, "earliest"), _when(due, "latest")
    precision, zone = _text(due, "precision"), _text(due, "timezone")
    if earliest is None or zone is None or precision not in list(Precision):
        return
    if latest is None and due.get("latest", "missing") is not None:
        return
    try:
        Due(
            earliest, latest, Precision(precision), zone, timezone_assumed=due.get("timezone_assumed") is True
        )
    except ImpossibleWindow as error:
        found = f"earliest {earliest}, latest {latest or 'null'}, precision {precision}"
        yield Finding(place, found, f"bounds that fit: {error}")
    except NoSuchZone:
        return  # the schema's `timezone` format names it
    except (OverflowError, ValueError) as error:
        yield Finding(
            place, f"earliest {earliest}, latest {latest or 'null'}", f"a window in the calendar ({error})"
        )


def _outcomes(case: Document) -> Iterator[Finding]:
    outcomes = _entries(case, "outcomes")
    targets = [_text(outcome, "target") for _, outcome in outcomes]
    if len(outcomes) > 1 and (None in targets or len(set(targets)) != len(targets)):
        yield Finding(
            ("outcomes",), f"{len(outcomes)} outcomes", "one outcome, or several with one target each"
        )
    first = _first_announced(case)
    for place, outcome in outcomes:
        on, lifted = _when(outcome, "on"), _when(outcome, "lifted")
        if on and first and is_before(on, first):
            yield Finding((*place, "on"), shown(on.text), f"{first}, the first announcement, or later")
        follow_through = outcome.get("follow_through")
        if follow_through == FollowThrough.ROLLED_OVER and case.get("kind") not in TERMS:
            wanted = f"a case of kind {', '.join(TERMS)}; else another word"
            yield Finding((*place, "follow_through"), shown(follow_through), wanted)
        if lifted is None:
            continue
        if on and is_before(lifted, on):
            yield Finding((*place, "lifted"), shown(lifted.text), f"{on}, the day of the outcome, or later")
        if outcome.get("follow_through") not in (FollowThrough.IMPOSED, FollowThrough.PARTLY_IMPOSED):
            found = (
                f"{shown(lifted.text)}, though the follow-through is {shown(outcome.get('follow_through'))}"
            )
            yield Finding((*place, "lifted"), found, "no such key: only what was imposed is lifted")


def _scheduled_events(case: Document) -> Iterator[Finding]:
    """What is scheduled lies ahead of the day it was; what becomes of it is told once, below it and later."""
    above: dict[str, When | None] = {}
    followed: set[str] = set()
    for place, event in _entries(case, "events"):
        on, scheduled = _when(event, "on"), _when(event, "scheduled")
        if on and scheduled and is_before(on, scheduled):
            yield Finding((*place, "on"), shown(on.text), f"{scheduled}, when it was scheduled, or later")
        name = _text(event, "follows")
        known = scheduled or on
        if name is not None and name not in above:
            wanted = f"the id of a scheduled event above ({', '.join(above) or 'there is none'})"
            yield Finding((*place, "follows"), shown(name), wanted)
        elif name in followed:
            found = f"{shown(name)}, of which another event says it already"
            yield Finding((*place, "follows"), found, "each scheduled event once")
        elif name is not None and known and (since := above[name]) and is_before(known, since):
            wanted = f"{since}, when {name} was scheduled, or later"
            yield Finding((*place, "scheduled" if scheduled else "on"), shown(known.text), wanted)
        if name is not None:
            followed.add(name)
        if "scheduled" in event and (own := _text(event, "id")):
            above[own] = scheduled


def _evidence_ends_later(case: Document) -> Iterator[Finding]:
    """Evidence counts until some day after the case began."""
    criteria = case.get(CRITERIA)
    until = _when(criteria, "until") if isinstance(criteria, dict) else None
    first = _first_announced(case)
    if until and first and is_before(until, first):
        yield Finding((CRITERIA, "until"), shown(until.text), f"{first}, the first announcement, or later")


def _first_announced(case: Document) -> When | None:
    return next((when for _, item in _entries(case, "deadlines") if (when := _when(item, "announced"))), None)


def _later_parts(case: Document) -> Iterator[Finding]:
    """`since` lies within the case: after the first announcement and not after its last dated fact."""
    first = _first_announced(case)
    last = max(_dated_facts(case), key=_ends, default=None)
    for part in ("parties", "demands", "threats"):
        for place, item in _entries(case, part):
            since = _when(item, "since")
            if since is None or first is None or last is None:
                continue
            if is_before(since, first):
                wanted = f"later than {first}, the first announcement (absent: from the first)"
                yield Finding((*place, "since"), shown(since.text), wanted)
            elif is_before(last, since):
                yield Finding(
                    (*place, "since"),
                    shown(since.text),
                    f"{last}, the last dated fact of the case, or earlier",
                )


def _dated_facts(case: Document) -> list[When]:
    keys = (("deadlines", "announced"), ("events", "on"), ("outcomes", "on"))
    dates = [
        _when(item, "scheduled" if "scheduled" in item else key)
        for part, key in keys
        for _, item in _entries(case, part)
    ]
    return [date for date in dates if date is not None]
