"""Actors and dossiers at the desk."""

from django.test import Client

from tests.admin.forms import errors, fields
from tests.factories import a_case, load
from tracker.models import Actor, CaseText, Dossier, Phase, SiteState

ACTORS = "/admin/tracker/actor/"


def test_new_name_of_an_actor_reaches_the_pages(desk: Client) -> None:
    load(a_case())
    address = f"{ACTORS}{Actor.objects.get(slug='aldovia').pk}/change/"
    version = SiteState.objects.get().version
    response = desk.post(address, {**fields(desk, address), "name": "New Aldovia"})
    assert response.status_code == 302, errors(response)
    row = Phase.objects.get(is_current=True)
    assert row.row["senders"] == ["New Aldovia"]
    assert CaseText.objects.filter(words__contains="new aldovia").exists()
    board = SiteState.objects.get()
    assert board.version > version
    assert [name for _, name, _ in board.facets["sender"]] == ["New Aldovia"]


def test_actor_follows_the_rules_of_its_file(desk: Client) -> None:
    data = {"name": "Drusia", "slug": "drusia", "type": "state", "successor": "", "code": "drs"}
    found = errors(desk.post(f"{ACTORS}add/", data))
    assert list(found) == ["code"]
    found = errors(desk.post(f"{ACTORS}add/", {**data, "code": "DR"}))
    assert list(found) == ["timezone"]
    found = errors(desk.post(f"{ACTORS}add/", {**data, "code": "DR", "timezone": "UTC", "slug": "A_b"}))
    assert list(found) == ["slug"]


def test_a_person_represents_nobody_unless_a_case_has_it_as_more_than_a_mediator(desk: Client) -> None:
    person = {"name": "Bo Second", "slug": "bo-second", "type": "person", "successor": ""}
    assert desk.post(f"{ACTORS}add/", person).status_code == 302
    case = a_case()
    case["parties"].append({"actor": "ana-prime", "role": "advocate"})
    load(case)
    address = f"{ACTORS}{Actor.objects.get(slug='ana-prime').pk}/change/"
    response = desk.post(address, {**fields(desk, address), "represents": ""})
    assert "it is advocate in “Open the river" in errors(response)["represents"][0]


def test_actor_is_added_with_successors_as_plain_text(desk: Client) -> None:
    data = {"name": "Old Land", "slug": "old-land", "type": "historical-state", "timezone": "Europe/Riga"}
    response = desk.post(f"{ACTORS}add/", {**data, "successor": "RS, ME"})
    assert response.status_code == 302, errors(response)
    assert Actor.objects.get(slug="old-land").successor == ["RS", "ME"]


def test_new_title_of_a_dossier_reaches_the_pages(desk: Client) -> None:
    load(a_case())
    address = f"/admin/tracker/dossier/{Dossier.objects.get(slug='river-war').pk}/change/"
    response = desk.post(address, {**fields(desk, address), "title": "The long river war"})
    assert response.status_code == 302, errors(response)
    assert [title for _, title, _ in SiteState.objects.get().facets["dossier"]] == ["The long river war"]


def test_dossier_does_not_end_before_it_starts(desk: Client) -> None:
    data = {"title": "A war", "slug": "a-war", "summary": "Made up for a test.", "started": "2022"}
    response = desk.post("/admin/tracker/dossier/add/", {**data, "ended": "2021"})
    assert "2022, when it started, or later" in errors(response)["ended"][0]


def test_autocomplete_finds_by_name_and_slug(desk: Client) -> None:
    query = "app_label=tracker&model_name=party&field_name=actor&term=aldo"
    answer = desk.get(f"/admin/autocomplete/?{query}").json()
    assert [item["text"] for item in answer["results"]] == ["Aldovia"]


def test_aliases_are_typed_one_a_line_and_found_by_and_whoever_bears_the_words_comes_first(
    desk: Client,
) -> None:
    load(a_case())
    for slug, aliases in (("cendria", "Aldo\nthe Red  House"), ("borealand", "Alderney")):
        address = f"{ACTORS}{Actor.objects.get(slug=slug).pk}/change/"
        response = desk.post(address, {**fields(desk, address), "aliases": aliases})
        assert response.status_code == 302, errors(response)
    assert Actor.objects.get(slug="cendria").aliases == ["Aldo", "the Red  House"]
    assert CaseText.objects.filter(words__contains="alderney").exists()
    query = "app_label=tracker&model_name=party&field_name=actor&term="
    for term, found in [
        ("ald", ["Aldovia", "Boréaland", "Cendria"]),
        ("ALDO", ["Cendria", "Aldovia"]),
        ("the red house", ["Cendria"]),
    ]:
        answer = desk.get(f"/admin/autocomplete/?{query}{term}").json()
        assert [item["text"] for item in answer["results"]] == found, term


def test_aliases_say_in_brackets_what_they_are_and_a_fault_names_its_line(desk: Client) -> None:
    address = f"{ACTORS}{Actor.objects.get(slug='aldovia').pk}/change/"
    typed = ["Aldo", "Aldovian (demonym)", "Aldoville (capital)", "Bo First (leader 2009-01-20 to 2017)"]
    response = desk.post(address, {**fields(desk, address), "aliases": "\n".join(typed)})
    assert response.status_code == 302, errors(response)
    leader = {"name": "Bo First", "kind": "leader", "since": "2009-01-20", "until": "2017"}
    actor = Actor.objects.get(slug="aldovia")
    assert [actor.aliases[0], actor.aliases[-1]] == ["Aldo", leader]
    assert "aldovian\naldoville" in actor.search
    assert "bo first" not in actor.search
    shown = fields(desk, address)
    assert shown["aliases"][0].split("\n") == typed
    assert desk.post(address, shown).status_code == 302
    assert Actor.objects.get(slug="aldovia").aliases == actor.aliases
    for wrong, told in [
        ("Bo (leader 2017 to 2009)", "Line 2, “Bo (leader 2017 to 2009)”: Found '2009'. Allowed: 2017, when"),
        ("Aldo (capital)", "Line 2: Found 'Aldo' again. Allowed: each name once"),
    ]:
        found = errors(desk.post(address, {**shown, "aliases": f"Aldo\n{wrong}"}))
        assert found["aliases"][0].startswith(told)


def test_names_in_other_languages_are_typed_behind_their_codes(desk: Client) -> None:
    actor = Actor.objects.get(slug="aldovia")
    address = f"{ACTORS}{actor.pk}/change/"
    shown = fields(desk, address)
    assert desk.post(address, {**shown, "names": "uk: Алдовія"}).status_code == 302
    actor.refresh_from_db()
    assert actor.names == {"uk": "Алдовія"}
    assert "алдовія" in actor.search
    shown = fields(desk, address)
    for wrong, told in [
        ("Алдовія", "Line 1: Found “Алдовія”. Allowed: a language once, as uk: Україна"),
        ("uk: А\nuk: Б", "Line 2: Found “uk” again"),
        ("Ukrainian: Алдовія", "Found 'Ukrainian'. Allowed: a language code of two or three"),
    ]:
        assert errors(desk.post(address, {**shown, "names": wrong}))["names"][0].startswith(told)
