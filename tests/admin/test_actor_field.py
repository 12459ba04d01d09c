"""Actors in the case form: chosen, named, or made in place along with the case."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.admin.forms import ADD, errors
from tests.admin.test_cases import entered
from tracker.models import Actor, Publication, Ultimatum


def named(part: str, name: str, type_: str = "", timezone: str = "") -> dict[str, Any]:
    """What is typed beside a select that nothing was chosen from."""
    return {part: "", f"{part}-name": name, f"{part}-type": type_, f"{part}-timezone": timezone}


def test_names_are_actors_and_those_that_nobody_bears_are_made_with_the_case(desk: Client) -> None:
    sender = Actor.objects.get(slug="aldovia")
    sender.aliases = ["the White House"]
    sender.save()
    data = entered(
        desk,
        **named("parties-0-actor", "The WHITE house"),
        **named("parties-0-stated_by", "Bo Second", "person"),
        **named("parties-1-actor", "Drusia", "state", "Europe/Oslo"),
        **named("deadlines-0-stated_by", "bo second", "person"),
        slug="",
    )
    response = desk.post(ADD, {**data, "_publish": "1"})
    assert response.status_code == 302, errors(response)
    case = Ultimatum.objects.get()
    assert case.publication == Publication.PUBLISHED
    assert [(party["actor"], party.get("stated_by")) for party in case.document["parties"]] == [
        ("aldovia", "bo-second"),
        ("drusia", None),
    ]
    assert case.document["deadlines"][0]["stated_by"] == "bo-second"
    made = {actor.slug: actor for actor in Actor.objects.filter(slug__in=["bo-second", "drusia"])}
    assert made["bo-second"].represents == sender
    assert (made["drusia"].type, made["drusia"].timezone) == ("state", "Europe/Oslo")
    told = LogEntry.objects.filter(object_id=str(case.pk)).latest("pk").change_message
    assert "New actor: Drusia." in told
    assert "New actor: Bo Second." in told
    assert LogEntry.objects.filter(object_id=str(made["drusia"].pk), action_flag=1).exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("Drusia",), "To make it a new actor along with this case, say below what it is"),
        (("Drusia", "state"), "needs the time zone of its capital"),
        (("Drusia", "state", "Mars/Olympus"), "Allowed: an IANA"),
        (("Bo Second", "person"), "A person speaks for somebody"),
        (("Twin",), "which several actors are called: Aldovia (aldovia), Cendria (cendria)"),
    ],
)
def test_a_name_that_is_nobody_yet_is_refused_until_it_is_said_who(
    desk: Client, typed: tuple[str, ...], told: str
) -> None:
    for actor in Actor.objects.filter(slug__in=["aldovia", "cendria"]):
        actor.aliases = ["Twin"]
        actor.save()
    count = Actor.objects.count()
    response = desk.post(ADD, entered(desk, **named("parties-0-actor", *typed)))
    assert told in errors(response)["parties-0-actor"][0]
    assert f'value="{typed[0]}"' in response.content.decode()
    assert (Actor.objects.count(), Ultimatum.objects.count()) == (count, 0)


def test_nothing_is_made_where_the_rest_of_the_case_is_refused(desk: Client) -> None:
    data = entered(desk, **named("parties-0-actor", "Drusia", "group"), summary="", _publish="1")
    assert list(errors(desk.post(ADD, data))) == ["summary"]
    told = desk.post(ADD, {**data, "summary": "Made up.", "_foretell": "1", "_publish": ""})
    assert told.status_code == 200
    assert not Actor.objects.filter(slug="drusia").exists()


def test_who_may_not_add_actors_makes_none(desk: Client, editor: User) -> None:
    editor.groups.first().permissions.remove(Permission.objects.get(codename="add_actor"))  # type: ignore[union-attr]
    response = desk.post(ADD, entered(desk, **named("parties-0-actor", "Drusia", "group")))
    assert "Allowed: an actor of the list" in errors(response)["parties-0-actor"][0]
