"""Pages and mails in another language call actors and crises by their names there, at no further query."""

from typing import NamedTuple

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.factories import ACTORS, DOSSIERS, NOW, a_case, load
from tracker.models import Actor
from tracker.services.cases.editing import refresh_actor
from tracker.services.local_names import speaking, use_local_names
from tracker.templatetags.emails import followed
from tracker.templatetags.labels import names
from tracker.templatetags.local_names import local
from tracker.templatetags.pages import language_of


class Reason(NamedTuple):
    """What a mail is about."""

    kind: str
    name: str
    parts: tuple[tuple[str, str], ...] = ()


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def named() -> None:
    actors = {**ACTORS, "aldovia": {**ACTORS["aldovia"], "names": {"uk": "Алдовія"}}}
    river = {**DOSSIERS["river-war"], "names": {"uk": "Річкова війна"}}
    load(a_case(), actors=actors, dossiers={**DOSSIERS, "river-war": river})


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", ["Алдовія"]),
        ("/ultimatums/{case}/", ["Алдовія", "Річкова війна"]),
        ("/actors/aldovia/", [">Алдовія</h1>", "Алдовія: "]),
        ("/actors/", ["Алдовія"]),
        ("/dossiers/river-war/", [">Річкова війна</h1>"]),
        ("/dossiers/", [">Річкова війна<"]),
        ("/timeline/", ["Річкова війна"]),
    ],
)
def test_a_page_speaks_of_them_in_its_language(client: Client, address: str, shown: list[str]) -> None:
    path = address.format(case=a_case()["slug"])
    there = client.get(f"/uk{path}").content.decode()
    assert [words for words in shown if words not in there] == []
    assert "Алдовія" not in client.get(path).content.decode()


def test_what_has_no_name_there_keeps_its_english_one_and_says_so() -> None:
    with speaking("uk"):
        assert local("Cendria") == "Cendria"
        assert language_of("Cendria") == ' lang="en"'
        assert language_of("Aldovia") == ""
        assert names(("Aldovia", "Cendria")) == "Алдовія, Cendria"
        assert "Алдовія" in followed(Reason("actor", "Aldovia"))
    assert names(("Aldovia", "Cendria")) == "Aldovia, Cendria"


def test_a_new_name_is_shown_at_once_and_costs_queries_only_then(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with translation.override("uk"):
        use_local_names(version=1)
        with django_assert_num_queries(0):
            use_local_names(version=1)
        actor = Actor.objects.get(slug="aldovia")
        actor.names = {"uk": "Алдовія-Нова"}
        actor.save()
        refresh_actor(actor, now=NOW)
        with django_assert_num_queries(3):
            use_local_names()
        assert local("Aldovia") == "Алдовія-Нова"
    with django_assert_num_queries(0):
        use_local_names()
