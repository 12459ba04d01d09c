"""Cases that look like the one that is typed, and the crisis of the last case between the same two."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import a_case, load
from tracker.models import Actor, Ultimatum

TWINS = "/admin/tracker/ultimatum/twins/"


def typed(**changes: str) -> dict[str, Any]:
    pk = {actor.slug: actor.pk for actor in Actor.objects.all()}
    whole = {
        "sender": pk["aldovia"],
        "target": pk["borealand"],
        "demand": "open-passage",
        "announced": "2026-05-01",
    }
    return {**whole, **changes}


@pytest.mark.parametrize(
    ("changes", "is_pointed_out"),
    [
        ({}, True),
        ({"announced": "2026-05"}, True),
        ({"announced": ""}, True),
        ({"announced": "2026-12-24"}, False),
        ({"announced": "2025-08-01"}, False),
        ({"demand": "disarm"}, False),
        ({"demand": ""}, False),
        ({"sender": "x"}, False),
    ],
)
def test_the_same_sender_target_and_sort_of_demand_within_half_a_year(
    desk: Client, changes: dict[str, str], is_pointed_out: bool
) -> None:
    load(a_case())
    answer = desk.get(TWINS, typed(**changes)).json()
    assert ("Open the river" in answer["html"]) == is_pointed_out
    assert (answer["dossier"] is None) == ("sender" in changes)


def test_a_case_is_no_twin_of_itself_and_the_two_ways_round_are_two(desk: Client) -> None:
    load(a_case())
    whole = typed()
    assert desk.get(TWINS, {**whole, "case": Ultimatum.objects.get().pk}).json()["html"].strip() == ""
    turned = {**whole, "sender": whole["target"], "target": whole["sender"]}
    assert desk.get(TWINS, turned).json() == {"html": "\n", "dossier": None}


def test_the_crisis_of_the_last_case_is_proposed(desk: Client) -> None:
    load(a_case())
    assert desk.get(TWINS, typed()).json()["dossier"]["title"] == "The river war"


def test_only_who_may_see_cases_is_answered(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.get(TWINS).status_code == 403
