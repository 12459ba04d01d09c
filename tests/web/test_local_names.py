"""Pages and mails in another language call actors and crises by their names there, at no further query."""

from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.factories import ACTORS, DOSSIERS, NOW, a_case, an_event, load
from tracker.models import Actor, Publication, Ultimatum
from tracker.queries.local_names import local_names
from tracker.services.cases.editing import refresh_actor
from tracker.services.local_names import speaking, use_local_names
from tracker.templatetags.emails import followed
from tracker.templatetags.labels import names
from tracker.templatetags.local_names import in_english, local, place_in_alphabet


class Reason(NamedTuple):
    """What a mail is about."""

    kind: str
    name: str
    parts: tuple[tuple[str, str], ...] = ()


pytestmark = pytest.mark.django_db
TITLE = "Відійти за річку за 50 днів"
SUMMARY = "Алдовія зажадала, щоб інші відійшли за річку."


@pytest.fixture(autouse=True)
def named() -> None:
    actors = {**ACTORS, "aldovia": {**ACTORS["aldovia"], "names": {"uk": "Алдовія"}}}
    river = {**DOSSIERS["river-war"], "names": {"uk": "Річкова війна"}}
    load(told(), actors=actors, dossiers={**DOSSIERS, "river-war": river})


def told() -> dict[str, Any]:
    """A case with its title and its summary in Ukrainian."""
    return {**a_case(), "titles": {"uk": TITLE}, "summaries": {"uk": SUMMARY}}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", ["Алдовія", f">{TITLE}</a>"]),
        ("/ultimatums/{case}/", ["Алдовія", "Річкова війна", f"<h1>{TITLE}</h1>", f">{SUMMARY}</p>"]),
        ("/ultimatums/", [f">{TITLE}</a>"]),
        ("/ultimatums/{case}/share/", [f">{TITLE}</a>"]),
        ("/search/?q=відійти", [f"{TITLE[8:]}</a>"]),
        ("/dossiers/river-war/", [">Річкова війна</h1>", f">{TITLE}</a>"]),
        ("/actors/aldovia/", [">Алдовія</h1>", "Алдовія: "]),
        ("/actors/", ["Алдовія"]),
        ("/dossiers/", [">Річкова війна<"]),
        ("/timeline/", ["Річкова війна", f">{TITLE}</a>"]),
        ("/calendar/2026/4/", [f"<span>{TITLE}</span>"]),
    ],
)
def test_a_page_speaks_of_them_in_its_language(client: Client, address: str, shown: list[str]) -> None:
    path = address.format(case=a_case()["slug"])
    there = client.get(f"/uk{path}").content.decode()
    assert [words for words in shown if words not in there] == []
    here = client.get(path).content.decode()
    assert [words for words in ("Алдовія", TITLE, SUMMARY) if words in here] == []


def test_what_was_known_before_has_the_title_but_no_summary_written_later(client: Client) -> None:
    case = {**told(), "events": [an_event("e1", "2026-03-05")]}
    load(case)
    then = client.get(f"/uk/ultimatums/{case['slug']}/?as_of=2026-03-02").content.decode()
    assert f"<h1>{TITLE}</h1>" in then
    assert SUMMARY not in then


def test_a_title_of_a_case_that_is_not_public_is_in_no_table() -> None:
    Ultimatum.objects.update(publication=Publication.IN_REVIEW)
    assert TITLE not in local_names("uk").values()


def test_names_are_sorted_by_the_alphabet_of_the_page() -> None:
    words = ["Ямайка", "Ґана", "Іран", "Єгипет", "Гана", "Ємен", "Індія", "Європа", "Їжак", "Жакмель", "NATO"]
    with translation.override("uk"):
        assert sorted(words, key=place_in_alphabet) == [
            *("NATO", "Гана", "Ґана", "Європа", "Єгипет", "Ємен"),
            *("Жакмель", "Індія", "Іран", "Їжак", "Ямайка"),
        ]


def test_what_has_no_name_there_keeps_its_english_one_and_says_so() -> None:
    with speaking("uk"):
        assert local("Cendria") == "Cendria"
        assert in_english("Cendria")
        assert not in_english("Aldovia")
        assert names(("Aldovia", "Cendria")) == "Алдовія, Cendria"
        assert "Алдовія" in followed(Reason("actor", "Aldovia"))
    assert names(("Aldovia", "Cendria")) == "Aldovia, Cendria"
    assert not in_english("Cendria"), "the language of the page"


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
        with django_assert_num_queries(4):
            use_local_names()
        assert local("Aldovia") == "Алдовія-Нова"
    with django_assert_num_queries(0):
        use_local_names()
