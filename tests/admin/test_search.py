"""The search of the admin folds as the public one does, on every database, and knows sources and crises."""

import pytest
from django.test import Client

from tests.admin.forms import ADD, fields
from tests.admin.test_cases import entered
from tests.factories import NOW, a_case, a_source, load
from tracker.models import Actor, Dossier, Ultimatum
from tracker.services.cases.error_reports import Found, take_report

LISTS = "/admin/tracker/"


def found(desk: Client, page: str, words: str) -> int:
    return int(desk.get(f"{LISTS}{page}/", {"q": words}).context["cl"].result_count)


@pytest.fixture
def cases(editor: object) -> None:
    """A case with Cyrillic in every place, published; and another."""
    actors = {
        "commission": {"name": "Європейська Комісія", "type": "organisation"},
        "borealand": {"name": "Boréaland", "type": "state", "timezone": "Europe/Kyiv"},
        "cendria": {"name": "Cendria", "type": "state", "timezone": "Asia/Tehran"},
        "buyers-of-ore": {"name": "Buyers of ore", "type": "group"},
        "ana-prime": {"name": "Ана Перша", "type": "person", "represents": "commission"},
    }
    dossiers = {"river-war": {"title": "Війна за ріку", "summary": "A crisis made up for a test."}}
    parties = [
        {"actor": "commission", "role": "sender", "stated_by": "ana-prime"},
        {"actor": "borealand", "role": "target"},
    ]
    sources = {
        "s1": a_source("Перше", url="https://zeitung.example/artikel", publisher="Газета Ŝtrasse"),
        "s2": a_source("second"),
    }
    title = "Відкрийте Річку або втратите порти"
    actors["aldovia"] = {"name": "Aldovia", "type": "state", "timezone": "America/New_York"}
    others = [{"actor": "aldovia", "role": "sender"}, {"actor": "cendria", "role": "target"}]
    document = a_case(title=title, parties=parties, sources=sources)
    load(document, a_case("another-case", parties=others), actors=actors, dossiers=dossiers)


def test_a_case_is_found_by_any_word_in_any_case(desk: Client, cases: None) -> None:
    for words in ("річку", "РІЧКУ", "європейська", "ана перша", "boREALand річку", "газета", "strasse"):
        assert found(desk, "ultimatum", words) == 1, words
    assert found(desk, "ultimatum", "zeitung.example") == 1
    assert found(desk, "ultimatum", "ВІЙНА ЗА") == 2


def test_actors_and_dossiers_are_found_and_completed(desk: Client, cases: None) -> None:
    assert found(desk, "actor", "європейська") == found(desk, "actor", "КОМІСІЯ") == 1
    assert found(desk, "actor", "borealand") == 1
    assert found(desk, "dossier", "війна за РІКУ") == 1
    query = {"app_label": "tracker", "model_name": "party", "field_name": "actor", "term": "європейська ком"}
    answer = desk.get("/admin/autocomplete/", query).json()
    assert [item["text"] for item in answer["results"]] == ["Європейська Комісія"]


def test_a_new_name_is_found_at_once_in_cases_that_are_not_public_as_well(desk: Client, cases: None) -> None:
    desk.post(ADD, entered(desk, title="A draft about the river", slug=""))
    assert found(desk, "ultimatum", "нова алдовія") == 0
    for page, slug, change in (
        ("actor", "aldovia", {"name": "Нова Алдовія"}),
        ("dossier", "river-war", {"title": "Мир на ріці"}),
    ):
        row = {"actor": Actor, "dossier": Dossier}[page]._default_manager.get(slug=slug)
        address = f"{LISTS}{page}/{row.pk}/change/"
        assert desk.post(address, {**fields(desk, address), **change}).status_code == 302
    assert found(desk, "actor", "нова алдовія") == 1
    assert found(desk, "ultimatum", "нова алдовія") == 2
    assert found(desk, "ultimatum", "мир на ріці") == 3
    assert found(desk, "ultimatum", "draft about") == 1


def test_alerts_and_reports_are_found_by_their_case(desk: Client, cases: None) -> None:
    case = Ultimatum.objects.get(slug="open-the-river")
    take_report(case.pk, Found("Інше слово", "b", "https://example.org/"), now=NOW)
    assert found(desk, "report", "відкрийте") == found(desk, "report", "Інше слово") == 1
    assert found(desk, "alert", "відкрийте") == case.alerts.count()
