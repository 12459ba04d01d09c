"""The table of the world: valid, unambiguous but where names are, and joined with what the record says."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest

from tests.named_twice import NAMED_TWICE
from tracker.domain.aliases import Alias, AliasKind, repeated
from tracker.domain.dates.moments import zone
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.text import plain
from tracker.domain.vocabulary import ActorType
from tracker.intake.world import with_world, world_actors

STATE = NamedActor(
    "aldovia",
    "Aldovia",
    ActorType.STATE,
    timezone="Europe/Riga",
    code="AL",
    aliases=(Alias("Алдовія"), Alias("Aldovian", AliasKind.DEMONYM), Alias("Aldoville", AliasKind.CAPITAL)),
)


def test_every_entry_is_one_that_the_record_could_hold() -> None:
    actors = world_actors()
    slugs = [actor.slug for actor in actors]
    assert slugs == sorted(set(slugs))
    states = {actor.code: actor for actor in actors if actor.type is ActorType.STATE}
    assert len(states) == 197
    for actor in actors:
        assert repeated(actor.aliases) is None, actor.slug
        assert all(Alias.read(alias.entry()) == alias for alias in actor.aliases), actor.slug
        assert actor.name not in [alias.name for alias in actor.aliases], actor.slug
        assert actor.represents is None or actor.represents in slugs
        if actor.type is ActorType.STATE or actor.timezone:
            zone(actor.timezone)


def test_no_name_is_that_of_two_at_a_time() -> None:
    bearers: dict[str, dict[str, Alias]] = defaultdict(dict)
    for actor in world_actors():
        for alias in (Alias(actor.name), *actor.aliases):
            is_past = actor.type is ActorType.HISTORICAL_STATE and alias.until
            if alias.kind is not AliasKind.LEADER and not is_past:
                bearers[plain(alias.name)][actor.slug] = alias
    twice = {name: set(found) for name, found in bearers.items() if len(found) > 1}
    assert {name: slugs for name, slugs in twice.items() if not slugs <= NAMED_TWICE.get(name, set())} == {}


@pytest.mark.parametrize(
    ("name", "day", "slug"),
    [
        ("Moscow", date(1940, 6, 14), "soviet-union"),
        ("Moscow", date(1995, 6, 14), "russia"),
        ("Prague", date(1938, 9, 30), "czechoslovakia"),
        ("Prague", date(2026, 9, 30), "czech-republic"),
        ("Germans", date(1914, 8, 2), "german-empire"),
        ("Cook Islands", date(2026, 9, 30), "cook-islands"),
        ("West Papua National Liberation Army", date(2023, 5, 27), "free-papua-movement"),
    ],
)
def test_a_name_is_of_the_state_that_bore_it_on_the_day(name: str, day: date, slug: str) -> None:
    (found,) = ActorTable(world_actors()).find(name, day)
    assert found.naming.actor.slug == slug


@pytest.mark.parametrize(
    ("own", "added"),
    [
        ({}, ["Republic of Aldovia"]),
        ({"aliases": ()}, ["Алдовія", "Republic of Aldovia", "Aldovian", "Aldoville"]),
        ({"slug": "old-name", "name": "Old Name"}, ["Aldovia", "Republic of Aldovia"]),
        ({"aliases": (Alias("Aldish", AliasKind.DEMONYM),)}, ["Алдовія", "Republic of Aldovia", "Aldoville"]),
        ({"slug": "junta", "type": ActorType.DE_FACTO_AUTHORITY}, []),
    ],
)
def test_the_table_adds_what_the_record_does_not_say(own: dict[str, object], added: list[str]) -> None:
    entry = replace(STATE, aliases=(Alias("Republic of Aldovia"), *STATE.aliases))
    actor = replace(STATE, **own)  # type: ignore[arg-type]
    joined, *rest = with_world([actor], [entry, NamedActor("league", "League", ActorType.ORGANISATION)])
    assert joined == replace(actor, aliases=(*actor.aliases, *joined.aliases[len(actor.aliases) :]))
    assert sorted(alias.name for alias in joined.aliases[len(actor.aliases) :]) == sorted(added)
    assert "league" in [actor.slug for actor in rest]
    assert len(rest) == (2 if actor.type is not ActorType.STATE else 1)


@pytest.mark.parametrize(
    ("since", "until", "is_added"),
    [
        ("1990-01-01", "1994-12-31", True),
        ("1990-01-01", "1995-01-20", True),  # who came and who went both held the days of the change
        ("1994-12-20", "2001-05-01", False),
        ("1996", "1998", False),
        ("1999-12-31", "2003", True),
        ("2010-06", "", True),
    ],
)
def test_leaders_are_added_for_the_times_of_which_the_record_has_none(
    since: str, until: str, is_added: bool
) -> None:
    own = replace(STATE, aliases=(Alias("Own Leader", AliasKind.LEADER, "1995-01-01", "1999-12-31"),))
    entry = replace(STATE, aliases=(Alias("Of the Table", AliasKind.LEADER, since, until),))
    (joined,) = with_world([own], [entry])
    assert ("Of the Table" in {alias.name for alias in joined.aliases}) is is_added
