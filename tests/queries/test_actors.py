"""Actors by any of their names, the same on both databases."""

import pytest
from django.test import Client

from tests.factories import ACTORS, NOW, a_case, load
from tracker.models import Actor, Phase
from tracker.queries.actors import actors_named
from tracker.queries.filters import narrow
from tracker.queries.index import actors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def named() -> None:
    """A state with names of its own in two alphabets, found wherever actors are."""
    aliases = ["Київ", "Kiev", "the White House", "Élysée"]
    entry = {"name": "Aldovia", "type": "state", "timezone": "America/New_York", "aliases": aliases}
    load(a_case(), actors={**ACTORS, "aldovia": entry})


@pytest.mark.parametrize("typed", ["aldovia", " KIEV ", "КИЇВ", "київ", "The White House", "elysee"])
def test_an_actor_is_meant_by_any_of_its_names(typed: str) -> None:
    assert [actor.slug for actor in actors_named(typed)] == ["aldovia"]
    assert [line.slug for line in actors(at=NOW, limit=5, q=typed)] == ["aldovia"]
    assert narrow(Phase.objects.current(), {"q": typed}, at=NOW).count() == 1


def test_a_part_of_a_name_is_no_name() -> None:
    assert actors_named("white") == actors_named("") == []
    assert [line.slug for line in actors(at=NOW, limit=5, q="white")] == ["aldovia"]


def test_a_new_alias_finds_the_cases_at_once() -> None:
    load(actors={"aldovia": {**ACTORS["aldovia"], "aliases": ["Aldo"]}})
    assert Actor.objects.get(slug="aldovia").aliases == ["Aldo"]
    assert narrow(Phase.objects.current(), {"q": "aldo kiev"}, at=NOW).count() == 0
    assert [actor.slug for actor in actors_named("ALDO")] == ["aldovia"]


def test_as_of_a_day_a_term_to_come_is_left_out_and_so_is_an_end_to_come(client: Client) -> None:
    terms = [("2009-01-20", "2026-03-09"), ("2026-03-09", "2027")]
    leaders = [{"name": "Bo", "kind": "leader", "since": since, "until": until} for since, until in terms]
    load(actors={"aldovia": {**ACTORS["aldovia"], "aliases": ["Aldo", *leaders]}})
    known = client.get("/api/v1/actors/aldovia?as_of=2026-03-05").json()
    assert known["aliases"] == ["Aldo"]
    assert known["other_names"] == [
        {"name": "Aldo", "kind": "name", "since": None, "until": None},
        {**leaders[0], "until": None},
    ]
